/**
 * The size of an AVIF (ISO base media boxes) and whether its boxes are all there.
 *
 * Sizes stand in `ispe` properties, one for the image and one for each tile, thumbnail and alpha
 * plane; the largest is the one that a decoder has to allocate.
 */
import { badImage, cutShort } from '../bad-image';
import type { PixelSize } from './size';

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The boxes between two positions. */
function boxesOf(bytes: Uint8Array, from: number, to: number): Box[] {
  const view = viewOf(bytes);
  const boxes: Box[] = [];
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

/** The brands of a file-type box at the start of the file; empty for any other file. */
export function mediaBrands(bytes: Uint8Array): string[] {
  if (bytes.length < 16 || fourCharacters(bytes, 4) !== 'ftyp') return [];
  const end = Math.min(viewOf(bytes).getUint32(0), bytes.length);
  const brands = [fourCharacters(bytes, 8)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(fourCharacters(bytes, at));
  return brands;
}

export function isAvif(bytes: Uint8Array): boolean {
  return mediaBrands(bytes).some((brand) => brand === 'avif' || brand === 'avis');
}

/** @throws StillroomError BadImage when a box runs past the end of the file, or no size is stated */
export function readAvif(bytes: Uint8Array): PixelSize {
  const view = viewOf(bytes);
  const inside = (boxes: readonly Box[], type: string, header: number): Box[] =>
    boxes
      .filter((box) => box.type === type)
      .flatMap((box) => boxesOf(bytes, box.start + header, box.end));
  const top = boxesOf(bytes, 0, bytes.length);
  // meta is a full box: its children come after four bytes of version and flags.
  const meta = inside(top, 'meta', 4);
  // The coded picture stands in mdat, or, where it is tiny, in meta itself.
  const data = top.find((box) => box.type === 'mdat') ?? meta.find((box) => box.type === 'idat');
  if (data === undefined || (top.at(-1)?.end ?? 0) < bytes.length) throw cutShort('AVIF');
  const properties = inside(inside(meta, 'iprp', 0), 'ipco', 0);
  const sizes = properties
    .filter((box) => box.type === 'ispe' && box.end - box.start >= 12)
    .map((box) => ({
      width: view.getUint32(box.start + 4),
      height: view.getUint32(box.start + 8),
    }));
  const [first, ...others] = sizes;
  if (first === undefined) throw badImage('is an AVIF without a stated size');
  const area = ({ width, height }: PixelSize): number => width * height;
  return others.reduce((best, size) => (area(size) > area(best) ? size : best), first);
}
