/**
 * The downloader: all of Stillroom that may speak to another server. It runs in a frame with a policy and an
 * origin of its own (downloader-page.ts): it cannot see the page, its storage or its threads, and nothing of
 * the page but the line that it was opened with can reach it. What it is told is the address of a folder, and
 * then paths of files below that; it sends plain GETs without cookies, credentials or referrer, and hands on
 * what comes.
 *
 * The file is bundled into the frame's page as it stands: it imports types alone.
 */
import type { DownloaderAnswer, DownloaderAsk, OpenMessage } from './messages';

function downloader({ folder }: OpenMessage, line: MessagePort): void {
  let wanted = new AbortController();
  let more: () => void = () => undefined;
  const say = (answer: DownloaderAnswer, moved: Transferable[] = []) =>
    line.postMessage(answer, moved);

  async function get(path: string, from: number, { signal }: AbortController): Promise<void> {
    const url = new URL(path.split('/').map(encodeURIComponent).join('/'), folder);
    if (!url.href.startsWith(folder)) throw new Error(`${path} is outside ${folder}`);
    const response = await fetch(url, {
      method: 'GET',
      mode: 'cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal,
      // A range that begins somewhere and has no end asks no leave of the server first.
      ...(from > 0 && { headers: { Range: `bytes=${from}-` } }),
    });
    say({ kind: 'status', status: response.status });
    const reader = response.body?.getReader();
    for (;;) {
      await new Promise<void>((resolve) => {
        more = resolve;
      });
      signal.throwIfAborted();
      const next = await reader?.read();
      if (next === undefined || next.done) return;
      const { value: bytes } = next;
      say({ kind: 'piece', bytes }, [bytes.buffer]);
    }
  }

  line.addEventListener('message', ({ data }: MessageEvent<DownloaderAsk>) => {
    if (data.kind === 'more') return more();
    // Whatever was under way ends.
    wanted.abort();
    more();
    if (data.kind === 'stop') return;
    const own = new AbortController();
    wanted = own;
    void get(data.path, data.from, own).then(
      () => say({ kind: 'end' }),
      (error: unknown) => {
        if (own.signal.aborted) return;
        say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
      },
    );
  });
  line.start();
  say({ kind: 'open' });
}

addEventListener(
  'message',
  ({ data, ports }: MessageEvent<OpenMessage>) => {
    const [line] = ports;
    if (line !== undefined) downloader(data, line);
  },
  { once: true },
);
