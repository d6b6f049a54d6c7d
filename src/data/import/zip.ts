/**
 * Files of a zip archive, each read from its own place when it is opened.
 *
 * The archive stays a Blob on disk. A stored entry is a slice of it; a deflated one is inflated by
 * the platform and its checksum compared, on the thread that reads it: a page sends the place of the
 * entry (`PackedFile`) there. A stored entry's checksum is left to the image decoder.
 */
import { isAbort, StillroomError, throwIfAborted } from '../../core/errors';
import { crc32 } from '../crc32';
import type { Pacer } from '../../core/pacing';
import type { RejectedFile, SourceImage } from './collection';
import { IS_LINK } from './link-reason';
import { byteText, DEFLATE_RATIO, isBomb, LARGEST_FILE } from './limits';
import { baseName, cleanPath, recogniseName, type FileKind } from './recognise';
import {
  readZipDirectory,
  type PackedFile,
  type ZipDirectoryOptions,
  type ZipEntry,
} from './zip-directory';
import { badZip, TURN, viewOf } from './zip-end';

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

export interface ZipOptions extends ZipDirectoryOptions {
  /** Told of entries that are no files. */
  readonly onRejected?: (file: RejectedFile) => void;
}

export class ZipImage implements SourceImage {
  readonly path: string;
  readonly packed: PackedFile;

  constructor(path: string, packed: PackedFile) {
    this.path = path;
    this.packed = packed;
  }

  get size(): number {
    return this.packed.entry.size;
  }

  open(signal?: AbortSignal): Promise<Blob> {
    return openZipEntry(this.packed.archive, this.packed.entry, signal);
  }
}

function badEntry(entry: ZipEntry, what: string, todo: string): StillroomError {
  return new StillroomError('BadArchive', `${entry.name} ${what}. ${todo}`, {
    reason: what,
  });
}

const COPY_AGAIN = 'Check that the archive was copied or downloaded completely.';
const PACK_AGAIN = 'Pack the folder again as a plain .zip.';

/** Inflates to exactly the stated size: a stream that goes on is stopped, not stored. */
async function inflate(
  packed: Blob,
  entry: ZipEntry,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(entry.size);
  let filled = 0;
  let crc = 0;
  try {
    const stream = packed
      .stream()
      .pipeThrough(new DecompressionStream('deflate-raw'), signal === undefined ? {} : { signal });
    for await (const chunk of stream) {
      if (filled + chunk.length > bytes.length) {
        throw badEntry(entry, 'unpacks to more than its stated size', COPY_AGAIN);
      }
      bytes.set(chunk, filled);
      filled += chunk.length;
      // Piece by piece, so that no thread is held by a large file.
      crc = crc32(chunk, crc);
    }
  } catch (cause) {
    throwIfAborted(signal);
    if (cause instanceof StillroomError || isAbort(cause)) throw cause;
    throw badEntry(entry, 'is damaged inside the archive', COPY_AGAIN);
  }
  if (filled !== bytes.length || crc !== entry.crc) {
    throw badEntry(entry, 'is damaged inside the archive: its checksum differs', COPY_AGAIN);
  }
  return bytes;
}

function refuseUnreadable(entry: ZipEntry): void {
  const { encrypted, method, size, compressedSize } = entry;
  if (encrypted) throw badEntry(entry, 'is encrypted', PACK_AGAIN);
  if (method !== STORED && method !== DEFLATED) {
    throw badEntry(entry, `is packed by method ${method}, which is not supported`, PACK_AGAIN);
  }
  if (size > LARGEST_FILE) {
    throw badEntry(
      entry,
      `unpacks from ${byteText(compressedSize)} to ${byteText(size)}, and files over 512 MB are not read`,
      'Leave it out, or make it smaller.',
    );
  }
  const possible = method === STORED ? compressedSize : DEFLATE_RATIO * (compressedSize + 1);
  if (size > possible) {
    throw badEntry(entry, 'states a size that its data cannot have', COPY_AGAIN);
  }
}

/** Where the entry's data starts; undefined when its header does not stand at this offset. */
async function dataStart(
  archive: Blob,
  offset: number,
  name: Uint8Array | undefined,
): Promise<number | undefined> {
  const header = await viewOf(archive, offset, LOCAL_BYTES + (name?.length ?? 0));
  if (header.byteLength < LOCAL_BYTES || header.getUint32(0, true) !== LOCAL_SIGNATURE) {
    return undefined;
  }
  const nameBytes = header.getUint16(26, true);
  const own = new Uint8Array(header.buffer, LOCAL_BYTES);
  const isOther = name?.some((byte, i) => byte !== own[i]) === true;
  if (name !== undefined && (isOther || nameBytes !== name.length)) return undefined;
  return offset + LOCAL_BYTES + nameBytes + header.getUint16(28, true);
}

async function findData(archive: Blob, entry: ZipEntry): Promise<number> {
  const { headerOffset, wrapped } = entry;
  for (let turn = 0; turn <= (wrapped?.turns ?? 0); turn++) {
    const start = await dataStart(archive, headerOffset + turn * TURN, wrapped?.nameBytes);
    if (start !== undefined) return start;
  }
  const cause =
    wrapped === undefined ? '' : ': it is over 4 GB, and was written without the records for that';
  throw badEntry(entry, `is not where the archive says${cause}`, COPY_AGAIN);
}

/**
 * The bytes of one entry.
 * @throws StillroomError BadArchive when it is encrypted, packed by a rare method, damaged or of a
 * size that no picture has, Aborted
 */
export async function openZipEntry(
  archive: Blob,
  entry: ZipEntry,
  signal?: AbortSignal,
): Promise<Blob> {
  refuseUnreadable(entry);
  throwIfAborted(signal);
  const start = await findData(archive, entry);
  const packed = archive.slice(start, start + entry.compressedSize);
  if (packed.size !== entry.compressedSize) throw badEntry(entry, 'is cut short', COPY_AGAIN);
  return entry.method === STORED ? packed : new Blob([await inflate(packed, entry, signal)]);
}

/** Kinds of files that may be unpacked. */
const OPENED: ReadonlySet<FileKind['kind']> = new Set(['image', 'table', 'nameless']);

/**
 * Every file of a zip archive, under a folder named like the archive.
 * @throws StillroomError BadArchive when it is no whole zip file, or its files would unpack to
 * hundreds of times its size, Aborted
 */
export async function* listZip(
  archive: Blob,
  root: string,
  pacer: Pacer,
  options: ZipOptions = {},
): AsyncGenerator<SourceImage> {
  let unpacked = 0;
  for await (const entry of readZipDirectory(archive, { ...options, pacer })) {
    const path = cleanPath(entry.name);
    if (path !== '' && entry.link) {
      options.onRejected?.({ path: `${root}/${path}`, reason: IS_LINK });
    } else if (path !== '' && !/[/\\]$/.test(entry.name)) {
      const { kind } = recogniseName(baseName(path));
      if (OPENED.has(kind)) unpacked += entry.size;
      if (isBomb(unpacked, archive.size)) {
        throw badZip(
          `its files would unpack from ${byteText(archive.size)} to over ${byteText(unpacked)}, which real ones never do`,
        );
      }
      yield new ZipImage(`${root}/${path}`, { archive, entry });
    }
    if (pacer.due) await pacer.rest();
  }
}
