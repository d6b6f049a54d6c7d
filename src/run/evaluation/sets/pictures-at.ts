/**
 * Pictures at the side of a network. All of them go through the side that the model works at, and from
 * there by one area average, made ones and real ones alike: no set is sharper than another by how it was
 * resized. Only where the network takes more than the model gives are real pictures read at that side.
 */
import { throwIfAborted } from '../../../core/errors';
import type { ImageSet } from '../../../core/training/image-set';
import { resizeArea } from '../../../core/training/resize-area';
import type { ClassSource, ReadImage } from '../../ports';

/** Where real pictures come from, and the side in pixels that the model works at. */
export interface PicturePlace {
  readonly source: ClassSource;
  readonly resolution: number;
}

/** Images of a class; its label is its position in the order. */
export interface LabelledImages {
  readonly label: number;
  readonly images: readonly ReadImage[];
}

/** What of a place decides a picture's pixels, beside its file. */
export function pixelCauses({ source, resolution }: PicturePlace) {
  return { decoder: source.decoder, resolution };
}

/** Pictures as they are filled in, one after the other. */
export class SetBuilder {
  readonly #side: number;
  readonly #pixels: Uint8Array;
  readonly #labels: Uint16Array;
  readonly #weights: Float32Array | null;
  #count = 0;

  constructor(side: number, images: number, { weighted = false } = {}) {
    this.#side = side;
    this.#pixels = new Uint8Array(images * side * side * 3);
    this.#labels = new Uint16Array(images);
    this.#weights = weighted ? new Float32Array(images) : null;
  }

  /** @param pixels RGB bytes, [source, source, 3] */
  add(pixels: Uint8Array, source: number, label: number, weight = 1): void {
    const side = this.#side;
    this.#pixels.set(resizeArea(pixels, source, side), this.#count * side * side * 3);
    this.#labels[this.#count] = label;
    if (this.#weights) this.#weights[this.#count] = weight;
    this.#count += 1;
  }

  result(): ImageSet {
    const set = { side: this.#side, pixels: this.#pixels, labels: this.#labels };
    return this.#weights ? { ...set, weights: this.#weights } : set;
  }
}

/**
 * @param side of the network
 * @throws StillroomError Aborted, BadImage, PermissionDenied
 */
export async function realPictures(
  { source, resolution }: PicturePlace,
  classes: readonly LabelledImages[],
  side: number,
  signal: AbortSignal,
): Promise<ImageSet> {
  const read = Math.max(side, resolution);
  const builder = new SetBuilder(
    side,
    classes.reduce((sum, { images }) => sum + images.length, 0),
  );
  for (const { label, images } of classes) {
    for await (const pixels of source.pixels(images, read, signal)) {
      throwIfAborted(signal);
      builder.add(pixels, read, label);
    }
  }
  return builder.result();
}
