/**
 * One image file into what the model and the page need: square RGB pixels, a thumbnail, a hash.
 *
 * The browser decodes and turns the image upright (EXIF); everything that decides the pixels after
 * that is ours: no colour conversion, white behind what is transparent, our own resizing. The decoded image is read
 * back in strips, so that a 64-megapixel file costs its bitmap and little more.
 */
import { sha256Of } from '../sha256';
import { isAbort, throwIfAborted } from '../../core/errors';
import { badImage } from './bad-image';
import { frameBox, type Box, type Framing } from './crop';
import { checkSize, readHeader, type ImageFormat } from './dimensions';
import { LanczosResizer } from './lanczos';

export interface ReadImageOptions {
  /** Side of the square in pixels. */
  readonly resolution: number;
  /** Longest side of the thumbnail in pixels; smaller images are not enlarged. */
  readonly thumbnail: number;
  readonly framing?: Framing;
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
}

/** A file larger than this is not read at all. */
const MAX_BYTES = 512 * 2 ** 20;
/** Pixels read back from the canvas at a time: 16 MB of RGBA. */
const STRIP_PIXELS = 4 * 2 ** 20;
/** Images up to this side keep their exact pixels in the thumbnail. */
const EXACT_THUMBNAIL_SIDE = 64;

const MIME: Readonly<Record<ImageFormat, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

async function decode(bytes: Uint8Array<ArrayBuffer>, format: ImageFormat): Promise<ImageBitmap> {
  try {
    // The type comes from the bytes: files are often named after another format.
    return await createImageBitmap(new Blob([bytes], { type: MIME[format] }), {
      imageOrientation: 'from-image',
      colorSpaceConversion: 'none',
    });
  } catch (cause) {
    throw badImage(
      `is a damaged ${format.toUpperCase()}, or of a kind this browser cannot decode`,
      cause,
    );
  }
}

/** A canvas on which `box` of the bitmap lies on white, scaled to the canvas's size. */
function onWhite(bitmap: ImageBitmap, box: Box, width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw badImage('could not be drawn: this browser is out of memory');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, box.x, box.y, box.width, box.height, 0, 0, width, height);
  return canvas;
}

function resize(bitmap: ImageBitmap, box: Box, resolution: number): Uint8Array<ArrayBuffer> {
  const resizer = new LanczosResizer(box.width, box.height, resolution, resolution);
  const stripRows = Math.max(1, Math.floor(STRIP_PIXELS / box.width));
  for (let top = 0; top < box.height; top += stripRows) {
    const height = Math.min(stripRows, box.height - top);
    const strip = { x: box.x, y: box.y + top, width: box.width, height };
    const context = onWhite(bitmap, strip, box.width, height).getContext('2d');
    if (context === null) throw badImage('could not be read back: this browser is out of memory');
    resizer.addRows(context.getImageData(0, 0, box.width, height).data);
  }
  return resizer.finish();
}

function makeThumbnail(bitmap: ImageBitmap, box: Box, longest: number): Promise<Blob> {
  const scale = Math.min(1, longest / Math.max(box.width, box.height));
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const exact = scale === 1 && Math.max(width, height) <= EXACT_THUMBNAIL_SIDE;
  return onWhite(bitmap, box, width, height).convertToBlob(
    exact ? { type: 'image/png' } : { type: 'image/jpeg', quality: 0.85 },
  );
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
  if (file.size > MAX_BYTES) throw badImage('is over 512 MB');
  const bytes = await readBytes(file);
  const { format } = readHeader(bytes);
  const hashing = sha256Of(bytes);
  throwIfAborted(signal);
  const bitmap = await decode(bytes, format);
  try {
    throwIfAborted(signal);
    const { width, height } = bitmap;
    checkSize(width, height);
    const box = frameBox(width, height, options.framing ?? 'centre-crop');
    const pixels = resize(bitmap, box, options.resolution);
    const thumbnail = await makeThumbnail(bitmap, box, options.thumbnail);
    return { width, height, pixels, thumbnail, sha256: await hashing };
  } finally {
    bitmap.close();
  }
}

async function readBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
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
