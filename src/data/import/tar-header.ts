/** One 512-byte header of a tar archive, and the records that extend it. */
import { StillroomError } from '../../core/errors';

export interface TarHeader {
  readonly name: string;
  readonly size: number;
  /** `pax` and `long-name` describe the next header; `other` is a folder, a link or a device. */
  readonly type: 'file' | 'long-name' | 'pax' | 'other';
}

const CHECKSUM_START = 148;
const CHECKSUM_END = 156;

const decoder = new TextDecoder();

/** Text up to the first zero byte. */
export function tarText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** A number field: octal digits, or big-endian binary when its first bit is set (GNU, over 8 GB). */
function tarNumber(bytes: Uint8Array): number {
  const first = bytes[0] ?? 0;
  if ((first & 0x80) !== 0) {
    return bytes.subarray(1).reduce((value, byte) => value * 256 + byte, first & 0x7f);
  }
  const digits = tarText(bytes).trim();
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : NaN;
}

/** The sum of all bytes, those of the checksum itself taken as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 0;
  block.forEach((byte, i) => {
    sum += i >= CHECKSUM_START && i < CHECKSUM_END ? 0x20 : byte;
  });
  return sum;
}

function typeOf(flag: number): TarHeader['type'] {
  switch (String.fromCharCode(flag)) {
    case '0':
    case '7':
    case '\0':
      return 'file';
    case 'L':
      return 'long-name';
    case 'x':
      return 'pax';
    default:
      return 'other';
  }
}

/** Links and folders have no data, whatever size their header repeats. */
const DATALESS = new Set(['1', '2', '3', '4', '5', '6']);

/**
 * The header in a block, or undefined for the zero block that ends an archive.
 * @param offset where the block stands, for the message
 * @throws StillroomError BadArchive when the block is no header
 */
export function parseTarHeader(block: Uint8Array, offset: number): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const size = tarNumber(block.subarray(124, 136));
  const stated = tarNumber(block.subarray(CHECKSUM_START, CHECKSUM_END));
  if (stated !== checksum(block) || !Number.isSafeInteger(size)) {
    throw new StillroomError(
      'BadArchive',
      `This .tar file cannot be read: there is no file header at byte ${offset}. It is damaged, or not a tar file.`,
      { offset },
    );
  }
  const flag = block[156] ?? 0;
  const isUstar = decoder.decode(block.subarray(257, 262)) === 'ustar';
  // GNU's own format writes "ustar " and keeps times where ustar keeps the name's prefix.
  const hasPrefix = isUstar && block[262] === 0;
  const prefix = hasPrefix ? tarText(block.subarray(345, 500)) : '';
  const name = tarText(block.subarray(0, 100));
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: DATALESS.has(String.fromCharCode(flag)) ? 0 : size,
    type: name.endsWith('/') ? 'other' : typeOf(flag),
  };
}

/** The path and size of a pax record list: lines of "length key=value". */
export function paxRecords(bytes: Uint8Array): { path?: string; size?: number } {
  const records: { path?: string; size?: number } = {};
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? NaN : Number(decoder.decode(bytes.subarray(at, space)));
    if (!Number.isInteger(length) || length <= space - at) return records;
    const [key = '', ...rest] = decoder
      .decode(bytes.subarray(space + 1, at + length - 1))
      .split('=');
    const value = rest.join('=');
    if (key === 'path') records.path = value;
    if (key === 'size' && Number.isSafeInteger(Number(value))) records.size = Number(value);
    at += length;
  }
  return records;
}
