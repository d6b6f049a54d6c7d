/**
 * A file into upright pixels, in the way in which the page has its browser do it: decoded by sharp, or
 * by our own code what browsers do not decode; no colour conversion, the first frame of several, turned
 * as the file states it, what is transparent laid on white. For
 * JPEG, PNG, GIF and opaque WebP the bytes are the same (test/browser/decoders); transparent WebP differs
 * by 1 of 255, AVIF by what another decoder makes of it.
 */
import sharp from 'sharp';
import { badImage } from '../data/ingest/bad-image';
import type { Box } from '../data/ingest/crop';
import { checkSize, readHeader, type ImageFormat } from '../data/ingest/dimensions';
import { LanczosResizer } from '../data/ingest/lanczos';
import { takeOrientation } from '../data/ingest/orientation';
import { decodePlain, isPlainFormat } from '../data/ingest/plain/decode-plain';
import { turned, type Decoded } from './turn';

// A picture is decoded once; what it leaves behind would only fill memory.
sharp.cache(false);

/** The rounded product of two bytes as shares of 255. */
function product(a: number, b: number): number {
  const value = a * b + 128;
  return (value + (value >> 8)) >> 8;
}

/** Grey, grey with alpha, RGB or RGBA onto white. */
function onWhite(
  data: ArrayLike<number>,
  { width, height, channels }: Readonly<Record<'width' | 'height' | 'channels', number>>,
): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  const colours = channels < 3 ? 1 : 3;
  const hasAlpha = channels > colours;
  for (let from = 0, to = 0; to < rgba.length; from += channels, to += 4) {
    const alpha = hasAlpha ? (data[from + colours] ?? 255) : 255;
    for (let channel = 0; channel < 3; channel++) {
      const value = data[from + (colours === 1 ? 0 : channel)] ?? 0;
      rgba[to + channel] = product(value, alpha) + 255 - alpha;
    }
  }
  return rgba;
}

/**
 * Inks are taken off white one by one, R = (255 - C) (255 - K) / 255, and rounded down as Chromium does;
 * Pillow rounds to the nearest.
 */
function inksOnWhite(
  inks: Uint8Array,
  { width, height }: Readonly<Record<'width' | 'height', number>>,
): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let at = 0; at < rgba.length; at += 4) {
    const light = 255 - (inks[at + 3] ?? 0);
    for (let ink = 0; ink < 3; ink++) {
      rgba[at + ink] = ((255 - (inks[at + ink] ?? 0)) * light) / 255;
    }
  }
  return rgba;
}

/** As the bytes lie, upright or not. */
async function decodeBySharp(bytes: Uint8Array, format: ImageFormat): Promise<Decoded> {
  const file = sharp(bytes, { failOn: 'error', ignoreIcc: true });
  const inInks = format === 'jpeg' && (await file.metadata()).space === 'cmyk';
  const read = inInks
    ? file.pipelineColourspace('cmyk').toColourspace('cmyk')
    : file.toColourspace('srgb');
  const { data, info } = await read.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  checkSize(width, height);
  return { width, height, rgba: inInks ? inksOnWhite(data, info) : onWhite(data, info) };
}

/**
 * @param bytes a whole image file
 * @throws StillroomError BadImage with a reason, for files that are not whole, plain, moderate images
 */
export async function decode(bytes: Uint8Array<ArrayBuffer>): Promise<Decoded> {
  const { format } = readHeader(bytes);
  if (format === 'bmp') throw badImage('is a BMP, which is read on the page alone; convert it');
  if (isPlainFormat(format)) {
    const { width, height, rgba, orientation } = decodePlain(bytes, format);
    checkSize(width, height);
    return turned(
      { width, height, rgba: onWhite(rgba, { width, height, channels: 4 }) },
      orientation,
    );
  }
  const oriented = takeOrientation(bytes, format);
  try {
    return turned(await decodeBySharp(oriented.bytes, format), oriented.orientation);
  } catch (cause) {
    throw badImage(
      `is a damaged ${format.toUpperCase()}, or of a kind that cannot be decoded`,
      cause,
    );
  }
}

/** A part of a picture resized by Lanczos, RGB bytes [height, width, 3]. */
export function resizePart(
  { width: stride, rgba }: Decoded,
  box: Box,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const resizer = new LanczosResizer(box.width, box.height, width, height);
  for (let y = box.y; y < box.y + box.height; y++) {
    const start = (y * stride + box.x) * 4;
    resizer.addRows(rgba.subarray(start, start + box.width * 4));
  }
  return resizer.finish();
}
