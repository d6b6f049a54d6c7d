/**
 * What a picture shows, as a hash: of its size and the hashes of its blocks of rows, so that a large
 * picture is hashed piece by piece. Equal upright pixels give equal hashes, on the page and on Node.
 */
import { sha256Of } from '../../core/formats/sha256-of';

/** Pixels of a block: 16 MB of RGBA. */
export const BLOCK_PIXELS = 4 * 2 ** 20;

/** Rows of so many pixels that are read back and hashed together. */
export function blockRows(width: number): number {
  return Math.max(1, Math.floor(BLOCK_PIXELS / width));
}

/** Takes the blocks of a picture in their order, each of `blockRows` rows but for the last. */
export class PixelHash {
  readonly #width: number;
  readonly #height: number;
  #blocks = '';

  /** @param width of the upright picture in pixels */
  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  /** @param rgba [rows, width, 4], laid on white */
  async add(rgba: ArrayBufferView<ArrayBuffer>): Promise<void> {
    this.#blocks += `/${await sha256Of(rgba)}`;
  }

  /** 64 lower-case hexadecimal digits. */
  finish(): Promise<string> {
    const text = `${this.#width}x${this.#height}${this.#blocks}`;
    return sha256Of(new TextEncoder().encode(text));
  }
}

/** The hash of a picture that is in memory whole. @param rgba [height, width, 4], laid on white */
export async function pixelHashOf(
  width: number,
  height: number,
  rgba: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const hash = new PixelHash(width, height);
  const block = blockRows(width) * width * 4;
  for (let at = 0; at < rgba.length; at += block) await hash.add(rgba.subarray(at, at + block));
  return hash.finish();
}
