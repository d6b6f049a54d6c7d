/**
 * A file into an upright bitmap, and parts of the bitmap into pixels of another size.
 *
 * The browser decodes and turns the image upright (EXIF); everything that decides the pixels after
 * that is ours: no colour conversion, white behind what is transparent, our own resizing. The decoded image is read
 * back in strips, so that a 64-megapixel file costs its bitmap and little more.
 */
import { badImage } from './bad-image';
import type { Box } from './crop';
import type { ImageFormat } from './dimensions';
import { LanczosResizer } from './lanczos';

/** Pixels read back from the canvas at a time: 16 MB of RGBA. */
const STRIP_PIXELS = 4 * 2 ** 20;

const MIME: Readonly<Record<ImageFormat, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

/** @throws StillroomError BadImage for bytes that this browser cannot decode */
export async function decodeUpright(
  bytes: Uint8Array<ArrayBuffer>,
  format: ImageFormat,
): Promise<ImageBitmap> {
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
export function onWhite(
  bitmap: ImageBitmap,
  box: Box,
  width: number,
  height: number,
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw badImage('could not be drawn: this browser is out of memory');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, box.x, box.y, box.width, box.height, 0, 0, width, height);
  return canvas;
}

/** A part of a bitmap resized by Lanczos, RGB bytes [height, width, 3]. */
export function resizeBox(
  bitmap: ImageBitmap,
  box: Box,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const resizer = new LanczosResizer(box.width, box.height, width, height);
  const stripRows = Math.max(1, Math.floor(STRIP_PIXELS / box.width));
  for (let top = 0; top < box.height; top += stripRows) {
    const rows = Math.min(stripRows, box.height - top);
    const strip = { x: box.x, y: box.y + top, width: box.width, height: rows };
    const context = onWhite(bitmap, strip, box.width, rows).getContext('2d');
    if (context === null) throw badImage('could not be read back: this browser is out of memory');
    resizer.addRows(context.getImageData(0, 0, box.width, rows).data);
  }
  return resizer.finish();
}
