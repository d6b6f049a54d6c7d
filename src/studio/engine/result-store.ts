/**
 * Finished images, kept the moment they exist.
 *
 * An image lies under the hash of everything that made it, so that two runs that share it share the
 * work. A run's own list says which images belong to it; that list is what a reload reads.
 */
import type { JsonValue } from '../../core/formats/canonical-json';
import type { ManifestWindow } from '../../core/formats/manifest';
import type { RecipeEdits } from '../../core/formats/recipe';
import { stageKey, type StageKey, type StageStore } from '../../data/store/stage-store';
import type { StepRecord } from '../../../workers/model';
import type { ParameterValues } from '../state/settings';

export interface StoredImage {
  readonly origin: 'generated' | 'real';
  /** RGB bytes, [side, side, 3]. */
  readonly pixels: Uint8Array;
  readonly side: number;
  /** Its scaled latent; null where only the picture came back with an export. */
  readonly latent: Float32Array | null;
  readonly seconds: number;
  readonly steps: readonly StepRecord[];
  /** The windows that it is put together from, where it is. */
  readonly windows?: readonly ManifestWindow[];
}

export interface RunClass {
  readonly folder: string;
  readonly name: string;
  readonly prompt: string;
  readonly images: number;
}

/** What a run is, as it was started. */
export interface RunRecord {
  /** Hash of everything below but label and start. */
  readonly id: string;
  readonly label: string;
  readonly startedAt: string;
  readonly method: string;
  readonly parameters: ParameterValues;
  readonly sampling: ParameterValues;
  readonly classes: readonly RunClass[];
  readonly pack: { readonly id: string; readonly version: string; readonly hash: string };
  readonly backend: { readonly kind: string; readonly threads: number };
  /** Lists that were changed by hand; left out where none was. */
  readonly edits?: readonly RecipeEdits[];
  readonly complete: boolean;
}

/** A finished image of a run. */
export interface RunImage {
  readonly run: string;
  readonly folder: string;
  readonly index: number;
  readonly key: StageKey;
  /** Index of the real core in the class, or null. */
  readonly coreImage: number | null;
  /** Path of the real core in the collection, or null. */
  readonly corePath: string | null;
}

/** Holds the id of the run that the page shows. */
const CURRENT_RUN: StageKey = 'run/current';

const keyOfRun = (id: string): StageKey => stageKey('run-record', { id });

export class ResultStore {
  readonly #store: StageStore;

  constructor(store: StageStore) {
    this.#store = store;
  }

  /** The key of an image. @param made everything that decides its bytes */
  static key(made: JsonValue): StageKey {
    return stageKey('image', made);
  }

  async image(key: StageKey): Promise<StoredImage | undefined> {
    return (await this.#store.get(key)) as StoredImage | undefined;
  }

  async putImage(key: StageKey, image: StoredImage): Promise<void> {
    await this.#store.put(key, image);
  }

  /** The run that the page shows. */
  async current(): Promise<RunRecord | undefined> {
    const id = await this.#store.get(CURRENT_RUN);
    return typeof id === 'string' ? this.run(id) : undefined;
  }

  async run(id: string): Promise<RunRecord | undefined> {
    return (await this.#store.get(keyOfRun(id))) as RunRecord | undefined;
  }

  /** Every run that is kept, the latest first. */
  async runs(): Promise<RunRecord[]> {
    const keys = await this.#store.keys('run-record');
    const runs = (await Promise.all(keys.map((key) => this.#store.get(key)))) as RunRecord[];
    return runs.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }

  async setCurrent(run: RunRecord): Promise<void> {
    await this.#store.put(keyOfRun(run.id), run);
    await this.#store.put(CURRENT_RUN, run.id);
  }

  async addFinished(image: RunImage): Promise<void> {
    const { run, folder, index } = image;
    await this.#store.put(stageKey('finished', { run, folder, index }), image);
  }

  /** The finished images of a run, by class and index. */
  async finished(run: string): Promise<RunImage[]> {
    const keys = await this.#store.keys('finished');
    const images = (await Promise.all(keys.map((key) => this.#store.get(key)))) as RunImage[];
    return images
      .filter((image) => image.run === run)
      .sort((a, b) => a.folder.localeCompare(b.folder) || a.index - b.index);
  }

  /** Takes a run and its list away; the images stay for runs that share them. */
  async discard(id: string): Promise<void> {
    for (const { folder, index } of await this.finished(id)) {
      await this.#store.delete(stageKey('finished', { run: id, folder, index }));
    }
    await this.#store.delete(keyOfRun(id));
    if ((await this.#store.get(CURRENT_RUN)) === id) await this.#store.delete(CURRENT_RUN);
  }

  /** Takes all runs away, as their collection goes. */
  async discardAll(): Promise<void> {
    for (const { id } of await this.runs()) await this.discard(id);
  }

  /** Everything that was kept, images, latents and maps alike. */
  async clear(): Promise<void> {
    await this.#store.clear();
  }
}
