/**
 * From dropped things to a collection: list, sieve by name, group into classes.
 *
 * Nothing is decoded here. What only the bytes can tell (a text file named .png) comes up when the
 * images are ingested.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import { Pacer } from '../pacing';
import { isWordNetId, wordNetNames } from '../wordnet/names';
import { groupClasses } from './classes';
import { listEntry } from './directory-entry';
import { listHandle } from './directory-handle';
import { FileImage } from './file-image';
import { sortNaturally } from './order';
import {
  archiveStem,
  baseName,
  folderPath,
  isHiddenPath,
  recogniseName,
  type FileKind,
} from './recognise';
import { gunzip, listTar } from './tar';
import { listZip } from './zip';
import type { Collection, CollectionOrigin, RejectedFile, SourceImage } from './collection';
import type { ImportRoot } from './roots';

export interface ImportProgress {
  /** Files seen so far, images or not. */
  readonly files: number;
  readonly images: number;
  /** Bytes unpacked of a .tgz, which has to be unpacked before it can be listed; else 0. */
  readonly unpackedBytes: number;
}

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** Told at most ten times a second, and once at the end. */
  readonly onProgress?: (progress: ImportProgress) => void;
}

const REPORT_EVERY_MS = 100;
const LOOSE = 'lies in no folder; a class is a folder of images';

type ArchiveFormat = Extract<FileKind, { kind: 'archive' }>['format'];

/** One import's running state: what was found so far. */
class Listing {
  readonly images: SourceImage[] = [];
  readonly rejected: RejectedFile[] = [];
  readonly pacer: Pacer;
  readonly #options: ImportOptions;
  #files = 0;
  #unpackedBytes = 0;
  #reportedAt = 0;

  constructor(options: ImportOptions) {
    this.#options = options;
    this.pacer = new Pacer(options.signal);
  }

  report(final = false): void {
    const now = performance.now();
    if (!final && now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    this.#options.onProgress?.({
      files: this.#files,
      images: this.images.length,
      unpackedBytes: this.#unpackedBytes,
    });
  }

  reject(path: string, reason: string): void {
    this.rejected.push({ path, reason });
  }

  /** Sieves one listed file by its name and place. */
  add(file: SourceImage): void {
    if (isHiddenPath(file.path)) return;
    this.#files++;
    const kind = recogniseName(baseName(file.path));
    if (kind.kind === 'other') this.reject(file.path, kind.reason);
    else if (kind.kind === 'archive') {
      this.reject(file.path, 'is an archive inside a folder or archive; drop it by itself');
    } else if (kind.kind === 'image') {
      if (folderPath(file.path) === '') this.reject(file.path, LOOSE);
      else this.images.push(file);
    }
    this.report();
  }

  async addAll(files: AsyncIterable<SourceImage>): Promise<void> {
    for await (const file of files) {
      this.add(file);
      if (this.pacer.due) await this.pacer.rest();
    }
  }

  async addArchive(file: File, format: ArchiveFormat): Promise<void> {
    const stem = archiveStem(file.name);
    try {
      if (format === 'zip') {
        await this.addAll(listZip(file, stem, this.pacer));
      } else if (format === 'tar') {
        await this.addAll(listTar(file, stem, this.pacer));
      } else {
        const onBytes = (bytes: number): void => {
          this.#unpackedBytes = bytes;
          this.report();
        };
        const tar = await gunzip(file, onBytes, this.#options.signal);
        await this.addAll(listTar(tar, stem, this.pacer));
      }
    } catch (error) {
      if (!(error instanceof StillroomError) || error.code !== 'BadArchive') throw error;
      throw new StillroomError('BadArchive', `${file.name}: ${error.message}`, {
        ...error.data,
        archive: file.name,
      });
    }
  }

  async addRoot(root: ImportRoot): Promise<void> {
    if (root.kind === 'listed') return this.addAll(root.list(this.pacer));
    if (root.kind === 'directory') {
      return this.addAll(listHandle(root.handle, root.handle.name, this.pacer));
    }
    if (root.kind === 'entry') {
      return this.addAll(listEntry(root.entry, root.entry.name, this.pacer));
    }
    const kind = recogniseName(baseName(root.path));
    if (kind.kind === 'archive' && folderPath(root.path) === '') {
      return this.addArchive(root.file, kind.format);
    }
    this.add(new FileImage(root.path, root.file));
    if (this.pacer.due) await this.pacer.rest();
  }
}

/** The name of what was dropped: of its only top folder or archive, or the first of several. */
function labelOf(roots: readonly ImportRoot[]): string {
  const names = new Set<string>();
  for (const root of roots) {
    if (root.kind === 'directory') names.add(root.handle.name);
    else if (root.kind === 'entry') names.add(root.entry.name);
    else if (root.kind === 'listed') names.add(root.name);
    else names.add(archiveStem(root.path.split('/')[0] ?? root.path));
  }
  const [first = 'Collection', ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function originOf(roots: readonly ImportRoot[]): CollectionOrigin {
  const handles = roots.map((root) => ('handle' in root ? root.handle : undefined));
  if (handles.every((handle) => handle !== undefined)) return { kind: 'handles', handles };
  const files = roots.filter((root) => root.kind === 'file');
  if (files.length < roots.length) return { kind: 'listing' };
  return { kind: 'files', files: files.map(({ path, file }) => ({ path, file })) };
}

function nothingFound(rejected: readonly RejectedFile[]): StillroomError {
  const loose = rejected.filter(({ reason }) => reason === LOOSE).length;
  const received = `Received ${rejected.length} ${rejected.length === 1 ? 'file' : 'files'}`;
  const [first] = rejected;
  if (loose > 0) {
    return new StillroomError(
      'TooFewImages',
      `${received}, of which ${loose} are images outside any folder. A class is a folder of images: put them into a folder named after the class and drop that folder.`,
      { files: rejected.length, loose },
    );
  }
  const example = first === undefined ? '' : ` ${first.path}, for one, ${first.reason}.`;
  return new StillroomError(
    'TooFewImages',
    `${received}, but no image.${example} Drop a folder of JPEG, PNG, WebP, GIF, BMP or AVIF images, or a folder of such folders.`,
    { files: rejected.length, loose },
  );
}

/**
 * The collection of everything that was dropped or chosen.
 * @throws StillroomError TooFewImages when there is no image in any folder, BadArchive for a
 * damaged archive, PermissionDenied, Aborted
 */
export async function importRoots(
  roots: readonly ImportRoot[],
  options: ImportOptions = {},
): Promise<Collection> {
  throwIfAborted(options.signal);
  const listing = new Listing(options);
  for (const root of roots) await listing.addRoot(root);
  listing.report(true);
  if (listing.images.length === 0) throw nothingFound(listing.rejected);
  const { images, pacer } = listing;
  const namesOf = images.some((image) => isWordNetId(baseName(folderPath(image.path))))
    ? await wordNetNames()
    : () => undefined;
  return {
    label: labelOf(roots),
    classes: await groupClasses(images, namesOf, pacer),
    rejected: await sortNaturally(listing.rejected, (file) => file.path, pacer),
    origin: originOf(roots),
  };
}
