/**
 * A pack's files from a web server, into a folder of the disk: what is there already is not fetched again, a
 * file that was cut off goes on where it ended, and nothing counts as there before its hash is right. Requests
 * are plain GETs, without credentials.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, stat, truncate } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { StillroomError, throwIfAborted } from '../../core/errors';
import { PACK_JSON_BYTES, type PackFile } from '../../core/formats/pack';
import { packFileAddress } from '../../core/formats/pack/pack-address';

export interface DownloadHooks {
  readonly signal?: AbortSignal;
  /** Told what is being fetched, and the bytes of that file that are there. */
  readonly tell: (path: string, bytes: number) => void;
}

const bytesOf = async (file: string): Promise<number> =>
  (await stat(file).catch(() => null))?.size ?? 0;

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** A connection that is not there, or not any more. */
function unreachable(url: string, what: string, cause: unknown): StillroomError {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return new StillroomError(
    'PackInvalid',
    `${url} ${what}: ${reason instanceof Error ? reason.message : String(reason)}. Check the address and the connection; the same command goes on where it was.`,
    { url },
    { cause },
  );
}

/** @throws StillroomError PackInvalid where the server has no such file or cannot be reached, Aborted */
async function fetched(url: URL, from: number, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      credentials: 'omit',
      ...(from > 0 && { headers: { Range: `bytes=${from}-` } }),
      ...(signal && { signal }),
    });
  } catch (cause) {
    throwIfAborted(signal);
    throw unreachable(url.href, "can't be reached", cause);
  }
  if (response.ok) return response;
  throw new StillroomError(
    'PackInvalid',
    `The server answered ${response.status} for ${url.href}. Name the folder that holds pack.json.`,
    { url: url.href, status: response.status },
  );
}

/** What a server sends, as it comes. @throws StillroomError PackInvalid where the connection is cut, Aborted */
async function* received({ body, url }: Response, signal?: AbortSignal) {
  try {
    yield* body ?? [];
  } catch (cause) {
    throwIfAborted(signal);
    throw unreachable(url, 'was cut off', cause);
  }
}

/** The text of a pack.json. @throws StillroomError PackInvalid for what is longer than one, as `fetched`, Aborted */
export async function fetchedDescription(url: URL, signal?: AbortSignal): Promise<string> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of received(await fetched(url, 0, signal), signal)) {
    pieces.push(piece);
    size += piece.length;
    if (size > PACK_JSON_BYTES) {
      throw new StillroomError(
        'PackInvalid',
        `What the server gives as ${url.href} has more than ${PACK_JSON_BYTES} bytes: it is no pack.json.`,
        { url: url.href },
      );
    }
  }
  return new Blob(pieces).text();
}

/**
 * One file; resolves when it is there and is the file that pack.json names.
 * @throws StillroomError PackInvalid for another file, or a server that does not give it, Aborted
 */
export async function downloadFile(
  base: URL,
  { path, bytes, sha256 }: PackFile,
  folder: string,
  { signal, tell }: DownloadHooks,
): Promise<void> {
  const target = join(folder, path);
  if ((await bytesOf(target)) === bytes && (await sha256Of(target)) === sha256) return;
  await mkdir(dirname(target), { recursive: true });
  const part = `${target}.part`;
  const before = await bytesOf(part);
  if (before > bytes) await truncate(part, 0);
  let there = before > bytes ? 0 : before;
  if (there < bytes) {
    const response = await fetched(packFileAddress(base, path), there, signal);
    // A server that knows no ranges sends the whole file.
    if (response.status !== 206) there = 0;
    const out = await open(part, there === 0 ? 'w' : 'a');
    try {
      for await (const piece of received(response, signal)) {
        throwIfAborted(signal);
        await out.write(piece);
        there += piece.length;
        tell(path, there);
        // It is another file by now, and may have no end.
        if (there > bytes) break;
      }
      await out.sync();
    } finally {
      await out.close();
    }
  }
  if (there < bytes) {
    throw new StillroomError(
      'PackInvalid',
      `The server ended ${path} after ${there} of ${bytes} bytes; the same command goes on there.`,
      { file: path, expectedBytes: bytes, receivedBytes: there },
    );
  }
  const hash = await sha256Of(part);
  if (hash !== sha256) {
    // Whatever is wrong with it, going on from its end cannot make it right.
    await truncate(part, 0);
    throw new StillroomError(
      'PackInvalid',
      `${path} is not the file that pack.json names: it has ${there} bytes of ${bytes}, and its SHA-256 is ${hash}. It will be fetched anew; if that does not help, the server's pack is damaged.`,
      { file: path },
    );
  }
  await rename(part, target);
}
