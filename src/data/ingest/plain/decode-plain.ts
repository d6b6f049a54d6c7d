/**
 * Pictures that are decoded by this program itself, because no browser does: the same on a page, in
 * a worker and on Node.
 */
import { decodeNetpbm } from './netpbm';
import type { RgbaPicture } from './rgba';
import { decodeTiff } from './tiff';

const DECODERS = {
  netpbm: decodeNetpbm,
  tiff: decodeTiff,
} as const;

export type PlainFormat = keyof typeof DECODERS;

export function isPlainFormat(format: string): format is PlainFormat {
  return Object.hasOwn(DECODERS, format);
}

/**
 * The picture in a file that `readHeader` has found whole.
 * @throws StillroomError BadImage when its data are damaged
 */
export function decodePlain(bytes: Uint8Array, format: PlainFormat): RgbaPicture {
  return DECODERS[format](bytes);
}
