/**
 * The kept runs: what was distilled, found again by what made it.
 *
 * A record names its classes by their hashes; a class's finished images lie under its hash and the
 * backend, so asking for one class reads that class alone, and two runs that share a class share its
 * images. Nothing here reads an image to list runs. What no record reaches is taken away by `sweep`.
 */
import type { Entry, Storage } from '../ports';
import type { Backend, ImageKey } from '../recipe/image-key';
import { RECORDS_VERSION, type FinishedImage, type RunRecord, type StoredImage } from './records';

/** A place as it is stored: its own shape has a version too. */
interface StoredPlace {
  readonly version: typeof RECORDS_VERSION;
  readonly place: FinishedImage;
}

/** Digits of an index in a key, so that keys are in the order of the images. */
const INDEX_DIGITS = 4;

/** True for a value that this version of the program wrote. */
function isCurrent(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === RECORDS_VERSION
  );
}

/** Where the finished images of a class lie. */
function prefixOf(classHash: string, { provider, decoder }: Backend): string {
  return `${classHash}/${provider}.${decoder}/`;
}

function entryOf(classHash: string, backend: Backend, place: FinishedImage): Entry {
  const index = String(place.index).padStart(INDEX_DIGITS, '0');
  const value: StoredPlace = { version: RECORDS_VERSION, place };
  return { table: 'finished', key: `${prefixOf(classHash, backend)}${index}`, value };
}

export class Runs {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async #values(table: 'runs' | 'finished', keys: readonly string[]): Promise<unknown[]> {
    return Promise.all(keys.map((key) => this.#storage.get(table, key)));
  }

  /** Every run that this version can read, the latest first. */
  async list(): Promise<RunRecord[]> {
    const values = await this.#values('runs', await this.#storage.keys('runs'));
    const records = values.filter(isCurrent) as RunRecord[];
    return records.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  }

  async get(handle: string): Promise<RunRecord | undefined> {
    const value = await this.#storage.get('runs', handle);
    return isCurrent(value) ? (value as RunRecord) : undefined;
  }

  async put(record: RunRecord): Promise<void> {
    await this.#storage.put([{ table: 'runs', key: record.handle, value: record }]);
  }

  /** Takes runs away, and with them everything that no other run reaches. */
  async remove(...handles: readonly string[]): Promise<void> {
    await this.#storage.delete('runs', handles);
    await this.sweep();
  }

  /** The finished images of a class on a backend, by their index. */
  async finished(classHash: string, backend: Backend): Promise<FinishedImage[]> {
    const keys = await this.#storage.keys('finished', prefixOf(classHash, backend));
    const places = (await this.#values('finished', keys)).filter(isCurrent) as StoredPlace[];
    return places.map(({ place }) => place);
  }

  /** The finished images of a run, class by class in the recipe's order. */
  async finishedOf({ classHashes, backend }: RunRecord): Promise<FinishedImage[]> {
    const read = classHashes.filter((hash) => hash !== null);
    return (await Promise.all(read.map((hash) => this.finished(hash, backend)))).flat();
  }

  /** How many images of a run are finished; reads none of them. */
  async countOf({ classHashes, backend }: RunRecord): Promise<number> {
    const read = classHashes.filter((hash) => hash !== null);
    const lists = await Promise.all(
      read.map((hash) => this.#storage.keys('finished', prefixOf(hash, backend))),
    );
    return lists.reduce((count, keys) => count + keys.length, 0);
  }

  /** Keeps an image and its place, in this order and at once. */
  async addImage(
    classHash: string,
    backend: Backend,
    place: FinishedImage,
    image: StoredImage,
  ): Promise<void> {
    await this.#storage.put([
      { table: 'images', key: place.key, value: image },
      entryOf(classHash, backend, place),
    ]);
  }

  /** Gives an image that is kept already its place in a class. */
  async place(classHash: string, backend: Backend, place: FinishedImage): Promise<void> {
    await this.#storage.put([entryOf(classHash, backend, place)]);
  }

  async image(key: ImageKey): Promise<StoredImage | undefined> {
    const value = await this.#storage.get('images', key);
    return isCurrent(value) ? (value as StoredImage) : undefined;
  }

  /** Fingerprints of the classes that kept runs were made from: the owners of stages worth keeping. */
  async owners(): Promise<Set<string>> {
    const records = await this.list();
    return new Set(
      records.flatMap(({ recipe }) =>
        recipe.classes.flatMap(({ fingerprint }) => fingerprint ?? []),
      ),
    );
  }

  /** True where runs of another version of the program lie: they are not shown, and not touched. */
  async hasOlder(): Promise<boolean> {
    return (await this.#otherVersions()).length > 0;
  }

  /** Takes runs of other versions away. */
  async removeOlder(): Promise<void> {
    await this.remove(...(await this.#otherVersions()));
  }

  async #otherVersions(): Promise<string[]> {
    const keys = await this.#storage.keys('runs');
    const values = await this.#values('runs', keys);
    return keys.filter((_, i) => !isCurrent(values[i]));
  }

  /**
   * Takes away finished images and pictures that no run reaches. While there are runs of another
   * version nothing is taken: what they reach is not known here.
   *
   * What may go is listed before the roots are read, since others add roots first: what a run
   * elsewhere adds in the meantime is either not listed or reached.
   */
  async sweep(): Promise<void> {
    const storage = this.#storage;
    const images = await storage.keys('images');
    const places = await storage.keys('finished');
    if (await this.hasOlder()) return;
    const roots = (await this.list()).flatMap(({ classHashes, backend }) =>
      classHashes.flatMap((hash) => (hash === null ? [] : [prefixOf(hash, backend)])),
    );
    const reached = new Set(roots);
    const isReached = (key: string) => reached.has(key.slice(0, key.lastIndexOf('/') + 1));
    await this.#delete(
      'finished',
      places.filter((key) => !isReached(key)),
    );
    const kept = await this.#values('finished', await storage.keys('finished'));
    const used = new Set((kept.filter(isCurrent) as StoredPlace[]).map(({ place }) => place.key));
    await this.#delete(
      'images',
      images.filter((key) => !used.has(key)),
    );
  }

  async #delete(table: 'finished' | 'images', keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#storage.delete(table, keys);
  }
}
