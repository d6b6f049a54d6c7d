/**
 * One file of a pack from a server into the cache, never whole in memory: pieces are kept as they come and
 * hashed on the way. What was cut off goes on where it ended; nothing counts as the file before it hashes
 * right.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { PackFile } from '../../core/formats/pack';
import { Sha256 } from '../../core/formats/sha256';
import type { PieceCache } from '../weight-cache';
import type { ServeFile } from './line';
import { noRoom } from './no-room';

/** Bytes of a piece: what a page that dies in the middle of one loses. */
const PIECE_BYTES = 16_777_216;
/** Bytes of a kept piece that are in memory at a time, when it is hashed. */
const READ_BYTES = 4_194_304;
/** Bytes between two words of progress: a server's parts are far smaller, and a page draws each word. */
const TOLD_BYTES = 1_048_576;

export interface DownloadParts {
  readonly weights: PieceCache;
  readonly serve: ServeFile;
  readonly signal: AbortSignal;
  /** Told the bytes of the file that are here. */
  readonly tell: (bytes: number) => void;
  readonly pieceBytes?: number;
}

/** Keeps what is written into it as one piece of a file. */
class Piece {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #kept: Promise<void>;
  #bytes = 0;

  constructor(keep: (bytes: ReadableStream<Uint8Array>) => Promise<void>) {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.#writer = writable.getWriter();
    // `write` and `end` throw what keeping throws; until one of them is asked nobody listens to it.
    this.#writer.closed.catch(() => undefined);
    this.#kept = keep(readable);
    this.#kept.catch(() => undefined);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws what keeping throws */
  async write(bytes: Uint8Array): Promise<void> {
    // A cache that is full may leave the stream standing.
    await Promise.race([this.#writer.write(bytes), this.#kept]);
    this.#bytes += bytes.length;
  }

  /** @throws what keeping throws */
  async end(): Promise<void> {
    this.#writer.close().catch(() => undefined);
    await this.#kept;
  }
}

/** Keeps bytes behind those that are there; what came before an error is kept too. */
async function keepPieces(
  { path, sha256, bytes: size }: PackFile,
  from: number,
  bytes: AsyncIterable<Uint8Array<ArrayBuffer>>,
  hash: Sha256,
  { weights, tell, pieceBytes = PIECE_BYTES }: DownloadParts,
): Promise<number> {
  let there = from;
  let told = from;
  let piece: Piece | null = null;
  try {
    for await (const part of bytes) {
      if (there + part.length > size) {
        throw new StillroomError(
          'PackInvalid',
          `The server sends more of ${path} than the ${size} bytes that pack.json names: it is another file.`,
          { file: path },
        );
      }
      const start = there;
      piece ??= new Piece((stream) => weights.append(sha256, start, stream));
      await piece.write(part);
      hash.update(part);
      there += part.length;
      if (there - told >= TOLD_BYTES) {
        told = there;
        tell(there);
      }
      if (piece.bytes < pieceBytes) continue;
      const whole = piece;
      piece = null;
      await whole.end();
    }
  } finally {
    tell(there);
    await piece?.end();
  }
  return there;
}

/**
 * Resolves when the file is in the cache and is the one that pack.json names.
 * @throws StillroomError PackInvalid for another file, or a server that does not give it; QuotaExceeded;
 *   Aborted
 */
export async function downloadFile(file: PackFile, parts: DownloadParts): Promise<void> {
  const { weights, serve, signal, tell } = parts;
  const { path, bytes, sha256 } = file;
  const whole = await weights.get(sha256);
  if (whole?.size === bytes) return tell(bytes);
  if (whole !== null) {
    // It hashed right, so it is the description that is wrong; other models may live from the file.
    throw new StillroomError(
      'PackInvalid',
      `pack.json says that ${path} has ${bytes} bytes, but the file with its SHA-256 has ${whole.size}: no file is both. Name another address, or correct its pack.json.`,
      { file: path, expectedBytes: bytes, receivedBytes: whole.size },
    );
  }
  let kept = await weights.begun(sha256);
  if (kept.size > bytes) {
    await weights.remove(sha256);
    kept = new Blob();
  }
  let hash = new Sha256();
  for (let at = 0; at < kept.size; at += READ_BYTES) {
    throwIfAborted(signal);
    hash.update(new Uint8Array(await kept.slice(at, at + READ_BYTES).arrayBuffer()));
    tell(Math.min(at + READ_BYTES, kept.size));
  }
  let there = kept.size;
  if (there < bytes) {
    const served = await serve(path, there, signal);
    if (there > 0 && served.status !== 206) {
      // A server that knows no ranges sends the whole file.
      await weights.remove(sha256);
      hash = new Sha256();
      there = 0;
    }
    try {
      there = await keepPieces(file, there, served.bytes, hash, parts);
    } catch (cause) {
      throw noRoom(path, cause);
    }
  }
  if (there < bytes) {
    throw new StillroomError(
      'PackInvalid',
      `The server ended ${path} after ${there} of ${bytes} bytes. Go on: it continues there.`,
      { file: path, expectedBytes: bytes, receivedBytes: there },
    );
  }
  const received = hash.hex();
  if (received !== sha256) {
    // Whatever is wrong with it, going on from its end cannot make it right.
    await weights.remove(sha256);
    throw new StillroomError(
      'PackInvalid',
      `${path} is not the file that pack.json names: its SHA-256 is ${received}, expected ${sha256}. It is not kept; if fetching it again does not help, the server's pack is damaged.`,
      { file: path, expectedSha256: sha256, receivedSha256: received },
    );
  }
  try {
    await weights.complete(sha256, bytes);
  } catch (cause) {
    throw noRoom(path, cause);
  }
}
