/**
 * One 512-byte header of a tar archive (POSIX.1-1988 ustar, GNU, and the old format before both),
 * and the records that extend it. Names stay bytes: what they are encoded in is told later.
 */
import { StillroomError } from '../../core/errors';

export type TarType =
  | 'file'
  | 'hard-link'
  | 'symbolic-link'
  /** A file with holes, of which only the rest is stored (GNU's own format). */
  | 'sparse'
  /** `long-name`, `long-link` and `pax` describe the next header. */
  | 'long-name'
  | 'long-link'
  | 'pax'
  /** A folder, a device, a label. */
  | 'other';

export interface TarHeader {
  readonly name: Uint8Array;
  readonly link: Uint8Array;
  readonly size: number;
  readonly type: TarType;
  /** A sparse header goes on in the next block. */
  readonly extended: boolean;
}

export const TAR_BLOCK = 512;
const CHECKSUM_START = 148;
const CHECKSUM_END = 156;
export const SLASH = 0x2f;

const ascii = new TextDecoder('latin1');

/** Bytes up to the first zero byte. */
export function untilZero(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** A number field: octal digits, or big-endian binary when its first bit is set (GNU, over 8 GB). */
export function tarNumber(bytes: Uint8Array): number {
  const first = bytes[0] ?? 0;
  if ((first & 0x80) !== 0) {
    return bytes.subarray(1).reduce((value, byte) => value * 256 + byte, first & 0x7f);
  }
  const digits = ascii.decode(untilZero(bytes)).trim();
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : NaN;
}

/** True when the block's checksum holds; some old tars summed signed bytes. */
function checksumHolds(block: Uint8Array): boolean {
  const stated = tarNumber(block.subarray(CHECKSUM_START, CHECKSUM_END));
  let sum = 0;
  let signed = 0;
  for (let i = 0; i < TAR_BLOCK; i++) {
    const byte = i >= CHECKSUM_START && i < CHECKSUM_END ? 0x20 : (block[i] ?? 0);
    sum += byte;
    signed += byte < 0x80 ? byte : byte - 256;
  }
  return stated === sum || stated === signed;
}

/** True for the first bytes of a tar archive; an empty one, all zeros, is none. */
export function isTarHeader(bytes: Uint8Array): boolean {
  if (bytes.length < TAR_BLOCK || bytes[0] === 0) return false;
  return checksumHolds(bytes.subarray(0, TAR_BLOCK));
}

function typeOf(flag: string): TarType {
  switch (flag) {
    case '0':
    case '7':
    case '\0':
      return 'file';
    case '1':
      return 'hard-link';
    case '2':
      return 'symbolic-link';
    case 'S':
      return 'sparse';
    case 'L':
      return 'long-name';
    case 'K':
      return 'long-link';
    case 'x':
      return 'pax';
    default:
      return 'other';
  }
}

/** Links and folders have no data, whatever size their header repeats. */
const DATALESS = new Set(['1', '2', '3', '4', '5', '6']);

function joined(prefix: Uint8Array, name: Uint8Array): Uint8Array {
  return prefix.length === 0 ? name.slice() : Uint8Array.of(...prefix, SLASH, ...name);
}

/**
 * The header in a block, or undefined for the zero block that ends an archive.
 * @param offset where the block stands, for the message
 * @throws StillroomError BadArchive when the block is no header
 */
export function parseTarHeader(block: Uint8Array, offset: number): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const size = tarNumber(block.subarray(124, 136));
  if (!checksumHolds(block) || !Number.isSafeInteger(size)) {
    throw new StillroomError(
      'BadArchive',
      `This .tar file cannot be read: there is no file header at byte ${offset}. It is damaged, or not a tar file.`,
      { offset },
    );
  }
  const flag = String.fromCharCode(block[156] ?? 0);
  const isUstar = ascii.decode(block.subarray(257, 262)) === 'ustar';
  // GNU's own format writes "ustar " and keeps times where ustar keeps the name's prefix.
  const hasPrefix = isUstar && block[262] === 0;
  const prefix = hasPrefix ? untilZero(block.subarray(345, 500)) : new Uint8Array(0);
  const type = typeOf(flag);
  return {
    name: joined(prefix, untilZero(block.subarray(0, 100))),
    link: untilZero(block.subarray(157, 257)).slice(),
    size: DATALESS.has(flag) ? 0 : size,
    type,
    extended: type === 'sparse' && block[482] !== 0,
  };
}
