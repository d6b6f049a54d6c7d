/**
 * Opens the downloader (src/outside) for one folder: a frame without the page's origin, and a line to it. The
 * frame goes with the work, so that nothing that may ask other servers is left standing.
 */
import { DOWNLOADER } from '../../../content-security-policy';
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { DownloaderAnswer, OpenMessage } from '../../outside/messages';

/** A frame that says nothing for so long holds another page, or none. */
const PATIENCE_MS = 20_000;

export interface OpenDownloader {
  /** Handed to the thread that keeps what comes. */
  readonly line: MessagePort;
  readonly close: () => void;
}

/**
 * @param folder the only address that it is told, with a slash at its end
 * @throws StillroomError Unsupported where the page's server does not give the downloader, Aborted
 */
export async function openDownloader(folder: string, signal: AbortSignal): Promise<OpenDownloader> {
  throwIfAborted(signal);
  const frame = document.createElement('iframe');
  frame.title = 'Downloader';
  frame.hidden = true;
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.src = new URL(DOWNLOADER, document.baseURI).href;
  const { port1: line, port2: other } = new MessageChannel();
  const close = () => {
    line.close();
    frame.remove();
  };
  let patience: ReturnType<typeof setTimeout> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      patience = setTimeout(() => {
        reject(
          new StillroomError(
            'Unsupported',
            `The part of the page that fetches models (${DOWNLOADER}) does not answer. Its server must give that file; a folder or archive can be added without it.`,
          ),
        );
      }, PATIENCE_MS);
      signal.addEventListener('abort', () => reject(new StillroomError('Aborted', 'Cancelled.')), {
        once: true,
      });
      line.onmessage = ({ data }: MessageEvent<DownloaderAnswer>) => {
        if (data.kind === 'open') resolve();
      };
      const open = () => {
        // It has no origin that could be named.
        frame.contentWindow?.postMessage({ folder } satisfies OpenMessage, '*', [other]);
      };
      frame.addEventListener('load', open, { once: true });
      document.body.append(frame);
    });
  } catch (error) {
    close();
    throw error;
  } finally {
    clearTimeout(patience);
    line.onmessage = null;
  }
  return { line, close };
}
