/**
 * Parts of an image's original pixels, each resized by Lanczos on its own.
 *
 * A part is resized from the pixels that it has in the file, not cut out of a smaller picture of the
 * whole, so a window of a large photograph keeps its detail.
 */
import { throwIfAborted } from '../../core/errors';
import { badImage } from './bad-image';
import { decodeUpright, readBytes, resizeBox, type UprightPicture } from './bitmap';
import type { Box } from './crop';
import { checkSize, readHeader } from './dimensions';

export interface RegionRequest {
  /** In pixels of the upright original. */
  readonly box: Box;
  /** Size of the result in pixels. */
  readonly width: number;
  readonly height: number;
}

function inside({ x, y, width, height }: Box, picture: UprightPicture): boolean {
  const whole = [x, y, width, height].every(Number.isInteger);
  const fits = x + width <= picture.width && y + height <= picture.height;
  return whole && fits && x >= 0 && y >= 0 && width >= 1 && height >= 1;
}

/**
 * Reads parts of one image file, which is decoded once.
 * @returns RGB bytes, [height, width, 3] a part, in the order of the requests
 * @throws StillroomError BadImage with a reason, also for a part that leaves the image; Aborted
 */
export async function readRegions(
  file: Blob,
  requests: readonly RegionRequest[],
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>[]> {
  throwIfAborted(signal);
  const bytes = await readBytes(file);
  const { format } = readHeader(bytes);
  const picture = await decodeUpright(bytes, format);
  try {
    checkSize(picture.width, picture.height);
    return requests.map(({ box, width, height }) => {
      throwIfAborted(signal);
      if (inside(box, picture)) return resizeBox(picture, box, width, height);
      throw badImage(
        `is ${picture.width} x ${picture.height} pixels and has no part ${box.width} x ${box.height} at (${box.x}, ${box.y})`,
      );
    });
  } finally {
    picture.bitmap.close();
  }
}
