/** The model of a browser's thread: which one is loaded there, and how another takes its place. */
import type { Call } from '../core/call';
import type { Diffuser } from '../core/diffuser';
import { StillroomError } from '../core/errors';
import type { BackendRequest } from './backend';
import { siteKernels } from './kernel-graphs';
import type { Kernels } from './kernels/kernels';
import { ModelRuntime, type ModelReport } from './model-runtime';
import { browserOrt } from './ort-browser';
import { browserKeptModels } from './download/kept-models';
import { keptSource, packAmong, siteSource, type PackSource } from './pack-source';
import type { LoadProgress } from './progress';
import { browserWeightCache } from './weight-cache';

/**
 * A pack by where it is: a folder of the site, the files of a folder or archive that was chosen, by path, or what
 * was fetched into this browser, by the hash of its pack.json.
 */
export type PackPlace =
  | { readonly kind: 'site'; readonly id: string; readonly url: string }
  | { readonly kind: 'files'; readonly files: ReadonlyMap<string, Blob> }
  | { readonly kind: 'kept'; readonly hash: string };

async function sourceOf(place: PackPlace): Promise<PackSource> {
  switch (place.kind) {
    case 'site':
      return siteSource(place.id, place.url);
    case 'files':
      return packAmong(place.files);
    case 'kept':
      return keptSource(place.hash, (await browserKeptModels()?.text(place.hash)) ?? null);
    default:
      return place satisfies never;
  }
}

export class RuntimeHost {
  #runtime: ModelRuntime | null = null;

  /** @throws StillroomError WorkerLost while nothing is loaded: what was, died with another thread */
  get #loaded(): ModelRuntime {
    if (this.#runtime !== null) return this.#runtime;
    throw new StillroomError('WorkerLost', 'No model is loaded here. Load the model again.');
  }

  get model(): { readonly diffuser: Diffuser; readonly loaded: ModelReport } {
    const { diffuser, report } = this.#loaded;
    return { diffuser, loaded: report };
  }

  get kernels(): Kernels {
    return this.#loaded.kernels;
  }

  /**
   * Loads a pack in place of what is loaded.
   * @param siteUrl absolute URL of the page's folder, where `kernels/` stands
   * @throws StillroomError as `ModelRuntime.load`
   */
  async load(
    place: PackPlace,
    backend: BackendRequest,
    siteUrl: string,
    { signal, tell }: Call<LoadProgress>,
  ): Promise<ModelReport> {
    const before = this.#runtime;
    this.#runtime = null;
    await before?.dispose();
    const source = await sourceOf(place);
    const kernels = siteKernels(siteUrl);
    this.#runtime = await ModelRuntime.load(
      source,
      { loader: browserOrt(), kernels, cache: browserWeightCache() },
      { backend, signal, onProgress: tell },
    );
    return this.#runtime.report;
  }
}
