/** Boxes of ISO base media files (ISO/IEC 14496-12), which AVIF and HEIF are made of. */
import { cutShort } from '../bad-image';

export interface IsoBox {
  readonly type: string;
  /** Where its content starts, behind the box's own header. */
  readonly start: number;
  readonly end: number;
}

export function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * The boxes between two positions.
 * @throws StillroomError BadImage when one runs past the end
 */
export function boxesOf(bytes: Uint8Array, from: number, to: number): IsoBox[] {
  const view = viewOf(bytes);
  const boxes: IsoBox[] = [];
  for (let at = from; at + 8 <= to;) {
    const short = view.getUint32(at);
    const long = short === 1;
    if (long && at + 16 > to) throw cutShort('AVIF');
    // Size 0 reaches to the end, size 1 announces 64 bits.
    const size = short === 0 ? to - at : long ? Number(view.getBigUint64(at + 8)) : short;
    if (size < 8 || at + size > to) throw cutShort('AVIF');
    boxes.push({
      type: fourCharacters(bytes, at + 4),
      start: at + (long ? 16 : 8),
      end: at + size,
    });
    at += size;
  }
  return boxes;
}

/** The boxes in all boxes of a type. @param header bytes between a box's start and its children */
export function boxesInside(
  bytes: Uint8Array,
  boxes: readonly IsoBox[],
  type: string,
  header: number,
): IsoBox[] {
  return boxes
    .filter((box) => box.type === type)
    .flatMap((box) => boxesOf(bytes, box.start + header, box.end));
}
