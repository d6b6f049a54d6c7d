/** A stored picture turned upright, pixel by pixel: what a canvas does for the page. */
import type { OrientationValue } from '../data/ingest/headers/exif';
import { orientationMatrix } from '../data/ingest/headers/orientation-matrix';
import { swapsSides } from '../data/ingest/orientation';

export interface Decoded {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], opaque. */
  readonly rgba: Uint8Array<ArrayBuffer>;
}

/** The picture as its orientation means it; itself where it lies upright already. */
export function turned(picture: Decoded, orientation: OrientationValue): Decoded {
  if (orientation === 1) return picture;
  const [xx, xy, yx, yy] = orientationMatrix(orientation);
  const [width, height] = swapsSides(orientation)
    ? [picture.height, picture.width]
    : [picture.width, picture.height];
  const from = new Uint32Array(picture.rgba.slice().buffer);
  const to = new Uint32Array(width * height);
  // What runs backwards begins at the far side.
  const startX = xx < 0 || xy < 0 ? width - 1 : 0;
  const startY = yx < 0 || yy < 0 ? height - 1 : 0;
  for (let y = 0, at = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++, at++) {
      const uprightX = startX + xx * x + xy * y;
      const uprightY = startY + yx * x + yy * y;
      to[uprightY * width + uprightX] = from[at] ?? 0;
    }
  }
  return { width, height, rgba: new Uint8Array(to.buffer) };
}
