/**
 * What a file claims to be, from its first bytes: format, width and height, before anything decodes
 * it.
 *
 * A decoder asked for a 30,000 x 30,000 PNG of a few kilobytes takes 3.6 GB first and fails later,
 * so the limit of 64 megapixels is enforced on the header's word.
 */
import { badImage } from './bad-image';
import { isAvif, mediaBrands, readAvif } from './headers/avif';
import { isBmp, readBmp } from './headers/bmp';
import { isGif, readGif } from './headers/gif';
import { isJpeg, readJpeg } from './headers/jpeg';
import { isNetpbm, readNetpbm } from './headers/netpbm';
import { isPng, readPng } from './headers/png';
import { isTiff, readTiff } from './headers/tiff';
import { isWebp, readWebp } from './headers/webp';
import type { PlainFormat } from './plain/decode-plain';
import type { PixelSize } from './headers/size';

export const MAX_PIXELS = 64_000_000;
/** No canvas is larger than this on a side in any browser. */
const MAX_SIDE = 65_535;

/** What browsers decode. */
export type BrowserFormat = 'jpeg' | 'png' | 'gif' | 'bmp' | 'webp' | 'avif';

export type ImageFormat = BrowserFormat | PlainFormat;

export interface ImageHeader extends PixelSize {
  readonly format: ImageFormat;
}

const FORMATS: readonly {
  readonly format: ImageFormat;
  readonly matches: (bytes: Uint8Array) => boolean;
  readonly read: (bytes: Uint8Array) => PixelSize;
}[] = [
  { format: 'jpeg', matches: isJpeg, read: readJpeg },
  { format: 'png', matches: isPng, read: readPng },
  { format: 'gif', matches: isGif, read: readGif },
  { format: 'webp', matches: isWebp, read: readWebp },
  { format: 'bmp', matches: isBmp, read: readBmp },
  { format: 'avif', matches: isAvif, read: readAvif },
  { format: 'tiff', matches: isTiff, read: readTiff },
  { format: 'netpbm', matches: isNetpbm, read: readNetpbm },
];

/** First bytes, as characters, of image formats that are not read here. */
const FOREIGN: readonly { readonly start: string; readonly what: string }[] = [
  { start: '\0\0\0\x0cjP  ', what: 'JPEG 2000' },
  { start: '\xff\x4f\xff\x51', what: 'JPEG 2000' },
  { start: '\0\0\0\x0cJXL ', what: 'JPEG XL' },
  { start: '\xff\x0a', what: 'JPEG XL' },
  { start: '8BPS', what: 'Photoshop' },
  { start: 'P7\n', what: 'Netpbm PAM' },
  { start: 'II+\0', what: 'BigTIFF' },
  { start: 'MM\0+', what: 'BigTIFF' },
  { start: 'v/1\x01', what: 'OpenEXR' },
  { start: '\0\0\x01\0', what: 'ICO' },
];
/** A drawing may begin with a declaration and comments. */
const SVG = /^\s*(<(\?xml|!--|!doctype svg)[^]*)?<svg\b/i;

/** What an unknown file is, where its first bytes tell. */
function describeUnknown(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  if (start.startsWith('version https://git-lfs.')) {
    return 'is a pointer of Git LFS, not the image itself; fetch the images with "git lfs pull"';
  }
  if (/^\s*<(!doctype html|html)/i.test(start)) {
    return 'is a web page, as failed downloads are; download the image again';
  }
  const media = mediaBrands(bytes).length > 0 ? 'HEIC or video' : undefined;
  const svg = SVG.test(String.fromCharCode(...bytes.subarray(0, 1024))) ? 'SVG' : undefined;
  const what = media ?? svg ?? FOREIGN.find((foreign) => start.startsWith(foreign.start))?.what;
  return what === undefined
    ? 'is not an image: its first bytes are those of no format that this page reads'
    : `is in an image format that browsers don't decode (${what}); convert it to PNG or JPEG`;
}

/**
 * Format and size of an image file, checked to be whole and of a size that can be decoded.
 * @param bytes the whole file
 * @throws StillroomError BadImage for an empty, unknown, truncated, zero-pixel or huge file
 */
export function readHeader(bytes: Uint8Array): ImageHeader {
  if (bytes.length === 0) throw badImage('is empty (0 bytes)');
  const format = FORMATS.find((candidate) => candidate.matches(bytes));
  if (format === undefined) throw badImage(describeUnknown(bytes));
  const { width, height } = format.read(bytes);
  checkSize(width, height);
  return { format: format.format, width, height };
}

/** @throws StillroomError BadImage when there is no pixel, or there are more than 64 million */
export function checkSize(width: number, height: number): void {
  const size = `${width} x ${height} pixels`;
  if (width < 1 || height < 1) throw badImage(`has no pixels (${size})`);
  if (width * height > MAX_PIXELS || width > MAX_SIDE || height > MAX_SIDE) {
    const megapixels = Math.round((width * height) / 1e6);
    throw badImage(
      `is too large: ${size}, ${megapixels} megapixels; the limit is ${MAX_PIXELS / 1e6} megapixels and ${MAX_SIDE} pixels a side. Make it smaller first`,
    );
  }
}
