/**
 * The size of an AVIF (ISO base media boxes) and whether its boxes are all there.
 *
 * Sizes stand in `ispe` properties, one for the image and one for each tile, thumbnail and alpha
 * plane; the largest is the one that a decoder has to allocate.
 */
import { badImage, cutShort } from '../bad-image';
import { boxesInside, boxesOf, fourCharacters, viewOf } from './iso-boxes';
import type { PixelSize } from './size';

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
  const top = boxesOf(bytes, 0, bytes.length);
  // meta is a full box: its children come after four bytes of version and flags.
  const meta = boxesInside(bytes, top, 'meta', 4);
  // The coded picture stands in mdat, or, where it is tiny, in meta itself.
  const data = top.find((box) => box.type === 'mdat') ?? meta.find((box) => box.type === 'idat');
  if (data === undefined || (top.at(-1)?.end ?? 0) < bytes.length) throw cutShort('AVIF');
  const properties = boxesInside(bytes, boxesInside(bytes, meta, 'iprp', 0), 'ipco', 0);
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
