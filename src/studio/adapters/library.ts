/**
 * The collection on the page: its rows, what a person changed about them, its pictures. It is read
 * ahead, class by class, when nothing more urgent is under way.
 */
import { noNames, withName } from '../../core/by-name';
import type { PackDescription } from '../../core/formats/pack';
import type { Framing } from '../../core/framing';
import { shareSplit } from '../../core/held-out';
import {
  splitOf,
  type Collection,
  type CollectionClass,
  type RejectedFile,
} from '../../data/import/collection';
import { evaluationFolders } from '../../data/import/evaluation-folders';
import type { Importer } from '../../data/import/options';
import { findDuplicates } from '../../data/ingest/duplicates';
import type { IngestPool } from '../../data/ingest/pool';
import { Pacer } from '../../core/pacing';
import type { ClassEdit, ClassEdits, CollectionUse } from '../../data/store/remembered-collection';
import type { Schedule } from '../../run/schedule';
import { arrived, settled } from '../state/arriving';
import {
  emptyCollection,
  patchClass,
  patchClasses,
  useCollection,
  type ClassRow,
} from '../state/collection';
import { useModel } from '../state/model';
import { reviewed } from './class-review';
import { called, withoutUsualPrompt } from './class-words';
import { ClassPictures } from './class-pictures';
import { ClassReader, type ReadingObserver, type ReadingPace } from './class-reader';
import { CollectionSource, type ExcludedPaths } from './collection-source';
import { mayReadOn, readAhead } from './read-ahead';
import { stageOver, stageUnderWay } from './stage-under-way';

const WAITING = { state: 'waiting' } as const;
/** Side of pictures before a model says its own, in pixels. */
const USUAL_SIDE = 64;
const UNCHANGED: ClassEdit = {};
const ROWS_AT_ONCE = 200;

/** Written out: of 10,000 rows, each put together from parts would hold the page. */
function rowOf(
  entry: CollectionClass,
  edit: ClassEdit,
  pack: PackDescription | null,
  heldOut: number | null,
): ClassRow {
  const { name, prompt, usualPrompt } = called(entry, edit, pack);
  return {
    folder: entry.folder,
    name,
    prompt,
    usualPrompt,
    imageCount: entry.images.length,
    heldOut,
    included: edit.included ?? true,
    read: WAITING,
    explored: WAITING,
    notice: null,
    problem: null,
  };
}

/** The numbers of a class, as far as it is read. */
function counted(source: CollectionSource, folder: string): Partial<ClassRow> {
  const read = source.readSoFar(folder);
  return {
    heldOut: source.heldOutSoFar(folder),
    ...(read === null ? {} : { imageCount: read.length }),
  };
}

function excludedOf(edits: ClassEdits): ExcludedPaths {
  return new Map([...edits].map(([folder, { excluded = [] }]) => [folder, excluded]));
}

export interface LibraryOptions {
  readonly pool: IngestPool;
  readonly schedule: Schedule;
  /** Keeps what a person changed about the classes. */
  readonly saveEdits: (edits: ClassEdits) => void;
  /** Told when another class is read. */
  readonly onRead: () => void;
}

export class Library {
  readonly #options: LibraryOptions;
  readonly #pictures: ClassPictures;
  #source: CollectionSource | null = null;
  #edits: ClassEdits = noNames();
  #classes: readonly CollectionClass[] = [];
  #pack: PackDescription | null = null;
  #ahead = new WeakMap<CollectionClass, ClassRow>();

  constructor(options: LibraryOptions) {
    this.#options = options;
    this.#pictures = new ClassPictures(options.pool);
  }

  /** Side of the pictures that the model sees, in pixels. */
  get side(): number {
    return useModel.getState().pack?.resolution ?? USUAL_SIDE;
  }

  /** Takes the template of prompts from a model that was loaded. */
  use(pack: PackDescription): void {
    this.#pack = pack;
    this.#ahead = new WeakMap();
    const entries = new Map(this.#classes.map((entry) => [entry.folder, entry]));
    patchClasses(({ folder }) => {
      const entry = entries.get(folder);
      return entry === undefined ? {} : called(entry, this.#edits.get(folder) ?? {}, pack);
    });
  }

  /** The pictures of the collection on the page; null without one. */
  get source(): CollectionSource | null {
    return this.#source;
  }

  /** Makes a collection of what was dropped, off the page's thread, and its rows in slices. */
  readonly importRoots: Importer = async (roots, options = {}) => {
    const collection = await this.#options.pool.importRoots(roots, options);
    await this.#rowsAhead(collection, new Pacer(options.signal));
    return collection;
  };

  /** Rows of classes that nobody changed, as they stand until another model is loaded. */
  async #rowsAhead(collection: Collection, pacer: Pacer): Promise<void> {
    const { kind } = splitOf(collection);
    const { classes } = collection;
    for (let at = 0; at < classes.length; at += ROWS_AT_ONCE) {
      const entries = classes.slice(at, at + ROWS_AT_ONCE);
      const rows = reviewed(
        entries.map((entry) => {
          const heldOut = kind === 'folders' ? (entry.heldOut?.length ?? 0) : null;
          return rowOf(entry, UNCHANGED, this.#pack, heldOut);
        }),
      );
      entries.forEach((entry, i) => {
        const row = rows[i];
        if (row !== undefined) this.#ahead.set(entry, row);
      });
      if (pacer.due) await pacer.rest();
    }
  }

  #row(entry: CollectionClass, edit: ClassEdit | undefined, heldOut: number | null): ClassRow {
    const ahead = edit === undefined ? this.#ahead.get(entry) : undefined;
    return ahead?.heldOut === heldOut
      ? ahead
      : rowOf(entry, edit ?? UNCHANGED, this.#pack, heldOut);
  }

  /** As they were listed. */
  get classes(): readonly CollectionClass[] {
    return this.#classes;
  }

  /** What a person changed about the classes. */
  get edits(): ClassEdits {
    return this.#edits;
  }

  /** Fingerprints of the classes that are read so far. */
  get fingerprints(): string[] {
    const source = this.#source;
    return source?.folders.flatMap((folder) => source.fingerprint(folder) ?? []) ?? [];
  }

  /**
   * Shows a collection in place of the one before and starts to read it.
   * @param share of each class that is held out, in percent, where no folders decide
   */
  show(
    collection: Collection,
    edits: ClassEdits,
    { share, framing }: Pick<CollectionUse, 'share' | 'framing'>,
  ): void {
    this.#reset();
    this.#edits = edits;
    this.#classes = collection.classes;
    const { pool, schedule } = this.#options;
    const goesOn: ReadingPace = (reading) => mayReadOn(reading, schedule);
    const reader = new ClassReader(collection, pool, () => this.side, this.#observer(), goesOn);
    const use = { split: splitOf(collection, share), framing };
    const source = new CollectionSource(reader, use, excludedOf(edits));
    this.#source = source;
    const rows = collection.classes.map((entry) => {
      const { folder } = entry;
      return this.#row(entry, edits.get(folder), source.heldOutSoFar(folder));
    });
    useCollection.setState({
      status: 'ready',
      split: source.split,
      framing,
      evaluationFolders: evaluationFolders(collection),
      label: collection.label,
      isSample: collection.origin.kind === 'sample',
      classes: reviewed(rows),
      reading: collection.reading ?? emptyCollection.reading,
      skipped: collection.rejected.map(({ path, reason }) => ({ path, reason })),
      duplicates: [],
    });
    void readAhead(source, schedule, () => reportDuplicates(source));
  }

  /**
   * Holds out another share of each class; nothing is read again. Folders for evaluation decide for
   * themselves.
   * @param share in percent
   */
  holdOut(share: number): void {
    if (this.#source === null || this.#source.split.kind === 'folders') return;
    this.#use(this.#source.under({ split: shareSplit(share) }));
  }

  /** Has pictures become squares in another way; classes are not read again. */
  frame(framing: Framing): void {
    if (this.#source !== null) this.#use(this.#source.under({ framing }));
  }

  #use(source: CollectionSource): void {
    const { split, framing } = source;
    this.#source = source;
    useCollection.setState({ split, framing });
    patchClasses(({ folder }) => ({ explored: WAITING, ...counted(source, folder) }));
    this.#options.onRead();
  }

  /** Leaves images of a class out, in place of those before; nothing is read again. @param paths of all of them */
  exclude(folder: string, paths: readonly string[]): void {
    if (this.#source === null) return;
    this.edit(folder, { excluded: paths });
    this.#source = this.#source.without(excludedOf(this.#edits));
    patchClass(folder, { explored: WAITING, ...counted(this.#source, folder) });
    this.#options.onRead();
  }

  #count(folder: string): void {
    if (this.#source !== null) patchClass(folder, counted(this.#source, folder));
  }

  /** Takes everything off the page. */
  clear(): void {
    this.#reset();
    useCollection.setState(emptyCollection);
  }

  #reset(): void {
    this.#source?.close();
    this.#source = null;
    this.#edits = noNames();
    this.#classes = [];
    settled(null);
    this.#pictures.clear();
  }

  #observer(): ReadingObserver {
    return {
      progress: (folder, done, total) => {
        stageUnderWay(folder, 'read', { done, total });
      },
      thumbnail: (folder, path, thumbnail) => {
        arrived(folder, this.#pictures.keep(folder, path, thumbnail));
      },
      done: (folder, _, rejected) => {
        settled(folder);
        stageOver(folder, 'read');
        this.#count(folder);
        addSkipped(rejected);
        this.#options.onRead();
      },
      evaluationDone: (folder, rejected) => {
        this.#count(folder);
        addSkipped(rejected);
      },
      stopped: (folder) => {
        settled(folder);
        patchClass(folder, { read: WAITING });
      },
      failed: (folder, message) => {
        patchClass(folder, { read: { state: 'failed', message } });
      },
    };
  }

  edit(folder: string, edit: ClassEdit): void {
    const entry = this.#classes.find((one) => one.folder === folder);
    if (entry === undefined) return;
    const whole = { ...this.#edits.get(folder), ...edit };
    const edited = withoutUsualPrompt(entry, whole, this.#pack);
    this.#edits = withName(this.#edits, folder, edited);
    const { included = true } = edited;
    patchClass(folder, { included, ...called(entry, edited, this.#pack) });
    this.#options.saveEdits(this.#edits);
  }

  /** File name of an image; empty when the collection on the page has no such image. */
  nameOf(folder: string, image: number): string {
    return this.#source?.fileOf(folder, image)?.path.split('/').at(-1) ?? '';
  }

  async thumbnail(folder: string, image: number): Promise<string> {
    return this.#pictures.thumbnail(folder, this.#file(folder, image), this.side);
  }

  async listedThumbnail(folder: string, nth: number): Promise<string> {
    const file = this.#source?.listedFile(folder, nth);
    if (file === undefined) throw new Error(`"${folder}" lists no file ${nth}`);
    return this.#pictures.thumbnail(folder, file, this.side);
  }

  async fullImage(folder: string, image: number): Promise<string> {
    const framing = this.#source?.framing ?? 'crop';
    return this.#pictures.whole(folder, this.#file(folder, image), this.side, framing);
  }

  #file(folder: string, image: number) {
    const file = this.#source?.fileOf(folder, image);
    if (file === undefined) throw new Error(`no image ${image} in "${folder}"`);
    return file;
  }
}

function addSkipped(rejected: readonly RejectedFile[]): void {
  if (rejected.length === 0) return;
  useCollection.setState((state) => ({ skipped: [...state.skipped, ...rejected] }));
}

async function reportDuplicates(source: CollectionSource): Promise<void> {
  const images = source.folders.flatMap((folder) => source.everySoFar(folder) ?? []);
  const groups = await findDuplicates(images, new Pacer());
  if (source.closed.aborted) return;
  useCollection.setState({
    duplicates: groups.map((group) => ({ paths: group.map(({ path }) => path) })),
  });
}
