/**
 * Pictures as the model sees them, kept from the first reading until their class is encoded: what
 * was decoded once for its thumbnail is not decoded again. Beyond a number of bytes the oldest go.
 */
import type { SourceImage } from '../../data/import/collection';

/**
 * 13,000 pictures of 64 px, 200 of 512 px: all of ImageNette at the embedded model's size, which is read
 * faster than it is encoded, so that with less the very pictures that are needed next would be gone.
 */
const DEFAULT_LIMIT = 160e6;

export class PixelCache {
  readonly #limit: number;
  readonly #pictures = new Map<SourceImage, Uint8Array<ArrayBuffer>>();
  #bytes = 0;

  /** @param limitBytes how much is kept at most */
  constructor(limitBytes: number = DEFAULT_LIMIT) {
    this.#limit = limitBytes;
  }

  keep(source: SourceImage, pixels: Uint8Array<ArrayBuffer>): void {
    this.#drop(source);
    this.#pictures.set(source, pixels);
    this.#bytes += pixels.byteLength;
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= this.#limit) break;
      this.#drop(oldest);
    }
  }

  /**
   * A copy of a kept picture.
   * @param resolution side of the picture that is wanted; one of another size is of no use
   */
  get(source: SourceImage, resolution: number): Uint8Array<ArrayBuffer> | null {
    const pixels = this.#pictures.get(source);
    return pixels?.length === resolution * resolution * 3 ? pixels.slice() : null;
  }

  clear(): void {
    this.#pictures.clear();
    this.#bytes = 0;
  }

  #drop(source: SourceImage): void {
    this.#bytes -= this.#pictures.get(source)?.byteLength ?? 0;
    this.#pictures.delete(source);
  }
}
