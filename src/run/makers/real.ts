/** A class whose images are real ones, as they are. */
import { StillroomError } from '../../core/errors';
import type { RealPlan } from '../../methods/method';
import type { ClassTargets } from '../../methods/targets';
import type { ReadImage } from '../ports';
import { backendOf, imageKey, type ImageKey } from '../recipe/image-key';
import { onceMore } from '../restart';
import type { RealSource } from '../results/records';
import { encoderOf, type ClassLatents } from '../stages/latents';
import type { StageParts } from '../stages/stage-parts';
import { classTargets } from '../stages/targets';
import { requireImages, type ClassWork, type PrepareHooks } from './class-work';
import { targetHooks, toldLatents } from './generated-inputs';
import type { ClassMaker, MadeImage, MakeHooks } from './maker';
import { shareOf } from './share';

export class RealClass implements ClassMaker {
  readonly #parts: StageParts;
  readonly #revision: number;
  readonly #imagesPerClass: number;
  readonly #latents: ClassLatents;
  readonly #targets: ClassTargets;

  private constructor(
    parts: StageParts,
    { recipe, plan }: ClassWork,
    latents: ClassLatents,
    targets: ClassTargets,
  ) {
    this.#parts = parts;
    this.#revision = recipe.revision;
    this.#imagesPerClass = plan.sampling.imagesPerClass;
    this.#latents = latents;
    this.#targets = targets;
  }

  /** @throws StillroomError TooFewImages, TooFewCores, Aborted, and what encoding may throw */
  static async prepare(
    parts: StageParts,
    work: ClassWork,
    method: RealPlan,
    hooks: PrepareHooks,
  ): Promise<RealClass> {
    requireImages(work);
    const { plan, entry } = work;
    const latents = await toldLatents(parts, work, hooks);
    const options = { seed: plan.sampling.seed, name: entry.folder };
    const told = targetHooks(entry.name, hooks);
    const targets = await classTargets(parts, latents, method.images, options, told);
    return new RealClass(parts, work, latents, targets);
  }

  /** The picture itself decides the image, with the size at which it is shown and its encoder. */
  key(index: number): ImageKey {
    const { image } = this.#real(index);
    const encoder = encoderOf(this.#parts.model.loaded.pack);
    const causes = { revision: this.#revision, real: image.sha256, encoder };
    return imageKey(backendOf(this.#parts), causes);
  }

  source(index: number): RealSource {
    const { row, image } = this.#real(index);
    return { image: row, path: image.path };
  }

  share(index: number): number | null {
    return shareOf(this.#targets, index, this.#imagesPerClass);
  }

  #real(index: number): { readonly row: number; readonly image: ReadImage } {
    const row = this.#targets.images[index] ?? -1;
    const image = this.#latents.images[row];
    if (image !== undefined) return { row, image };
    throw new StillroomError(
      'TooFewImages',
      `Image ${index + 1} has no real picture of its own: the class gave ${this.#targets.images.length}. Lower "Images per class".`,
    );
  }

  async make(
    index: number,
    _finished: readonly Float64Array[],
    { control }: MakeHooks,
  ): Promise<MadeImage> {
    const { source, model } = this.#parts;
    const { row, image } = this.#real(index);
    const { data, columns } = this.#latents;
    const { signal } = control;
    const side = model.loaded.pack.resolution;
    const read = async () => {
      for await (const pixels of source.pixels([image], side, signal)) return pixels;
      throw new StillroomError('BadImage', `${image.path} gave no pixels.`, { path: image.path });
    };
    return {
      origin: 'real',
      pixels: await onceMore(read, { signal }),
      side,
      latent: data.slice(row * columns, (row + 1) * columns),
      steps: [],
    };
  }
}
