/** A class whose images are real ones, as they are. */
import type { RealPlan } from '../../../methods/method';
import type { ClassTargets } from '../../../methods/targets';
import type { StageKey } from '../../../data/store/stage-store';
import type { ClassLatents } from '../class-latents';
import { ResultStore, type RunClass, type StoredImage } from '../result-store';
import type { RunPlan } from '../run-plan';
import {
  findClassTargets,
  latentsOf,
  readClass,
  type MakerParts,
  type PrepareHooks,
} from './class-inputs';
import type { ClassMaker, MakeHooks, RealSource } from './maker';

export class RealClass implements ClassMaker {
  readonly #parts: MakerParts;
  readonly #latents: ClassLatents;
  readonly #targets: ClassTargets;

  constructor(parts: MakerParts, latents: ClassLatents, targets: ClassTargets) {
    this.#parts = parts;
    this.#latents = latents;
    this.#targets = targets;
  }

  /** @throws StillroomError TooFewImages, TooFewCores, Aborted, and what reading may throw */
  static async prepare(
    parts: MakerParts,
    { sampling }: RunPlan,
    method: RealPlan,
    entry: RunClass,
    hooks: PrepareHooks,
  ): Promise<RealClass> {
    await readClass(parts, entry, sampling.imagesPerClass, hooks);
    const latents = await latentsOf(parts, entry, hooks);
    const { seed } = sampling;
    const targets = await findClassTargets(parts, entry, method.images, latents, seed, hooks);
    return new RealClass(parts, latents, targets);
  }

  /** The image itself decides its bytes, with the size at which it is shown. */
  key(index: number): StageKey {
    const { sha256 } = this.#image(index);
    return ResultStore.key({ real: sha256, latents: this.#latents.key });
  }

  source(index: number): RealSource {
    const { source } = this.#image(index);
    return { image: this.#targets.images[index] ?? -1, path: source.path };
  }

  #image(index: number) {
    const image = this.#latents.images[this.#targets.images[index] ?? -1];
    if (image === undefined) throw new Error(`target ${index} is no image`);
    return image;
  }

  async make(
    index: number,
    _finished: readonly Float64Array[],
    { signal }: MakeHooks,
  ): Promise<StoredImage> {
    const { library } = this.#parts;
    const { source } = this.#image(index);
    const { data, columns } = this.#latents;
    const row = this.#targets.images[index] ?? 0;
    const started = performance.now();
    for await (const pixels of library.pixels([source], signal)) {
      return {
        origin: 'real',
        pixels,
        side: library.resolution,
        latent: data.slice(row * columns, (row + 1) * columns),
        seconds: (performance.now() - started) / 1000,
        steps: [],
      };
    }
    throw new Error(`${source.path} gave no pixels`);
  }
}
