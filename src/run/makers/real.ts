/**
 * A class whose images are real ones, as they are. A random choice looks at no latents: the class is not
 * encoded for it, and of what it chose each image alone, once it is made.
 */
import { packFloat16, unpackFloat16 } from '../../core/formats/float16';
import { StillroomError } from '../../core/errors';
import type { RealPlan } from '../../methods/method';
import { randomImages } from '../../methods/find-targets';
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

/** Which images are taken, and how many each stands for. */
type Choice = Pick<ClassTargets, 'images' | 'weights'>;

/** Whether images are chosen by what the model makes of them. */
export function choosesByLatents({ images }: RealPlan): boolean {
  return images.kind !== 'random-images';
}

export class RealClass implements ClassMaker {
  readonly #parts: StageParts;
  readonly #revision: number;
  readonly #imagesPerClass: number;
  readonly #images: readonly ReadImage[];
  readonly #choice: Choice;
  /** Null for a choice that looks at none. */
  readonly #latents: ClassLatents | null;

  private constructor(
    parts: StageParts,
    { recipe, plan, images }: ClassWork,
    choice: Choice,
    latents: ClassLatents | null,
  ) {
    this.#parts = parts;
    this.#revision = recipe.revision;
    this.#imagesPerClass = plan.sampling.imagesPerClass;
    this.#images = images;
    this.#choice = choice;
    this.#latents = latents;
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
    const options = { seed: plan.sampling.seed, name: entry.folder };
    if (method.images.kind === 'random-images') {
      const images = randomImages(work.images.length, method.images.count, options);
      const weights = new Float64Array(images.length).fill(1);
      return new RealClass(parts, work, { images, weights }, null);
    }
    const latents = await toldLatents(parts, work, hooks);
    const told = targetHooks(entry.name, hooks);
    const targets = await classTargets(parts, latents, method.images, options, told);
    return new RealClass(parts, work, targets, latents);
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
    return shareOf(this.#choice, index, this.#imagesPerClass);
  }

  #real(index: number): { readonly row: number; readonly image: ReadImage } {
    const row = this.#choice.images[index] ?? -1;
    const image = this.#images[row];
    if (image !== undefined) return { row, image };
    throw new StillroomError(
      'TooFewImages',
      `Image ${index + 1} has no real picture of its own: the class gave ${this.#choice.images.length}. Lower the images per class.`,
    );
  }

  async make(
    index: number,
    _finished: readonly Float64Array[],
    { control }: MakeHooks,
  ): Promise<MadeImage> {
    const { source, model } = this.#parts;
    const { row, image } = this.#real(index);
    const { signal } = control;
    const side = model.loaded.pack.resolution;
    const read = async () => {
      for await (const pixels of source.pixels([image], side, signal)) return pixels;
      throw new StillroomError('BadImage', `${image.path} gave no pixels.`, { path: image.path });
    };
    const pixels = await onceMore(read, { signal });
    const latent = await this.#latent(row, pixels, signal);
    return { origin: 'real', pixels, side, latent, steps: [] };
  }

  /** As precise as those of whole classes, which are kept in float16. */
  async #latent(row: number, pixels: Uint8Array, signal: AbortSignal): Promise<Float32Array> {
    if (this.#latents !== null) {
      const { data, columns } = this.#latents;
      return data.slice(row * columns, (row + 1) * columns);
    }
    const { model } = this.#parts;
    // The model may take the array away.
    const encode = () => model.encode(Uint8Array.from(pixels), 1, signal);
    return unpackFloat16(packFloat16(await onceMore(encode, { signal })));
  }
}
