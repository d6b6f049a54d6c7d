/**
 * Gzip files (RFC 1952) as gzip(1) reads them: any number of members one after another, as pigz,
 * bgzip and log tools write them; zeros behind the last are padding, other bytes there are passed
 * over and told. Each member's length and CRC-32 are checked.
 */
import { StillroomError } from '../../core/errors';
import { crc32 } from '../crc32';
import type { Pacer } from '../../core/pacing';
import { BlobWindow } from './blob-window';
import { Inflate } from './deflate/inflate';
import { byteText, isBomb } from './limits';

const PIECE = 64 * 1024;
/** Names and comments in a header are short; a longer header is none. */
const LONGEST_HEADER = 128 * 1024;
const TRAILER = 8;
/** Unpacked bytes are handed to the browser, which may keep them on disk, in parts of this size. */
const PART = 8 * 2 ** 20;

export interface Gunzipped {
  readonly content: Blob;
  /** Bytes behind the last member that are neither a member nor zeros. */
  readonly passedOver: number;
}

function badGzip(what: string): StillroomError {
  return new StillroomError(
    'BadArchive',
    `This gzip file cannot be unpacked: ${what}. Check that it was copied or downloaded completely.`,
  );
}

/** Bytes of a member's header; undefined where no member starts. */
export function gzipHeaderBytes(bytes: Uint8Array): number | undefined {
  const [first, second, method, flags = 0] = bytes;
  if (first !== 0x1f || second !== 0x8b || method !== 8 || flags > 0x1f) return undefined;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
  // The original name and a comment, both ended by a zero.
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at <= bytes.length ? at : undefined;
}

class Sink {
  readonly #onBytes: (bytes: number) => void;
  readonly #parts: Blob[] = [];
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;
  #crc = 0;
  #memberBytes = 0;
  bytes = 0;

  constructor(onBytes: (bytes: number) => void) {
    this.#onBytes = onBytes;
  }

  readonly add = (piece: Uint8Array<ArrayBuffer>): void => {
    this.#pending.push(piece);
    this.#pendingBytes += piece.length;
    this.bytes += piece.length;
    this.#memberBytes += piece.length;
    this.#crc = crc32(piece, this.#crc);
    if (this.#pendingBytes >= PART) this.#close();
    this.#onBytes(this.bytes);
  };

  #close(): void {
    this.#parts.push(new Blob(this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  /** Compares a member with its trailer and starts the next. */
  endMember(trailer: Uint8Array): void {
    const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.length);
    const holds =
      view.getUint32(0, true) === this.#crc &&
      view.getUint32(4, true) === this.#memberBytes % 2 ** 32;
    if (!holds) throw badGzip('it is damaged, its checksum differs');
    this.#crc = 0;
    this.#memberBytes = 0;
  }

  whole(): Blob {
    this.#close();
    return new Blob(this.#parts);
  }
}

/** Unpacks the member whose data starts at a position. @returns the position behind the member */
async function unpackMember(
  file: Blob,
  window: BlobWindow,
  start: number,
  sink: Sink,
  pacer: Pacer,
): Promise<number> {
  const inflate = new Inflate(sink.add);
  for (let at = start; ;) {
    const piece = await window.read(at, PIECE);
    at += piece.length;
    const state = inflate.push(piece, at >= file.size);
    if (state === 'damaged') throw badGzip(`it is damaged after ${byteText(sink.bytes)} unpacked`);
    if (state === 'cut') throw badGzip(`it is cut short after ${byteText(sink.bytes)} unpacked`);
    if (isBomb(sink.bytes, at)) {
      throw badGzip(
        `${byteText(at)} of it already unpack to ${byteText(sink.bytes)}, which pictures never do`,
      );
    }
    if (pacer.due) await pacer.rest();
    if (state === 'more') continue;
    const end = at - inflate.unused;
    const trailer = await window.read(end, TRAILER);
    if (trailer.length < TRAILER) throw badGzip('it is cut short in its last bytes');
    sink.endMember(trailer);
    return end + TRAILER;
  }
}

/** How many bytes from a position on are not zero padding: 0, or all of them. */
async function garbageBytes(file: Blob, window: BlobWindow, start: number): Promise<number> {
  for (let at = start; at < file.size; at += PIECE) {
    if ((await window.read(at, PIECE)).some((byte) => byte !== 0)) return file.size - start;
  }
  return 0;
}

/**
 * The content of a gzip file.
 * @param onBytes told how many unpacked bytes there are so far
 * @throws StillroomError BadArchive when it is damaged, cut short or a bomb, Aborted
 */
export async function gunzip(
  file: Blob,
  onBytes: (bytes: number) => void,
  pacer: Pacer,
): Promise<Gunzipped> {
  const window = new BlobWindow(file);
  const sink = new Sink(onBytes);
  let at = 0;
  while (at < file.size) {
    const header = gzipHeaderBytes(await window.read(at, LONGEST_HEADER));
    if (header === undefined) {
      if (at === 0) throw badGzip('it has no gzip header, or is cut short in it');
      return { content: sink.whole(), passedOver: await garbageBytes(file, window, at) };
    }
    at = await unpackMember(file, window, at + header, sink, pacer);
  }
  return { content: sink.whole(), passedOver: 0 };
}
