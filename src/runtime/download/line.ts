/** The asking end of the downloader's line (src/outside): a file of the pack's folder, as it comes. */
import { StillroomError } from '../../core/errors';
import type { DownloaderAnswer, DownloaderAsk } from '../../outside/messages';

export interface ServedFile {
  /** 206 where it begins at the byte that was asked for; else 200, and from its first byte. */
  readonly status: number;
  /** @throws StillroomError PackInvalid where the connection ends before the file; Aborted */
  readonly bytes: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** A file of a folder on a server, from a byte on. */
export type ServeFile = (path: string, from: number, signal: AbortSignal) => Promise<ServedFile>;

/** What of a port is used. */
export type LinePort = Pick<MessagePort, 'postMessage'> & {
  onmessage: ((event: MessageEvent<DownloaderAnswer>) => void) | null;
};

const aborted = () => new StillroomError('Aborted', 'Cancelled.');

/**
 * Why a server gives nothing, in words that a browser allows: it tells a page neither whether the server was
 * reached nor what it forbade.
 */
function unreachable(path: string, folder: string, reason: string): StillroomError {
  return new StillroomError(
    'PackInvalid',
    `${path} of ${folder} can't be read (${reason}). Check the address and the connection. A server of your own must allow pages of other addresses to read its files: Access-Control-Allow-Origin: *. What is here already stays.`,
    { address: folder },
  );
}

/** @param folder only for sentences; the downloader was told it when the line was opened */
export function servedBy(port: LinePort, folder: string): ServeFile {
  const say = (ask: DownloaderAsk) => port.postMessage(ask);
  /** The next answer to whoever waits; a stop answers too. */
  const answer = (signal: AbortSignal) =>
    new Promise<DownloaderAnswer>((resolve, reject) => {
      const stop = () => {
        say({ kind: 'stop' });
        reject(aborted());
      };
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      port.onmessage = ({ data }) => {
        signal.removeEventListener('abort', stop);
        resolve(data);
      };
    });

  return async (path, from, signal) => {
    if (signal.aborted) throw aborted();
    const first = answer(signal);
    say({ kind: 'get', path, from });
    const begin = await first;
    if (begin.kind === 'failed') throw unreachable(path, folder, begin.reason);
    if (begin.kind !== 'status') throw new Error(`the downloader began with "${begin.kind}"`);
    const { status } = begin;
    if (status !== 200 && status !== 206) {
      say({ kind: 'stop' });
      throw new StillroomError(
        'PackInvalid',
        status === 416
          ? `The server's ${path} of ${folder} ends within the ${from} bytes of it that are here: it is another file than this pack.json names. Look at the address again, its pack.json may be another too.`
          : `The server answered ${status} for ${path} of ${folder}. Name the folder that holds pack.json.`,
        { address: folder, status },
      );
    }
    async function* bytes(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      for (;;) {
        const next = answer(signal);
        say({ kind: 'more' });
        const said = await next;
        if (said.kind === 'end') return;
        if (said.kind === 'failed') throw unreachable(path, folder, said.reason);
        if (said.kind === 'piece') yield said.bytes;
      }
    }
    return { status, bytes: bytes() };
  };
}
