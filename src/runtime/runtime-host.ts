/** The model of a browser's thread: which one is loaded there, and how another takes its place. */
import type { Call } from '../core/call';
import type { Diffuser } from '../core/diffuser';
import { StillroomError } from '../core/errors';
import type { BackendRequest } from './backend';
import { siteKernels } from './kernel-graphs';
import type { Kernels } from './kernels/kernels';
import { ModelRuntime, type ModelReport } from './model-runtime';
import { browserOrt } from './ort-browser';
import { packAmong, siteSource } from './pack-source';
import type { LoadProgress } from './progress';
import { browserWeightCache } from './weight-cache';

/** A pack by where it is: a folder of the site, or the files of a folder or archive that was chosen, by path. */
export type PackPlace =
  | { readonly kind: 'site'; readonly id: string; readonly url: string }
  | { readonly kind: 'files'; readonly files: ReadonlyMap<string, Blob> };

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
    const { kind } = place;
    const before = this.#runtime;
    this.#runtime = null;
    await before?.dispose();
    const source = kind === 'site' ? siteSource(place.id, place.url) : packAmong(place.files);
    const kernels = siteKernels(siteUrl);
    this.#runtime = await ModelRuntime.load(
      source,
      { loader: browserOrt(), kernels, cache: browserWeightCache() },
      { backend, signal, onProgress: tell },
    );
    return this.#runtime.report;
  }
}
