/**
 * How much an archive may unpack to, and how many files a collection may have.
 *
 * Pictures hardly shrink: a set of uncompressed ones packs to a tenth. What unpacks to two hundred
 * times its size, and to more than a hundred megabytes, was made to fill a disk.
 */
import { StillroomError } from '../../core/errors';

/** A file larger than this is not read, packed or not. */
export const LARGEST_FILE = 512 * 2 ** 20;
const FREE_BYTES = 128 * 2 ** 20;
const LARGEST_RATIO = 200;
/** DEFLATE's own bound: 258 bytes from two bits, and a little for the block. */
export const DEFLATE_RATIO = 1032;
/** ImageNet has 1.3 million. A listed file takes some hundred bytes of memory on either thread. */
export const MOST_FILES = 2_000_000;

/** Folders in folders: a disk's paths have 4,096 characters at most, an archive's may have a million. */
const DEEPEST = 500;
export const TOO_DEEP = `lies in more than ${DEEPEST} folders, one in the other`;

/** True for a file in more folders than a person makes; each of them is walked into. */
export function isTooDeep(path: string): boolean {
  return path.length > 2 * DEEPEST && path.split('/').length > DEEPEST;
}

/** True when so many bytes out of so few are not to be unpacked. */
export function isBomb(unpacked: number, packed: number): boolean {
  return unpacked > FREE_BYTES && unpacked > LARGEST_RATIO * packed;
}

/** @throws StillroomError Unsupported for more files than are listed */
export function refuseTooMany(files: number): void {
  if (files <= MOST_FILES) return;
  const most = MOST_FILES.toLocaleString('en-US');
  throw new StillroomError(
    'Unsupported',
    `Received more than ${most} files, which is more than are listed at once. Drop some of the folders, or an archive of them, alone.`,
    { most: MOST_FILES },
  );
}

/** Bytes for people: "1.2 GB". */
export function byteText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${bytes === 1 ? 'byte' : (units[unit] ?? '')}`;
}
