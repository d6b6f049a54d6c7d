/** The bytes of an image file, before anything is known of them. */
import { isAbort } from '../../core/errors';
import { badImage } from './bad-image';

/** A file larger than this is not read at all. */
const MAX_BYTES = 512 * 2 ** 20;

/** @throws StillroomError BadImage for a file that is too large or no longer there */
export async function readBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > MAX_BYTES) throw badImage('is over 512 MB');
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw badImage(
      'could not be read: it was moved, deleted or changed since it was listed',
      cause,
    );
  }
}
