/**
 * Files of a tar archive (POSIX ustar and pax, GNU long names), each a slice of the archive.
 *
 * Only the 512-byte headers are read, so nothing of the files is held. A .tgz has no such places:
 * it is unpacked once into a Blob, which the browser may keep on disk, and listed from there.
 */
import { isAbort, StillroomError } from '../../core/errors';
import { cleanPath } from './recognise';
import { parseTarHeader, paxRecords, tarText } from './tar-header';
import type { Pacer } from '../pacing';
import type { SourceImage } from './collection';

const BLOCK = 512;
/** Headers are read through a window, so that small files cost a fraction of a read each. */
const WINDOW = 256 * 1024;
/** Long names and pax records are a few hundred bytes; more than this is not a tar file. */
const LARGEST_RECORD = 2 ** 20;

class TarImage implements SourceImage {
  readonly path: string;
  readonly size: number;
  readonly #archive: Blob;
  readonly #start: number;

  constructor(path: string, size: number, archive: Blob, start: number) {
    this.path = path;
    this.size = size;
    this.#archive = archive;
    this.#start = start;
  }

  open(): Promise<Blob> {
    const bytes = this.#archive.slice(this.#start, this.#start + this.size);
    if (bytes.size === this.size) return Promise.resolve(bytes);
    const what = `${this.path} is cut short: the archive ends inside it.`;
    return Promise.reject(
      new StillroomError('BadArchive', `${what} Check that it was copied completely.`, {
        reason: 'is cut short: the archive ends inside it',
      }),
    );
  }
}

class TarWindow {
  readonly #archive: Blob;
  #start = 0;
  #bytes = new Uint8Array(0);

  constructor(archive: Blob) {
    this.#archive = archive;
  }

  /** Bytes at a place of the archive; fewer than asked for at its end. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.length) {
      const end = offset + Math.max(length, WINDOW);
      this.#bytes = new Uint8Array(await this.#archive.slice(offset, end).arrayBuffer());
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }
}

/** Every file of a tar archive, under a folder named like the archive. */
export async function* listTar(
  archive: Blob,
  root: string,
  pacer: Pacer,
): AsyncGenerator<SourceImage> {
  const window = new TarWindow(archive);
  let longName: string | undefined;
  let longSize: number | undefined;
  for (let offset = 0; offset + BLOCK <= archive.size;) {
    const header = parseTarHeader(await window.read(offset, BLOCK), offset);
    if (header === undefined) return;
    const start = offset + BLOCK;
    const size = header.type === 'file' ? (longSize ?? header.size) : header.size;
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
    if (header.type === 'long-name' || header.type === 'pax') {
      if (size > LARGEST_RECORD) {
        throw new StillroomError(
          'BadArchive',
          'This .tar file holds a name of over 1 MB: damaged.',
        );
      }
      const record = await window.read(start, size);
      if (header.type === 'long-name') longName = tarText(record);
      else {
        const pax = paxRecords(record);
        longName = pax.path ?? longName;
        longSize = pax.size ?? longSize;
      }
    } else {
      const path = cleanPath(longName ?? header.name);
      if (header.type === 'file' && path !== '') {
        yield new TarImage(`${root}/${path}`, size, archive, start);
      }
      longName = undefined;
      longSize = undefined;
    }
    if (pacer.due) await pacer.rest();
  }
}

/**
 * The tar inside a gzip file.
 * @param onBytes told how many unpacked bytes there are so far
 * @throws StillroomError BadArchive when the gzip stream is damaged or cut short
 */
export async function gunzip(
  file: Blob,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<Blob> {
  let bytes = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.length;
      onBytes(bytes);
      controller.enqueue(chunk);
    },
  });
  const unpacked = file
    .stream()
    .pipeThrough(new DecompressionStream('gzip'), signal === undefined ? {} : { signal })
    .pipeThrough(counted);
  try {
    return await new Response(unpacked).blob();
  } catch (cause) {
    if (signal?.aborted === true || isAbort(cause)) {
      throw new StillroomError('Aborted', 'Cancelled.', {}, { cause });
    }
    throw new StillroomError(
      'BadArchive',
      'This .tgz file cannot be unpacked: it is damaged or cut short. Check that it was copied or downloaded completely.',
      {},
      { cause },
    );
  }
}
