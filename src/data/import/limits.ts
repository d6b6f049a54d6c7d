/**
 * How much an archive may unpack to.
 *
 * Pictures hardly shrink: a set of uncompressed ones packs to a tenth. What unpacks to two hundred
 * times its size, and to more than a hundred megabytes, was made to fill a disk.
 */

/** A file larger than this is not read, packed or not. */
export const LARGEST_FILE = 512 * 2 ** 20;
const FREE_BYTES = 128 * 2 ** 20;
const LARGEST_RATIO = 200;
/** DEFLATE's own bound: 258 bytes from two bits, and a little for the block. */
export const DEFLATE_RATIO = 1032;

/** True when so many bytes out of so few are not to be unpacked. */
export function isBomb(unpacked: number, packed: number): boolean {
  return unpacked > FREE_BYTES && unpacked > LARGEST_RATIO * packed;
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
