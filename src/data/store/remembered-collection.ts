/**
 * The collection of a tab, brought back after a reload; a fresh tab that takes a gone one's id
 * (tabs.ts) takes its collection with it.
 *
 * Folders and archives with handles are remembered as handles: the browser may ask the person once
 * more. Files without handles (other browsers, plain file inputs) are copied into storage when they
 * are small enough. Folders dropped without handles cannot be remembered; the outcome says so, and
 * their names are kept, so that the page can ask for the same folder again.
 */
import { noNames, type ByName } from '../../core/by-name';
import { StillroomError } from '../../core/errors';
import type { Framing } from '../../core/framing';
import { USUAL_SHARE } from '../../core/held-out';
import { addedRoots } from '../import/added-roots';
import { importAsChosen, importRoots } from '../import/import-roots';
import type { Importer, ImportOptions } from '../import/options';
import { rootOfHandle, type ImportRoot } from '../import/roots';
import type { Collection, CollectionOrigin, OriginFile } from '../import/collection';
import type { ReadingChoices } from '../import/reading/reading';
import { SerialQueue } from '../../core/serial-queue';
import type { Storage } from '../../core/storage';
import { isQuotaError, storageFailed } from './problems';

/** Files without handles are copied up to this total. */
export const LARGEST_COPY_BYTES = 512 * 2 ** 20;
/** A copy may take at most this share of the free quota: results need room too. */
const COPY_SHARE = 0.5;
/** Raised when its shape changes: an older one is not read. */
const VERSION = 2;

/** What a person changed about a class, by its folder. */
export interface ClassEdit {
  readonly name?: string;
  readonly prompt?: string;
  readonly included?: boolean;
  /** Images that are left out of it, by their paths. */
  readonly excluded?: readonly string[];
  /** Sets of its images that a person named, by their paths. */
  readonly tags?: readonly (readonly [tag: string, paths: readonly string[]])[];
}

export type ClassEdits = ByName<ClassEdit>;

type RememberedOrigin = CollectionOrigin | { readonly kind: 'too-large'; readonly bytes: number };

/** What a person chose for all pictures of a collection. */
export interface CollectionUse {
  /** Share of each class that is held out, in percent. */
  readonly share: number;
  readonly framing: Framing;
}

/** As a collection begins. */
export const USUAL_USE: CollectionUse = { share: USUAL_SHARE, framing: 'crop' };

/** What a person changed about a collection and chose for it, all of it. */
export interface CollectionChanges {
  readonly edits: ClassEdits;
  readonly use: CollectionUse;
  readonly choices: ReadingChoices;
}

/** As a collection begins. */
const UNCHANGED: CollectionChanges = { edits: noNames(), use: USUAL_USE, choices: noNames() };

interface Remembered {
  readonly version: typeof VERSION;
  readonly label: string;
  readonly origin: RememberedOrigin;
  /** By folder; an object of older pages, which could not hold every name. */
  readonly edits: readonly (readonly [folder: string, edit: ClassEdit])[] | object;
  /** Share of each class that is held out, in percent. */
  readonly share: number;
  /** Left out by older pages. */
  readonly framing?: Framing;
  /** What a person chose about its reading, by part; left out by older pages. */
  readonly choices?: readonly (readonly [part: string, choice: string])[];
}

/** How much of a collection will be there after a reload. */
export type RememberOutcome =
  | { readonly kept: 'whole' }
  /** The reason ends the sentence "After a reload you will have to drop it again: ...". */
  | { readonly kept: 'label'; readonly reason: string };

export type RestoredCollection =
  | { readonly status: 'none' }
  | {
      readonly status: 'ready';
      readonly collection: Collection;
      readonly edits: ClassEdits;
      readonly use: CollectionUse;
      /** What a person chose about its reading, by part. */
      readonly choices: ReadingChoices;
      /** What it was read from; none for a collection that comes with the program. */
      readonly roots: readonly ImportRoot[];
    }
  | {
      readonly status: 'needs-permission';
      readonly label: string;
      /** Call it from a click: browsers ask only then. */
      readonly requestAccess: (options?: RestoreOptions) => Promise<RestoredCollection>;
    }
  | { readonly status: 'gone'; readonly label: string; readonly reason: string };

export interface RestoreOptions extends ImportOptions {
  /** Lists what is remembered; on this thread where it is left out. */
  readonly importRoots?: Importer;
  /** Opens a collection that comes with the program. */
  readonly openSample?: (id: string) => Promise<Collection>;
}

function isRemembered(value: unknown): value is Remembered {
  return (
    typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
  );
}

function editsOf({ edits }: Remembered): ClassEdits {
  return new Map(Array.isArray(edits) ? edits : Object.entries(edits));
}

type Place = FileSystemHandle | OriginFile;

/** What is remembered of folders and archives, in their order; none of a collection that has no such. */
function placesOf(origin: RememberedOrigin): readonly Place[] {
  if (origin.kind === 'places') return origin.places;
  if (origin.kind === 'handles') return origin.handles;
  return origin.kind === 'files' ? origin.files : [];
}

const isFile = (place: Place): place is OriginFile => 'file' in place;
const isHandle = (place: Place): place is FileSystemHandle => !isFile(place);

/** Bytes that would be copied into storage. */
function copiedBytes(origin: RememberedOrigin): number {
  const files = placesOf(origin).filter(isFile);
  return files.reduce((sum, { file }) => sum + file.size, 0);
}

async function copyable(origin: CollectionOrigin, place: Storage): Promise<RememberedOrigin> {
  const bytes = copiedBytes(origin);
  if (bytes === 0) return origin;
  const { usedBytes, quotaBytes } = await place.usage();
  const known = usedBytes !== undefined && quotaBytes !== undefined;
  const free = known ? quotaBytes - usedBytes : Infinity;
  const fits = bytes <= LARGEST_COPY_BYTES && bytes <= free * COPY_SHARE;
  return fits ? origin : { kind: 'too-large', bytes };
}

function outcomeOf(origin: RememberedOrigin): RememberOutcome {
  if (origin.kind === 'too-large') {
    const size = Math.ceil(origin.bytes / 2 ** 20);
    return {
      kept: 'label',
      reason: `its ${size} MB are too much to copy, and this browser gives no lasting access to the files`,
    };
  }
  if (origin.kind === 'listing') {
    return { kept: 'label', reason: 'this browser gives no lasting access to dropped folders' };
  }
  return { kept: 'whole' };
}

interface PermissionHandle {
  queryPermission?(descriptor: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(descriptor: { mode: 'read' }): Promise<PermissionState>;
}

async function permissionOf(
  handle: FileSystemHandle,
  ask: 'queryPermission' | 'requestPermission',
): Promise<PermissionState> {
  // Browsers without these methods never hand out handles that would need them.
  return (await (handle as PermissionHandle)[ask]?.({ mode: 'read' })) ?? 'granted';
}

export class CollectionMemory {
  readonly #place: Storage;
  readonly #key: string;
  /** A change is read, made and written before the next one: two at once would undo each other. */
  readonly #queue = new SerialQueue();

  /**
   * @param place storage that fails when it is full: in memory a copy would be of no use
   * @param tab id of the tab
   */
  constructor(place: Storage, tab: string) {
    this.#place = place;
    this.#key = `${tab}/collection`;
  }

  async #load(): Promise<Remembered | undefined> {
    try {
      const value = await this.#place.get('tabs', this.#key);
      return isRemembered(value) ? value : undefined;
    } catch (error) {
      throw storageFailed(error);
    }
  }

  async #save(remembered: Omit<Remembered, 'version'>): Promise<void> {
    const value: Remembered = { version: VERSION, ...remembered };
    await this.#place.put([{ table: 'tabs', key: this.#key, value }]);
  }

  /**
   * Remembers a collection in place of the one before. What is changed about it afterwards may be saved while
   * this is under way.
   * @throws StillroomError StorageFailed when the browser's storage does not work at all
   */
  remember(collection: Collection, changes = UNCHANGED): Promise<RememberOutcome> {
    return this.#queue.run(() => this.#remember(collection, changes));
  }

  async #remember(
    collection: Collection,
    { edits, use, choices }: CollectionChanges,
  ): Promise<RememberOutcome> {
    const { label } = collection;
    const origin = await copyable(collection.origin, this.#place);
    const changes = { edits: [...edits], ...use, choices: [...choices] };
    try {
      await this.#save({ label, origin, ...changes });
      return outcomeOf(origin);
    } catch (error) {
      const bytes = copiedBytes(origin);
      if (!isQuotaError(error) || bytes === 0) throw notStored(error);
      const shortened = { kind: 'too-large', bytes } as const;
      await this.#save({ label, origin: shortened, ...changes }).catch((again: unknown) => {
        throw notStored(again);
      });
      return outcomeOf(shortened);
    }
  }

  /** Keeps what was changed about classes, all of it at once; nothing happens without a collection. */
  saveEdits(edits: ClassEdits): Promise<void> {
    return this.#change({ edits: [...edits] });
  }

  /** Keeps what was chosen for all pictures; nothing happens without a collection. */
  saveUse(use: Partial<CollectionUse>): Promise<void> {
    return this.#change(use);
  }

  /** Keeps how a person chose to have the collection read; nothing happens without one. */
  saveChoices(choices: ReadingChoices): Promise<void> {
    return this.#change({ choices: [...choices] });
  }

  #change(changed: Partial<Omit<Remembered, 'version'>>): Promise<void> {
    return this.#queue.run(async () => {
      const remembered = await this.#load();
      if (remembered !== undefined) await this.#save({ ...remembered, ...changed });
    });
  }

  forget(): Promise<void> {
    return this.#queue.run(() => this.#place.delete('tabs', [this.#key]));
  }

  /**
   * The remembered collection, listed again.
   * @throws StillroomError StorageFailed when the browser's storage does not work, Aborted
   */
  async restore(options: RestoreOptions = {}): Promise<RestoredCollection> {
    const remembered = await this.#load();
    if (remembered === undefined) return { status: 'none' };
    const { label, origin } = remembered;
    const outcome = outcomeOf(origin);
    if (outcome.kept === 'label') return { status: 'gone', label, reason: outcome.reason };
    const handles = placesOf(origin).filter(isHandle);
    const states = await Promise.all(
      handles.map((handle) => permissionOf(handle, 'queryPermission')),
    );
    if (states.every((state) => state === 'granted')) return this.#open(remembered, options);
    return {
      status: 'needs-permission',
      label,
      requestAccess: (later = options) => this.#requestAccess(remembered, handles, later),
    };
  }

  async #requestAccess(
    remembered: Remembered,
    handles: readonly FileSystemHandle[],
    options: RestoreOptions,
  ): Promise<RestoredCollection> {
    // One after the other: a browser shows one question at a time.
    for (const handle of handles) {
      if ((await permissionOf(handle, 'requestPermission')) === 'granted') continue;
      throw new StillroomError(
        'PermissionDenied',
        `The browser was not allowed to read ${handle.name}. Allow it, or drop the folder again.`,
        { name: handle.name },
      );
    }
    return this.#open(remembered, options);
  }

  async #open(remembered: Remembered, options: RestoreOptions): Promise<RestoredCollection> {
    const { label, origin, share, framing = 'crop' } = remembered;
    const use = { share, framing };
    const edits = editsOf(remembered);
    const choices = options.choices ?? new Map(remembered.choices);
    try {
      if (origin.kind === 'sample') {
        const collection = await options.openSample?.(origin.id);
        const reason = 'the sample collection is not part of this version';
        if (collection === undefined) return { status: 'gone', label, reason };
        return { status: 'ready', collection, edits, use, choices, roots: [] };
      }
      const roots = await rootsOf(origin);
      const { importRoots: list = importRoots, openSample: _, ...others } = options;
      const collection = await importAsChosen(list, roots, { ...others, choices });
      const restored = { collection: { ...collection, label }, edits, use, choices, roots };
      return { status: 'ready', ...restored };
    } catch (error) {
      if (error instanceof StillroomError && error.code === 'Aborted') throw error;
      const why = error instanceof Error ? error.message : String(error);
      return { status: 'gone', label, reason: `its files can no longer be read (${why})` };
    }
  }
}

/** Called as they were when they were added, one after the other. */
async function rootsOf(origin: RememberedOrigin): Promise<readonly ImportRoot[]> {
  // The files of one folder come together: they are one place.
  const files = placesOf(origin).filter(isFile);
  const roots: ImportRoot[] = files.map(({ path, file }) => ({ kind: 'file', path, file }));
  const handles = placesOf(origin).filter(isHandle);
  const opened = await Promise.all(handles.map(rootOfHandle));
  return (await addedRoots(roots, opened)).roots;
}

function notStored(cause: unknown): StillroomError {
  const said = cause instanceof Error ? cause.message : String(cause);
  const why = isQuotaError(cause) ? 'the browser’s storage for this page is full' : said;
  return new StillroomError(
    'StorageFailed',
    `The collection could not be remembered (${why}). It can be used now, and has to be dropped again after a reload.`,
    {},
    { cause },
  );
}
