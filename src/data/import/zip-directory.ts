/**
 * The central directory of a zip file (PKWARE's APPNOTE 6.3): where its entries are, read from the
 * end of the file without touching the entries themselves.
 *
 * Zip64 records are read where the 32-bit fields are saturated. Bytes in front of the archive, as
 * in self-extracting files, shift every offset; the shift is what is left between the directory's
 * stated and its real place.
 */
import { StillroomError } from '../../core/errors';

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; anything else is not read. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where the entry's local header starts in the file. */
  readonly headerOffset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const END64_BYTES = 56;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const ZIP64_EXTRA = 0x0001;
const SATURATED = 0xffffffff;
/** The directory is held in memory while it is read; 50,000 entries take about 5 MB. */
const LARGEST_DIRECTORY = 256 * 2 ** 20;

interface DirectoryPlace {
  readonly offset: number;
  readonly bytes: number;
  /** What has to be added to every offset in the archive. */
  readonly shift: number;
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
function uint64(view: DataView, offset: number): number {
  const value = view.getBigUint64(offset, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw badZip('it states an impossible size');
  return Number(value);
}

async function findDirectory(archive: Blob): Promise<DirectoryPlace> {
  const tailStart = Math.max(0, archive.size - END_BYTES - LONGEST_COMMENT);
  const tail = await viewOf(archive, tailStart, archive.size - tailStart);
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END_SIGNATURE) at--;
  if (at < 0) throw badZip('its directory, which stands at the end of the file, is missing');
  const end = tailStart + at;
  let bytes = tail.getUint32(at + 12, true);
  let offset = tail.getUint32(at + 16, true);
  let directoryEnd = end;
  if (at >= LOCATOR_BYTES && tail.getUint32(at - LOCATOR_BYTES, true) === LOCATOR_SIGNATURE) {
    const stated = uint64(tail, at - LOCATOR_BYTES + 8);
    const place = await findEnd64(archive, stated, end - LOCATOR_BYTES - END64_BYTES);
    const record = await viewOf(archive, place, END64_BYTES);
    bytes = uint64(record, 40);
    offset = uint64(record, 48);
    directoryEnd = place;
  }
  const shift = directoryEnd - bytes - offset;
  if (shift < 0) throw badZip('it is cut short');
  return { offset: offset + shift, bytes, shift };
}

/** The Zip64 end record: where the locator says, or right before it when the archive is shifted. */
async function findEnd64(archive: Blob, stated: number, adjacent: number): Promise<number> {
  for (const place of [stated, adjacent]) {
    const view = await viewOf(archive, place, END64_BYTES);
    if (view.byteLength === END64_BYTES && view.getUint32(0, true) === END64_SIGNATURE) {
      return place;
    }
  }
  throw badZip('its Zip64 record is missing');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const singleByte = new TextDecoder('windows-1252');

/** Names are UTF-8 by flag or in fact; else some old code page, of which one is as good as another. */
function decodeName(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return singleByte.decode(bytes);
  }
}

/** Replaces saturated 32-bit fields by those of the Zip64 extra field, which lists only them. */
function widen(view: DataView, start: number, end: number, fields: number[]): number[] {
  if (!fields.includes(SATURATED)) return fields;
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_EXTRA) continue;
    let next = at + 4;
    return fields.map((field) => {
      if (field !== SATURATED) return field;
      if (next + 8 > end) throw badZip('a Zip64 field is cut short');
      next += 8;
      return uint64(view, next - 8);
    });
  }
  return fields;
}

/**
 * The entries of a zip file, folders included, in the directory's order.
 * @throws StillroomError BadArchive when the file is not a whole zip file
 */
export async function* readZipDirectory(archive: Blob): AsyncGenerator<ZipEntry> {
  const place = await findDirectory(archive);
  if (place.bytes > LARGEST_DIRECTORY) throw badZip('its directory is over 256 MB');
  const view = await viewOf(archive, place.offset, place.bytes);
  let at = 0;
  while (at + ENTRY_BYTES <= view.byteLength) {
    if (view.getUint32(at, true) !== ENTRY_SIGNATURE) throw badZip('its directory is damaged');
    const nameEnd = at + ENTRY_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw badZip('its directory is cut short');
    const stated = [24, 20, 42].map((field) => view.getUint32(at + field, true));
    const [size = 0, compressedSize = 0, offset = 0] = widen(view, nameEnd, extraEnd, stated);
    yield {
      name: decodeName(new Uint8Array(view.buffer, at + ENTRY_BYTES, nameEnd - at - ENTRY_BYTES)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      crc: view.getUint32(at + 16, true),
      compressedSize,
      size,
      headerOffset: offset + place.shift,
    };
    at = next;
  }
}
