/**
 * The header of a Netpbm picture: PBM, PGM and PPM, as text (P1 to P3) or binary (P4 to P6).
 *
 * Numbers are separated by white space, and comments run from # to the end of their line; one white
 * space separates the last number from a binary raster.
 */
import { badImage, cutShort } from '../bad-image';
import type { PixelSize } from './size';

export interface NetpbmHeader extends PixelSize {
  /** 1 to 6: bits, grey and colour as text, then the same as bytes. */
  readonly kind: number;
  /** The value of white; 1 for bits. */
  readonly largest: number;
  /** Where the raster starts. */
  readonly raster: number;
}

const LONGEST_NUMBER = 9;
const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 0x30 && byte <= 0x39;

export function isNetpbm(bytes: Uint8Array): boolean {
  const [first, kind = 0, separator] = bytes;
  return (
    first === 0x50 && kind >= 0x31 && kind <= 0x36 && (isSpace(separator) || separator === 0x23)
  );
}

/** Position of the next byte that is neither white space nor part of a comment. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    if (isSpace(bytes[at])) at++;
    else if (bytes[at] === 0x23) {
      const end = bytes.indexOf(0x0a, at);
      at = end < 0 ? bytes.length : end + 1;
    } else return at;
  }
}

/** A number and the position behind it. */
export function readNumber(bytes: Uint8Array, from: number): { value: number; end: number } {
  let end = from;
  let value = 0;
  while (isDigit(bytes[end]) && end - from < LONGEST_NUMBER) {
    value = value * 10 + (bytes[end] ?? 0) - 0x30;
    end++;
  }
  if (end === from) {
    throw end >= bytes.length ? cutShort('Netpbm image') : badImage('is a damaged Netpbm image');
  }
  return { value, end };
}

/** @throws StillroomError BadImage when the header is damaged */
export function netpbmHeader(bytes: Uint8Array): NetpbmHeader {
  const kind = (bytes[1] ?? 0) - 0x30;
  const numbers: number[] = [];
  let at = 2;
  for (let i = 0; i < (kind === 1 || kind === 4 ? 2 : 3); i++) {
    const { value, end } = readNumber(bytes, skipSpace(bytes, at));
    numbers.push(value);
    at = end;
  }
  const [width = 0, height = 0, largest = 1] = numbers;
  if (largest < 1 || largest > 65_535) throw badImage('is a damaged Netpbm image');
  return { kind, width, height, largest, raster: at + 1 };
}

/** Bytes of a binary raster; a text's length says nothing. */
export function rasterBytes({ kind, width, height, largest }: NetpbmHeader): number {
  if (kind === 4) return Math.ceil(width / 8) * height;
  return width * height * (kind === 6 ? 3 : 1) * (largest > 255 ? 2 : 1);
}

/** @throws StillroomError BadImage when the header is damaged, or a binary raster cut short */
export function readNetpbm(bytes: Uint8Array): PixelSize {
  const header = netpbmHeader(bytes);
  if (header.kind >= 4 && header.raster + rasterBytes(header) > bytes.length) {
    throw cutShort('Netpbm image');
  }
  return { width: header.width, height: header.height };
}
