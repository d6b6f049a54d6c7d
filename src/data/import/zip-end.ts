/**
 * The end of a zip file (PKWARE's APPNOTE 6.3, 4.3.12 to 4.3.16): where its directory stands.
 *
 * Zip64 records are read where they are. Bytes in front of the archive, as in self-extracting files,
 * shift every offset; the shift is what is left between the directory's stated and its real place.
 * macOS writes archives over 4 GB without Zip64, its 32-bit offsets wrapped: there the shift is a
 * multiple of 2^32, which only part of the entries need (`turns`). Bytes behind the archive are
 * passed over, if there are at most a megabyte of them.
 */
import { StillroomError } from '../../core/errors';

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const LONGEST_TRAILER = 2 ** 20;
/** Of a 16-bit field whose number stands in the Zip64 record. */
const SATURATED = 0xffff;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
export const ENTRY_SIGNATURE = 0x02014b50;
export const TURN = 2 ** 32;
/** The signature's four bytes are met by chance once in 4 GB; a hostile file has them everywhere. */
const MOST_CANDIDATES = 64;

export interface DirectoryPlace {
  readonly offset: number;
  readonly bytes: number;
  /** What has to be added to every offset in the archive. */
  readonly shift: number;
  /** How many times 2^32 an offset may miss besides. */
  readonly turns: number;
}

export function badZip(what: string): StillroomError {
  return new StillroomError(
    'BadArchive',
    `This .zip file cannot be read: ${what}. Check that it was copied or downloaded completely.`,
  );
}

export async function viewOf(blob: Blob, start: number, bytes: number): Promise<DataView> {
  return new DataView(await blob.slice(start, start + bytes).arrayBuffer());
}

/** A 64-bit number that has to be a safe integer. */
export function uint64(view: DataView, offset: number): number {
  const value = view.getBigUint64(offset, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw badZip('it states an impossible size');
  return Number(value);
}

/** The Zip64 end record: where the locator says, or right before it when the archive is shifted. */
async function findEnd64(archive: Blob, stated: number, adjacent: number): Promise<number> {
  for (const place of [stated, adjacent]) {
    if (place < 0) continue;
    const view = await viewOf(archive, place, END64_BYTES);
    if (view.byteLength === END64_BYTES && view.getUint32(0, true) === END64_SIGNATURE) {
      return place;
    }
  }
  throw badZip('its Zip64 record is missing');
}

function splitZip(parts: number): StillroomError {
  return new StillroomError(
    'BadArchive',
    `This .zip file is the last of the ${parts} parts of an archive that was split. Join its parts, as 7-Zip does, or unpack them and drop the folder.`,
    { parts },
  );
}

/** The place that an end record speaks of. @param at where the record stands in the tail */
async function placeOf(
  archive: Blob,
  tail: DataView,
  tailStart: number,
  at: number,
): Promise<DirectoryPlace> {
  const end = tailStart + at;
  let bytes = tail.getUint32(at + 12, true);
  let offset = tail.getUint32(at + 16, true);
  let directoryEnd = end;
  let is64 = false;
  const part = tail.getUint16(at + 4, true);
  if (part > 0 && part < SATURATED) throw splitZip(part + 1);
  if (at >= LOCATOR_BYTES && tail.getUint32(at - LOCATOR_BYTES, true) === LOCATOR_SIGNATURE) {
    const stated = uint64(tail, at - LOCATOR_BYTES + 8);
    const place = await findEnd64(archive, stated, end - LOCATOR_BYTES - END64_BYTES);
    const record = await viewOf(archive, place, END64_BYTES);
    bytes = uint64(record, 40);
    offset = uint64(record, 48);
    directoryEnd = place;
    is64 = true;
    const parts = record.getUint32(16, true);
    if (parts > 0) throw splitZip(parts + 1);
  }
  const shift = directoryEnd - bytes - offset;
  if (shift < 0) throw badZip('it is cut short');
  if (bytes > 0) {
    const start = await viewOf(archive, offset + shift, 4);
    if (start.byteLength < 4 || start.getUint32(0, true) !== ENTRY_SIGNATURE) {
      throw badZip('its directory is damaged');
    }
  }
  const turns = is64 ? 0 : Math.floor(shift / TURN);
  return { offset: offset + shift, bytes, shift: shift - turns * TURN, turns };
}

/**
 * Where end records may stand, the likeliest first: those whose comment ends with the file, since a comment may
 * hold the signature itself; then the others from the back.
 */
function candidatesIn(tail: DataView): number[] {
  const found: [exact: number[], others: number[]] = [[], []];
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint8(at) !== 0x50 || tail.getUint32(at, true) !== END_SIGNATURE) continue;
    const end = at + END_BYTES + tail.getUint16(at + END_BYTES - 2, true);
    const own = found[end === tail.byteLength ? 0 : 1];
    if (own.length < MOST_CANDIDATES) own.push(at);
  }
  return found.flat();
}

/**
 * Where the directory of a zip file is.
 * @throws StillroomError BadArchive when there is none, or not a whole one
 */
export async function findDirectory(archive: Blob): Promise<DirectoryPlace> {
  const tailStart = Math.max(0, archive.size - END_BYTES - LONGEST_COMMENT - LONGEST_TRAILER);
  const tail = await viewOf(archive, tailStart, archive.size - tailStart);
  let failure: StillroomError | undefined;
  for (const at of candidatesIn(tail)) {
    try {
      return await placeOf(archive, tail, tailStart, at);
    } catch (error) {
      if (!(error instanceof StillroomError)) throw error;
      failure ??= error;
    }
  }
  throw failure ?? badZip('its directory, which stands at the end of the file, is missing');
}
