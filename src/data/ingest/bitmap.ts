/**
 * A file into an upright picture, and parts of the picture into pixels of another size.
 *
 * The browser decodes, or our own code for what browsers do not decode; everything that decides the
 * pixels after that is ours: which way up, no colour conversion, white behind what is transparent,
 * our own resizing. Of an animation the browser gives the first frame. The decoded picture is read
 * back in strips, so that a 64-megapixel file costs its bitmap and little more.
 */
import { badImage } from './bad-image';
import type { Box } from './crop';
import type { BrowserFormat, ImageFormat } from './dimensions';
import type { OrientationValue } from './headers/exif';
import { LanczosResizer } from './lanczos';
import { storedBox, swapsSides, takeOrientation, uprightTransform } from './orientation';
import { BLOCK_PIXELS, blockRows } from './pixel-hash';
import { decodePlain, isPlainFormat, type PlainFormat } from './plain/decode-plain';
import { ReusedCanvas } from './reused-canvas';

/** A decoded picture together with how it is to be turned when it is drawn. */
export interface UprightPicture {
  /** Of the upright picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** As it is stored. */
  readonly bitmap: ImageBitmap;
  readonly orientation: OrientationValue;
}

const MIME: Readonly<Record<BrowserFormat, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

function upright(bitmap: ImageBitmap, orientation: OrientationValue): UprightPicture {
  const [width, height] = swapsSides(orientation)
    ? [bitmap.height, bitmap.width]
    : [bitmap.width, bitmap.height];
  return { width, height, bitmap, orientation };
}

async function decodeOwn(bytes: Uint8Array, format: PlainFormat): Promise<UprightPicture> {
  const { width, height, rgba, orientation } = decodePlain(bytes, format);
  const bitmap = await createImageBitmap(new ImageData(rgba, width, height), {
    colorSpaceConversion: 'none',
  });
  return upright(bitmap, orientation);
}

async function decodeByBrowser(
  bytes: Uint8Array<ArrayBuffer>,
  format: BrowserFormat,
): Promise<UprightPicture> {
  const oriented = takeOrientation(bytes, format);
  try {
    // The type comes from the bytes: files are often named after another format.
    const file = new Blob([oriented.bytes], { type: MIME[format] });
    const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' });
    return upright(bitmap, oriented.orientation);
  } catch (cause) {
    throw badImage(
      `is a damaged ${format.toUpperCase()}, or of a kind this browser cannot decode`,
      cause,
    );
  }
}

/**
 * The picture in a file that `readHeader` has found whole. Close its bitmap after use.
 * @throws StillroomError BadImage for bytes that cannot be decoded
 */
export function decodeUpright(
  bytes: Uint8Array<ArrayBuffer>,
  format: ImageFormat,
): Promise<UprightPicture> {
  return isPlainFormat(format) ? decodeOwn(bytes, format) : decodeByBrowser(bytes, format);
}

/** Draws `box` of the upright picture on white, scaled to width x height at the canvas's origin. */
function drawOnWhite(
  context: OffscreenCanvasRenderingContext2D,
  { bitmap, orientation }: UprightPicture,
  box: Box,
  width: number,
  height: number,
): void {
  context.resetTransform();
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  const { x, y, width: fromWidth, height: fromHeight } = storedBox(box, orientation, bitmap);
  const size = swapsSides(orientation) ? { width: height, height: width } : { width, height };
  context.setTransform(...uprightTransform(orientation, size));
  context.drawImage(bitmap, x, y, fromWidth, fromHeight, 0, 0, size.width, size.height);
}

/** Canvases of this thread: one for reading back, which may be too large, one for files, which may not. */
const reading = new ReusedCanvas();
const filing = new ReusedCanvas();

/** `box` of the upright picture as a file, width x height pixels. */
export function pictureFile(
  picture: UprightPicture,
  box: Box,
  width: number,
  height: number,
  encoding: ImageEncodeOptions,
): Promise<Blob> {
  const context = filing.ofExactly(width, height);
  drawOnWhite(context, picture, box, width, height);
  // The copy that becomes the file is taken before this returns: the next picture may be drawn at once.
  return context.canvas.convertToBlob(encoding);
}

/** The pixels of a part of a picture on white, block by block: RGBA, [rows, box.width, 4]. */
export function* readBack(
  picture: UprightPicture,
  box: Box,
): Generator<Uint8ClampedArray<ArrayBuffer>> {
  const step = blockRows(box.width);
  for (let top = 0; top < box.height; top += step) {
    const rows = Math.min(step, box.height - top);
    const strip = { x: box.x, y: box.y + top, width: box.width, height: rows };
    const context = reading.ofAtLeast(box.width, rows, BLOCK_PIXELS);
    drawOnWhite(context, picture, strip, box.width, rows);
    yield context.getImageData(0, 0, box.width, rows).data;
  }
}

/** A part of a picture resized by Lanczos, RGB bytes [height, width, 3]. */
export function resizeBox(
  picture: UprightPicture,
  box: Box,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const resizer = new LanczosResizer(box.width, box.height, width, height);
  for (const rows of readBack(picture, box)) resizer.addRows(rows);
  return resizer.finish();
}
