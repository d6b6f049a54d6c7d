/**
 * One image file into what the model and the page need: square RGB pixels, a thumbnail, hashes.
 *
 * How a file becomes upright pixels, and how they are resized, is in bitmap.ts.
 */
import { sha256Of } from '../../core/formats/sha256-of';
import { throwIfAborted } from '../../core/errors';
import type { Framing } from '../../core/framing';
import { decodeUpright, pictureFile, readBack, type UprightPicture } from './bitmap';
import { frameBox, type Box } from './crop';
import { checkSize, readHeader } from './dimensions';
import { LanczosResizer } from './lanczos';
import { PixelHash } from './pixel-hash';
import { readBytes } from './read-bytes';

export interface ReadImageOptions {
  /** Side of the square in pixels. */
  readonly resolution: number;
  /** Longest side of the thumbnail in pixels; smaller images are not enlarged. */
  readonly thumbnail: number;
  readonly framing: Framing;
}

export interface IngestedImage {
  /** Size of the upright image, before cropping. */
  readonly width: number;
  readonly height: number;
  /** RGB bytes, [resolution, resolution, 3]. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** The same part of the image, JPEG, or PNG where it is small enough to be pixel art. */
  readonly thumbnail: Blob;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** Equal for equal upright pixels (`PixelHash`). */
  readonly pixelHash: string;
}

/** Images up to this side keep their exact pixels in the thumbnail. */
const EXACT_THUMBNAIL_SIDE = 64;

function makeThumbnail(picture: UprightPicture, box: Box, longest: number): Promise<Blob> {
  const scale = Math.min(1, longest / Math.max(box.width, box.height));
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const exact = scale === 1 && Math.max(width, height) <= EXACT_THUMBNAIL_SIDE;
  const encoding = exact ? { type: 'image/png' } : { type: 'image/jpeg', quality: 0.85 };
  return pictureFile(picture, box, width, height, encoding);
}

/** The square that the model sees, and the hash of the whole picture: every pixel is read back once. */
async function pixelsOf(picture: UprightPicture, box: Box, side: number) {
  const { width, height } = picture;
  const resizer = new LanczosResizer(box.width, box.height, side, side);
  const hash = new PixelHash(width, height);
  let y = 0;
  for (const rows of readBack(picture, { x: 0, y: 0, width, height })) {
    const hashing = hash.add(rows);
    for (let at = box.x * 4; at < rows.length; at += width * 4, y++) {
      if (y < box.y || y >= box.y + box.height) continue;
      resizer.addRows(rows.subarray(at, at + box.width * 4));
    }
    await hashing;
  }
  return { pixels: resizer.finish(), pixelHash: await hash.finish() };
}

/**
 * Reads one image file.
 * @throws StillroomError BadImage with a reason, for files that are not whole, plain, moderate
 * images; Aborted
 */
export async function readImage(
  file: Blob,
  options: ReadImageOptions,
  signal?: AbortSignal,
): Promise<IngestedImage> {
  throwIfAborted(signal);
  const bytes = await readBytes(file);
  const { format } = readHeader(bytes);
  const hashing = sha256Of(bytes);
  throwIfAborted(signal);
  const picture = await decodeUpright(bytes, format);
  try {
    throwIfAborted(signal);
    const { width, height } = picture;
    checkSize(width, height);
    const box = frameBox(width, height, options.framing);
    const { resolution } = options;
    const { pixels, pixelHash } = await pixelsOf(picture, box, resolution);
    const thumbnail = await makeThumbnail(picture, box, options.thumbnail);
    return { width, height, pixels, thumbnail, sha256: await hashing, pixelHash };
  } finally {
    picture.bitmap.close();
  }
}
