/**
 * The orientation in an Exif block (a TIFF directory; Exif 2.3, tag 0x0112), and where it stands.
 *
 * Browsers do not agree on whose orientation they apply: Chromium turns JPEG, PNG and AVIF, whatever
 * it is asked for, and leaves WebP lying. So ours is the only one: the value is read here and
 * overwritten by 1, "upright", in the bytes that the decoder gets.
 */

/** Bytes of a file that have to be replaced before it is decoded. */
export interface Patch {
  readonly at: number;
  readonly bytes: readonly number[];
}

/** How the stored picture has to be turned, by the numbers of the Exif tag. */
export type OrientationValue = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface StatedOrientation {
  readonly value: OrientationValue;
  /** What makes a decoder that knows the statement take the picture as it is stored. */
  readonly patches: readonly Patch[];
}

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;
const LONG = 4;
const ENTRY = 12;
const PREFIX = [0x45, 0x78, 0x69, 0x66, 0, 0];

/** A number as an orientation; undefined for what the tag does not define. */
export function orientationValue(value: number): OrientationValue | undefined {
  return ([1, 2, 3, 4, 5, 6, 7, 8] as const).find((known) => known === value);
}

/**
 * The orientation that an Exif block states.
 * @param start of the block in the file; with or without the "Exif" that JPEG puts before it
 * @returns undefined where there is none, or the block is damaged
 */
export function exifOrientation(
  bytes: Uint8Array,
  start: number,
  end: number,
): StatedOrientation | undefined {
  const hasPrefix = PREFIX.every((byte, i) => bytes[start + i] === byte);
  const tiff = hasPrefix ? start + PREFIX.length : start;
  const length = Math.min(end, bytes.length) - tiff;
  if (length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + tiff, length);
  const mark = view.getUint16(0);
  const little = mark === 0x4949;
  if ((!little && mark !== 0x4d4d) || view.getUint16(2, little) !== 42) return undefined;
  const directory = view.getUint32(4, little);
  if (directory + 2 > length) return undefined;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * ENTRY;
    if (at + ENTRY > length) return undefined;
    if (view.getUint16(at, little) !== ORIENTATION_TAG) continue;
    const type = view.getUint16(at + 2, little);
    if (type !== SHORT && type !== LONG) return undefined;
    const stated = type === SHORT ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
    const value = orientationValue(stated);
    const one = type === SHORT ? [0, 1] : [0, 0, 0, 1];
    const patch = { at: tiff + at + 8, bytes: little ? one.toReversed() : one };
    return value === undefined ? undefined : { value, patches: [patch] };
  }
  return undefined;
}
