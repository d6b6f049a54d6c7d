/**
 * The entries of a zip file, read from its directory without touching the entries themselves.
 *
 * It is walked twice: first for the names that nothing says the encoding of, which are judged
 * together, and for entries that lie over each other; then entry by entry.
 */
import type { Pacer } from '../../core/pacing';
import { refuseTooMany } from './limits';
import { ByteNames } from './names/byte-names';
import type { NameEncoding } from './names/encodings';
import { badZip, ENTRY_SIGNATURE, findDirectory, viewOf, type DirectoryPlace } from './zip-end';
import { unicodePath, widen } from './zip-extra';

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated; anything else is not read. */
  readonly method: number;
  readonly encrypted: boolean;
  /** A symbolic link, whose data is the path of what it leads to. */
  readonly link: boolean;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where the entry's local header starts in the file. */
  readonly headerOffset: number;
  /**
   * In archives over 4 GB whose offsets wrapped: the header stands here or a multiple of 2^32 later,
   * where its name is this.
   */
  readonly wrapped?: { readonly turns: number; readonly nameBytes: Uint8Array };
}

/** A file inside a zip archive, as plain data: whoever has it can unpack it. */
export interface PackedFile {
  readonly archive: Blob;
  readonly entry: ZipEntry;
}

export interface ZipDirectoryOptions {
  /** In place of the encoding that the names look like. */
  readonly encoding?: NameEncoding;
  /** Told before the first entry what undeclared names are read as; undefined when all are plain. */
  readonly onEncoding?: (encoding: NameEncoding | undefined) => void;
  /** Told how many entries of the list are read so far. */
  readonly onEntries?: (entries: number) => void;
  readonly pacer?: Pacer;
}

const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const UTF8_FLAG = 0x0800;
/** The directory is held in memory while it is read; 50,000 entries take about 5 MB. */
const LARGEST_DIRECTORY = 256 * 2 ** 20;
/** Bytes of it that are looked through at once. */
const LOOKED_THROUGH = 2 ** 20;

/** One record of the directory, its fields still bytes. */
interface EntryRecord {
  readonly at: number;
  readonly nameBytes: Uint8Array;
  /** The name as the record itself declares it. */
  readonly declared: string | undefined;
  readonly size: number;
  readonly compressedSize: number;
  readonly headerOffset: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function declaredName(bytes: Uint8Array, flags: number): string | undefined {
  if ((flags & UTF8_FLAG) === 0) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    // The flag is wrong: bytes like any other.
    return undefined;
  }
}

function* recordsOf(view: DataView, { shift }: DirectoryPlace): Generator<EntryRecord> {
  let at = 0;
  while (at + ENTRY_BYTES <= view.byteLength) {
    if (view.getUint32(at, true) !== ENTRY_SIGNATURE) throw badZip('its directory is damaged');
    const start = at + ENTRY_BYTES;
    const nameEnd = start + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw badZip('its directory is cut short');
    const stated = [24, 20, 42].map((field) => view.getUint32(at + field, true));
    const extra = { view, start: nameEnd, end: extraEnd };
    const [size = 0, compressedSize = 0, offset = 0] = widen(extra, stated);
    const nameBytes = new Uint8Array(view.buffer, start, nameEnd - start);
    const declared =
      unicodePath(extra, nameBytes) ?? declaredName(nameBytes, view.getUint16(at + 8, true));
    yield { at, nameBytes, declared, size, compressedSize, headerOffset: offset + shift };
    at = next;
  }
}

/**
 * Entries that lie over each other are how a small file unpacks to a huge one many times over.
 * @param starts of the entries' headers
 * @param ends of their data, in the same order
 */
function refuseOverlaps(starts: readonly number[], ends: readonly number[]): void {
  const inFileOrder = (i: number): boolean => i === 0 || (ends[i - 1] ?? 0) <= (starts[i] ?? 0);
  if (starts.every((_, i) => inFileOrder(i))) return;
  const order = Uint32Array.from(starts, (_, i) => i);
  order.sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0));
  let reached = 0;
  for (const i of order) {
    if ((starts[i] ?? 0) < reached) {
      throw badZip('its entries lie over each other, so it is damaged or hostile');
    }
    reached = ends[i] ?? 0;
  }
}

/** Systems whose files have a mode, by the number of the one that an archive was made on: Unix, macOS. */
const WITH_MODES = new Set([3, 19]);
const KIND_OF_FILE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

function isLink(view: DataView, at: number): boolean {
  const mode = view.getUint16(at + 40, true);
  return WITH_MODES.has(view.getUint8(at + 5)) && (mode & KIND_OF_FILE) === SYMBOLIC_LINK;
}

const ascii = new TextDecoder('latin1');

/**
 * Whether a name may stand in a zip's directory. It is looked for among the bytes, which takes a hundredth of
 * the time of reading entries, and in pieces.
 * @param name in ASCII
 * @throws StillroomError BadArchive when the file is not a whole zip file
 */
export async function mayHold(archive: Blob, name: string, pacer: Pacer): Promise<boolean> {
  const { offset, bytes } = await findDirectory(archive);
  for (let start = 0; start < bytes; start += LOOKED_THROUGH) {
    const length = Math.min(bytes - start, LOOKED_THROUGH + name.length - 1);
    if (ascii.decode(await viewOf(archive, offset + start, length)).includes(name)) return true;
    if (pacer.due) await pacer.rest();
  }
  return false;
}

/**
 * The entries of a zip file, folders included, in the directory's order.
 * @throws StillroomError BadArchive when the file is not a whole zip file
 */
export async function* readZipDirectory(
  archive: Blob,
  options: ZipDirectoryOptions = {},
): AsyncGenerator<ZipEntry> {
  const place = await findDirectory(archive);
  if (place.bytes > LARGEST_DIRECTORY) throw badZip('its directory is over 256 MB');
  const view = await viewOf(archive, place.offset, place.bytes);
  const names = new ByteNames(options.encoding);
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { nameBytes, declared, headerOffset, compressedSize } of recordsOf(view, place)) {
    if (declared === undefined) names.note(nameBytes);
    starts.push(headerOffset);
    ends.push(headerOffset + LOCAL_BYTES + compressedSize);
    refuseTooMany(starts.length);
    if (options.pacer?.due !== true) continue;
    options.onEntries?.(starts.length);
    await options.pacer.rest();
  }
  options.onEntries?.(starts.length);
  if (place.turns === 0) refuseOverlaps(starts, ends);
  options.onEncoding?.(names.encoding);
  for (const record of recordsOf(view, place)) {
    const { at, nameBytes } = record;
    yield {
      name: record.declared ?? names.read(nameBytes),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      link: isLink(view, at),
      crc: view.getUint32(at + 16, true),
      compressedSize: record.compressedSize,
      size: record.size,
      headerOffset: record.headerOffset,
      ...(place.turns === 0
        ? {}
        : { wrapped: { turns: place.turns, nameBytes: nameBytes.slice() } }),
    };
  }
}
