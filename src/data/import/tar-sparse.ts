/**
 * Files with holes, as GNU tar keeps them: pieces one after the other, and a map of where each belongs. The map is
 * in the header and the blocks behind it (GNU's own format), in pax records (0.0 and 0.1), or in front of the
 * pieces (1.0). Disks that pack their data let tar see holes in any file.
 */
import type { BlobWindow } from './blob-window';
import { isBomb, LARGEST_FILE } from './limits';
import { TAR_BLOCK, tarNumber } from './tar-header';

export interface SparseMap {
  /** Of the file with its holes, in bytes. */
  readonly size: number;
  /** Where each piece belongs, and how long it is, in turns. */
  readonly pieces: readonly number[];
}

const NUMBER = 12;
const REAL_SIZE = 483;
/** Where pairs of numbers stand in a header, and in a block behind it. */
const IN_HEADER = { at: 386, pairs: 4 };
const IN_BLOCK = { at: 0, pairs: 21 };
const LINE_FEED = 0x0a;
/** A picture of the largest size that is read has this many with 50 kB each. */
export const MOST_PIECES = 10_000;
const ZEROS = new Uint8Array(2 ** 16);

/** The pairs in a header of GNU's own format, or in a block behind it. */
export function piecesIn(block: Uint8Array, isHeader: boolean): number[] {
  const { at, pairs } = isHeader ? IN_HEADER : IN_BLOCK;
  const number = (i: number): number =>
    tarNumber(block.subarray(at + i * NUMBER, at + (i + 1) * NUMBER));
  const all = Array.from({ length: pairs }, (_, i) => [number(2 * i), number(2 * i + 1)]);
  return all.filter(([, length]) => length !== 0).flat();
}

export function realSizeIn(header: Uint8Array): number {
  return tarNumber(header.subarray(REAL_SIZE, REAL_SIZE + NUMBER));
}

/** The map in front of a file's pieces, in decimal lines, and the bytes that it takes; undefined for none. */
export async function mapInFront(
  window: BlobWindow,
  start: number,
  stored: number,
): Promise<{ pieces: number[]; bytes: number } | undefined> {
  const text = await window.read(start, Math.min(stored, 32 * MOST_PIECES));
  const numbers: number[] = [];
  let at = 0;
  for (let wanted = 1; numbers.length < wanted;) {
    const end = text.indexOf(LINE_FEED, at);
    const line = end < 0 ? '' : String.fromCharCode(...text.subarray(at, Math.min(end, at + 20)));
    if (!/^\d+$/.test(line)) return undefined;
    numbers.push(Number(line));
    if (numbers.length === 1) wanted = 1 + 2 * Math.min(Number(line), MOST_PIECES + 1);
    at = end + 1;
  }
  const [, ...pieces] = numbers;
  return { pieces, bytes: Math.ceil(at / TAR_BLOCK) * TAR_BLOCK };
}

/** True where the pieces lie in their order inside the file, are all that is stored, and the holes are no bomb. */
export function isSound({ size, pieces }: SparseMap, stored: number): boolean {
  let end = 0;
  let held = 0;
  for (let i = 0; i < pieces.length; i += 2) {
    const [at = NaN, length = NaN] = pieces.slice(i, i + 2);
    if (!(Number.isSafeInteger(at + length) && at >= end && length >= 0)) return false;
    end = at + length;
    held += length;
  }
  if (pieces.length > 2 * MOST_PIECES) return false;
  return end <= size && held === stored && size <= LARGEST_FILE && !isBomb(size, stored);
}

/** A file with zeros in its holes. */
export function filled(stored: Blob, { size, pieces }: SparseMap): Blob {
  const parts: BlobPart[] = [];
  let end = 0;
  let from = 0;
  const fillTo = (to: number): void => {
    for (; end < to; end += ZEROS.length) parts.push(ZEROS.subarray(0, to - end));
    end = to;
  };
  for (let i = 0; i < pieces.length; i += 2) {
    const [at = 0, length = 0] = pieces.slice(i, i + 2);
    fillTo(at);
    parts.push(stored.slice(from, from + length));
    from += length;
    end = at + length;
  }
  fillTo(size);
  return new Blob(parts);
}
