/** One import's running state: the files found so far, sieved by name. */
import { StillroomError } from '../../core/errors';
import { Pacer } from '../../core/pacing';
import type { RejectedFile, SourceImage } from './collection';
import { listEntry } from './directory-entry';
import { HandleFolder, listHandle } from './directory-handle';
import { FileImage } from './file-image';
import { gunzip } from './gzip';
import { byteText, isTooDeep, refuseTooMany, TOO_DEEP } from './limits';
import { encodingLabel, NAME_ENCODINGS, type NameEncoding } from './names/encodings';
import type { ArchiveProgress, ImportOptions, ImportProgress } from './options';
import { counted, note, takenChoice, type ReadingPart } from './reading/reading';
import {
  archiveStem,
  baseName,
  folderPath,
  isHiddenPath,
  recogniseName,
  type ForeignKind,
} from './recognise';
import { isArchiveRoot, type ImportRoot } from './roots';
import { archiveKind, looksLikeImage, noArchive } from './sniff';
import { listTar } from './tar';
import { listZip } from './zip';

const REPORT_EVERY_MS = 100;
export const LOOSE = 'lies in no folder; a class is a folder of images';

const ENCODING_CHOICES = NAME_ENCODINGS.map((id) => ({ id, text: encodingLabel(id) }));

export interface ListedTable {
  readonly file: SourceImage;
  /** Why it is no image, in case that it labels none either. */
  readonly reason: string;
}

export class Listing {
  readonly images: SourceImage[] = [];
  readonly tables: ListedTable[] = [];
  /** Files without an extension. */
  nameless: ListedTable[] = [];
  readonly rejected: RejectedFile[] = [];
  /** What there is to say of archives. */
  readonly parts: ReadingPart[] = [];
  readonly #foreign = new Map<string, { readonly kind: ForeignKind; readonly files: number }>();
  readonly pacer: Pacer;
  readonly #options: ImportOptions;
  #files = 0;
  #archive: ArchiveProgress | null = null;
  #labels: ImportProgress['labels'];
  #reportedAt = 0;
  #folder = '';
  #folderIsHidden = false;
  #hidden = 0;
  readonly #takesTops: boolean;

  /** @param takesTops true for what was handed over under a name that systems hide: .cache/cat */
  constructor(options: ImportOptions, takesTops = false) {
    this.#options = options;
    this.#takesTops = takesTops;
    this.pacer = new Pacer(options.signal);
  }

  /** Everything that is no image, tables included. */
  get allRejected(): readonly RejectedFile[] {
    const others = [...this.tables, ...this.nameless];
    return [...this.rejected, ...others.map(({ file, reason }) => ({ path: file.path, reason }))];
  }

  report(final = false): void {
    const now = performance.now();
    if (!final && now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    this.#options.onProgress?.({
      files: this.#files,
      images: this.images.length,
      archive: this.#archive,
      ...(this.#labels === undefined ? {} : { labels: this.#labels }),
    });
  }

  readonly tellLabels = (read: number, of: number): void => {
    this.#labels = { read, of };
    this.report(read === of);
  };

  #tellArchive(name: string, done: Partial<ArchiveProgress>): void {
    this.#archive = { name, unpackedBytes: 0, entries: 0, ...done };
    this.report();
  }

  /** Files in hidden folders, passed over without a word. */
  get hidden(): number {
    return this.#hidden;
  }

  #isHidden(path: string): boolean {
    if (!this.#takesTops) return isHiddenPath(path);
    return path.includes('/') && isHiddenPath(path.slice(path.indexOf('/') + 1));
  }

  /** A note for each kind of files that show something in a form that is not read. */
  get leftOut(): readonly ReadingPart[] {
    return [...this.#foreign.values()].map(({ kind: { what, advice }, files }) =>
      note(`left out ${what}`, `${counted(files, what)} left out: ${advice}.`, files),
    );
  }

  #countForeign(kind: ForeignKind): void {
    const { files = 0 } = this.#foreign.get(kind.what) ?? {};
    this.#foreign.set(kind.what, { kind, files: files + 1 });
  }

  readonly #reject = (file: RejectedFile): void => {
    if (!this.#isHidden(file.path)) this.rejected.push(file);
  };

  /** Whether a folder is hidden; files come folder by folder, so the last answer mostly holds. */
  #isHiddenFolder(folder: string): boolean {
    if (folder !== this.#folder) {
      this.#folder = folder;
      this.#folderIsHidden = this.#isHidden(folder);
    }
    return this.#folderIsHidden;
  }

  /** Sieves one listed file by its name and place. */
  add(file: SourceImage): void {
    const { path } = file;
    if (isTooDeep(path)) {
      refuseTooMany(++this.#files);
      this.#reject({ path: `${path.slice(0, 80)}…/${baseName(path)}`, reason: TOO_DEEP });
      return;
    }
    if (this.#isHiddenFolder(folderPath(path))) {
      this.#hidden++;
      return;
    }
    const kind = recogniseName(baseName(path));
    if (kind.kind === 'hidden') return;
    refuseTooMany(++this.#files);
    if (kind.kind === 'other') {
      this.#reject({ path, reason: kind.reason });
      if (kind.foreign !== undefined) this.#countForeign(kind.foreign);
    } else if (kind.kind === 'table') this.tables.push({ file, reason: kind.reason });
    else if (kind.kind === 'nameless') this.nameless.push({ file, reason: kind.reason });
    else if (kind.kind === 'archive') {
      const reason = 'is an archive inside a folder or archive; drop it by itself';
      this.#reject({ path, reason });
    } else if (folderPath(path) === '') this.#reject({ path, reason: LOOSE });
    else this.images.push(file);
    this.report();
  }

  /**
   * Takes the files without an extension as images, folder by folder, where the first of a folder is one.
   * @throws StillroomError PermissionDenied, Aborted
   */
  async takeNameless(): Promise<void> {
    const taken = new Map<string, boolean>();
    const left: ListedTable[] = [];
    for (const one of this.nameless) {
      const folder = folderPath(one.file.path);
      const isTaken = taken.get(folder) ?? (folder !== '' && (await this.#isImage(one.file)));
      taken.set(folder, isTaken);
      if (isTaken) this.images.push(one.file);
      else left.push(one);
      if (this.pacer.due) await this.pacer.rest();
    }
    this.nameless = left;
  }

  async #isImage(file: SourceImage): Promise<boolean> {
    try {
      return await looksLikeImage(await file.open(this.#options.signal));
    } catch (error) {
      const isGone = error instanceof StillroomError && error.code.startsWith('Bad');
      if (isGone) return false;
      throw error;
    }
  }

  async addAll(files: AsyncIterable<SourceImage>): Promise<void> {
    for await (const file of files) {
      this.add(file);
      if (this.pacer.due) await this.pacer.rest();
    }
  }

  /** Files of an archive: of two in one place the later counts, as for who unpacks it. */
  async #addUnpacked(files: AsyncIterable<SourceImage>): Promise<void> {
    const from = this.images.length;
    await this.addAll(files);
    const places = new Map<string, number>();
    let to = from;
    for (let i = from; i < this.images.length; i++) {
      const image = this.images[i];
      if (image === undefined) continue;
      const place = places.get(image.path) ?? to++;
      places.set(image.path, place);
      this.images[place] = image;
    }
    this.images.length = to;
  }

  /** The encoding that names of an archive are to be read in, if a person chose one. */
  #chosenEncoding(id: string): NameEncoding | undefined {
    const choices = this.#options.choices ?? new Map<string, string>();
    const usual = this.#options.nameEncoding ?? '';
    const taken = takenChoice(id, usual, ENCODING_CHOICES, choices);
    return NAME_ENCODINGS.find((encoding) => encoding === taken);
  }

  #sayEncoding(id: string, archive: string, encoding: NameEncoding | undefined): void {
    if (encoding === undefined || encoding === 'utf-8') return;
    this.parts.push({
      id,
      kind: 'names',
      text: `The names in ${archive} do not say their encoding; they are read as ${encodingLabel(encoding)}.`,
      images: 0,
      taken: encoding,
      choices: ENCODING_CHOICES,
      parts: [],
    });
  }

  /** @param subject of the sentence about a file that is none: "It", "What it unpacks to" */
  async #listArchive(file: Blob, name: string, subject: string): Promise<void> {
    const stem = archiveStem(name);
    const id = `names ${name}`;
    const chosen = this.#chosenEncoding(id);
    const options = {
      ...(chosen === undefined ? {} : { encoding: chosen }),
      // The list is read whole by then.
      onEncoding: (encoding: NameEncoding | undefined) => {
        this.#sayEncoding(id, name, encoding);
        this.report(true);
      },
      onEntries: (entries: number) => {
        this.#tellArchive(name, { entries });
      },
    };
    const kind = await archiveKind(file);
    if (kind === 'tar') {
      const onOpenEnd = (): void => {
        const text = `${name} ends without the mark that closes a tar archive: files may be missing from its end.`;
        this.parts.push(note(`end ${name}`, text));
      };
      const onRejected = this.#reject;
      await this.#addUnpacked(
        listTar(file, stem, this.pacer, { ...options, onOpenEnd, onRejected }),
      );
    } else if (kind === 'zip' || /\.zip$/i.test(name)) {
      await this.#listZip(file, stem, options, kind === 'zip' ? undefined : subject);
    } else {
      throw await noArchive(file, subject);
    }
  }

  /** @param doubtful the subject for a file that does not begin as a zip; some begin with a program */
  async #listZip(
    file: Blob,
    stem: string,
    options: Parameters<typeof listZip>[3],
    doubtful: string | undefined,
  ): Promise<void> {
    const listed = this.#files;
    try {
      const onRejected = this.#reject;
      await this.#addUnpacked(listZip(file, stem, this.pacer, { ...options, onRejected }));
    } catch (error) {
      const isNone = error instanceof StillroomError && error.code === 'BadArchive';
      if (doubtful === undefined || !isNone || this.#files > listed) throw error;
      throw await noArchive(file, doubtful);
    }
  }

  /** @param name of the file: a file that came from another thread may have lost its own */
  async addArchive(file: Blob, name: string): Promise<void> {
    this.#tellArchive(name, {});
    try {
      if ((await archiveKind(file)) !== 'gzip') {
        await this.#listArchive(file, name, 'It');
        return;
      }
      const onBytes = (bytes: number): void => {
        this.#tellArchive(name, { unpackedBytes: bytes });
      };
      const { content, passedOver } = await gunzip(file, onBytes, this.pacer);
      this.report(true);
      if (passedOver > 0) {
        const text = `${name} has ${byteText(passedOver)} behind its end that belong to no file; they were passed over.`;
        this.parts.push(note(`behind ${name}`, text));
      }
      await this.#listArchive(content, name, 'What it unpacks to');
    } catch (error) {
      if (!(error instanceof StillroomError) || error.code !== 'BadArchive') throw error;
      throw new StillroomError('BadArchive', `${name}: ${error.message}`, {
        ...error.data,
        archive: name,
      });
    } finally {
      this.#archive = null;
    }
  }

  async addRoot(root: ImportRoot): Promise<void> {
    if (root.kind === 'listed') return this.addAll(root.list(this.pacer, root.name));
    if (root.kind === 'directory') {
      return this.addAll(
        listHandle(new HandleFolder(root.handle, root.as ?? root.handle.name), this.pacer),
      );
    }
    if (root.kind === 'entry') {
      return this.addAll(listEntry(root.entry, root.as ?? root.entry.name, this.pacer));
    }
    if (isArchiveRoot(root)) return this.addArchive(root.file, root.path);
    this.add(new FileImage(root.path, root.file));
    if (this.pacer.due) await this.pacer.rest();
  }
}
