/**
 * Which way up a picture is: read from the file, taken out of what the decoder gets, and applied
 * when the decoded picture is drawn. No browser's own idea of it takes part.
 */
import type { Box } from './crop';
import { avifOrientation } from './headers/avif-orientation';
import type { OrientationValue, StatedOrientation } from './headers/exif';
import { jpegOrientation } from './headers/jpeg-orientation';
import { orientationMatrix } from './headers/orientation-matrix';
import { pngOrientation } from './headers/png-orientation';
import { webpOrientation } from './headers/webp-orientation';

const READERS = new Map<string, (bytes: Uint8Array) => StatedOrientation | undefined>([
  ['avif', avifOrientation],
  ['jpeg', jpegOrientation],
  ['png', pngOrientation],
  ['webp', webpOrientation],
]);

export interface Oriented {
  readonly orientation: OrientationValue;
  /** The file without the statement; the same bytes where it has none. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The orientation that a file states, and the file without it. */
export function takeOrientation(bytes: Uint8Array<ArrayBuffer>, format: string): Oriented {
  const stated = READERS.get(format)?.(bytes);
  if (stated === undefined) return { orientation: 1, bytes };
  const neutral = bytes.slice();
  for (const patch of stated.patches) neutral.set(patch.bytes, patch.at);
  return { orientation: stated.value, bytes: neutral };
}

/** True where width and height change places. */
export function swapsSides(orientation: OrientationValue): boolean {
  return orientation >= 5;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A canvas transform (a, b, c, d, e, f): x' = a x + c y + e, y' = b x + d y + f. */
export type Transform = [number, number, number, number, number, number];

/**
 * The transform under which a stored picture drawn at the origin comes out upright, at the origin as
 * well.
 * @param stored size at which the stored picture is drawn
 */
export function uprightTransform(
  orientation: OrientationValue,
  { width, height }: Size,
): Transform {
  const [xx, xy, yx, yy] = orientationMatrix(orientation);
  // What runs backwards begins at the far side.
  const x = (xx < 0 ? width : 0) + (xy < 0 ? height : 0);
  const y = (yx < 0 ? width : 0) + (yy < 0 ? height : 0);
  return [xx, yx, xy, yy, x, y];
}

/** The part of the stored picture that is a part of the upright one. */
export function storedBox(box: Box, orientation: OrientationValue, stored: Size): Box {
  const [a, b, c, d, e, f] = uprightTransform(orientation, stored);
  // The matrix is orthogonal: its inverse is its transpose.
  const cornersX = [box.x - e, box.x + box.width - e];
  const cornersY = [box.y - f, box.y + box.height - f];
  const corner = (i: 0 | 1): [number, number] => {
    const [x = 0, y = 0] = [cornersX[i], cornersY[i]];
    return [a * x + b * y, c * x + d * y];
  };
  const [x0, y0] = corner(0);
  const [x1, y1] = corner(1);
  return {
    x: Math.min(x0, x1),
    y: Math.min(y0, y1),
    width: Math.abs(x1 - x0),
    height: Math.abs(y1 - y0),
  };
}
