/**
 * Files of a zip archive, each read from its own place when it is opened.
 *
 * The archive stays a Blob on disk. A stored entry is a slice of it; a deflated one is inflated by
 * the platform and its checksum compared. A stored entry's checksum is left to the image decoder,
 * so that its bytes need not pass through this thread.
 */
import { StillroomError } from '../../core/errors';
import { crc32 } from '../crc32';
import { readZipDirectory, viewOf } from './zip-directory';
import { cleanPath } from './recognise';
import type { ZipEntry } from './zip-directory';
import type { Pacer } from '../pacing';
import type { SourceImage } from './collection';

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/** A whole file is inflated into memory; no image that is accepted comes near this. */
const LARGEST_ENTRY = 2 ** 30;

class ZipImage implements SourceImage {
  readonly path: string;
  readonly #archive: Blob;
  readonly #entry: ZipEntry;

  constructor(path: string, archive: Blob, entry: ZipEntry) {
    this.path = path;
    this.#archive = archive;
    this.#entry = entry;
  }

  get size(): number {
    return this.#entry.size;
  }

  open(): Promise<Blob> {
    return openZipEntry(this.#archive, this.#entry);
  }
}

function badEntry(entry: ZipEntry, what: string, todo: string): StillroomError {
  return new StillroomError('BadArchive', `${entry.name} ${what}. ${todo}`, {
    reason: what,
  });
}

const COPY_AGAIN = 'Check that the archive was copied or downloaded completely.';

/** Inflates to exactly the stated size: a stream that goes on is stopped, not stored. */
async function inflate(packed: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(entry.size);
  let filled = 0;
  const stream = packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
  try {
    for await (const chunk of stream) {
      if (filled + chunk.length > bytes.length) {
        throw badEntry(entry, 'unpacks to more than its stated size', COPY_AGAIN);
      }
      bytes.set(chunk, filled);
      filled += chunk.length;
    }
  } catch (cause) {
    if (cause instanceof StillroomError) throw cause;
    throw badEntry(entry, 'is damaged inside the archive', COPY_AGAIN);
  }
  if (filled !== bytes.length || crc32(bytes) !== entry.crc) {
    throw badEntry(entry, 'is damaged inside the archive: its checksum differs', COPY_AGAIN);
  }
  return bytes;
}

/**
 * The bytes of one entry.
 * @throws StillroomError BadArchive when it is encrypted, packed by a rare method or damaged
 */
export async function openZipEntry(archive: Blob, entry: ZipEntry): Promise<Blob> {
  const again = 'Pack the folder again as a plain .zip.';
  if (entry.encrypted) throw badEntry(entry, 'is encrypted', again);
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw badEntry(entry, `is packed by method ${entry.method}, which is not supported`, again);
  }
  if (entry.size > LARGEST_ENTRY) throw badEntry(entry, 'is larger than 1 GB', again);
  const header = await viewOf(archive, entry.headerOffset, LOCAL_BYTES);
  if (header.byteLength < LOCAL_BYTES || header.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw badEntry(entry, 'is not where the archive says', COPY_AGAIN);
  }
  const start =
    entry.headerOffset + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = archive.slice(start, start + entry.compressedSize);
  if (packed.size !== entry.compressedSize) throw badEntry(entry, 'is cut short', COPY_AGAIN);
  return entry.method === STORED ? packed : new Blob([await inflate(packed, entry)]);
}

/** Every file of a zip archive, under a folder named like the archive. */
export async function* listZip(
  archive: Blob,
  root: string,
  pacer: Pacer,
): AsyncGenerator<SourceImage> {
  for await (const entry of readZipDirectory(archive)) {
    const path = cleanPath(entry.name);
    if (path !== '' && !/[/\\]$/.test(entry.name)) {
      yield new ZipImage(`${root}/${path}`, archive, entry);
    }
    if (pacer.due) await pacer.rest();
  }
}
