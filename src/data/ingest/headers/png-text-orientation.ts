/**
 * The orientation of a PNG that has its Exif as text: "Raw profile type exif" or "APP1", as ImageMagick and
 * its like wrote it before PNG had a chunk for it, and write it still. The text is a line with the kind, one
 * with the number of bytes, and the bytes in hexadecimal; zTXt has it deflated. No browser asks it.
 */
import { Inflate } from '../../import/deflate/inflate';
import { exifOrientation, type OrientationValue } from './exif';

const KEYWORD = /^Raw profile type (?:exif|app1)$/i;
const LONGEST_KEYWORD = 79;
const PROFILE = /^\s*[^\n]*\n\s*\d+\n([\da-f\s]*)$/i;
/** Exif of cameras is at most 64 kB, in hexadecimal twice that. */
const LONGEST_TEXT = 2 ** 18;
/** In front of deflated text: the method, then zlib's own header. */
const PACKED_HEADER = 3;

const latin1 = new TextDecoder('latin1');

/** What a zTXt chunk unpacks to; undefined for what is damaged, or too long to be Exif. */
function unpacked(data: Uint8Array): Uint8Array | undefined {
  const out = new Uint8Array(LONGEST_TEXT);
  let length = 0;
  const inflate = new Inflate((bytes) => {
    if (length + bytes.length <= LONGEST_TEXT) out.set(bytes, length);
    length += bytes.length;
  });
  // DEFLATE's bound: what is larger than this unpacks to more.
  if (data.length > LONGEST_TEXT) return undefined;
  const state = inflate.push(data.subarray(PACKED_HEADER), true);
  return state === 'done' && length <= LONGEST_TEXT ? out.subarray(0, length) : undefined;
}

/** @param isPacked whether it is a zTXt chunk, and not tEXt */
export function textOrientation(data: Uint8Array, isPacked: boolean): OrientationValue | undefined {
  const end = data.subarray(0, LONGEST_KEYWORD + 1).indexOf(0);
  if (end < 0 || !KEYWORD.test(latin1.decode(data.subarray(0, end)))) return undefined;
  const rest = data.subarray(end + 1);
  const text = isPacked ? unpacked(rest) : rest;
  if (text === undefined || text.length > LONGEST_TEXT) return undefined;
  const [, digits = ''] = PROFILE.exec(latin1.decode(text)) ?? [];
  const pairs = digits.replaceAll(/\s+/g, '').match(/../g) ?? [];
  const exif = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
  return exifOrientation(exif, 0, exif.length)?.value;
}
