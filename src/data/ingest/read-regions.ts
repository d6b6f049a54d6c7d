/**
 * Parts of an image's original pixels, each resized by Lanczos on its own.
 *
 * A part is resized from the pixels that it has in the file, not cut out of a smaller picture of the
 * whole, so a window of a large photograph keeps its detail.
 */
import { throwIfAborted } from '../../core/errors';
import { decodeUpright, resizeBox } from './bitmap';
import { checkBox, type Box } from './crop';
import { checkSize, readHeader } from './dimensions';
import { readBytes } from './read-bytes';

export interface RegionRequest {
  /** In pixels of the upright original. */
  readonly box: Box;
  /** Size of the result in pixels. */
  readonly width: number;
  readonly height: number;
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
      checkBox(box, picture);
      return resizeBox(picture, box, width, height);
    });
  } finally {
    picture.bitmap.close();
  }
}
