/**
 * A server of model folders that is not the page's: it lets any page read its files, as hubs do, and may cut an
 * answer short, send other bytes, or hold one back.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Hub {
  /** With a slash at its end. */
  readonly url: string;
  readonly asked: readonly Asked[];
  /** The next answer for a file of this ending breaks off in its middle. */
  cut: string;
  /** Files of this ending have a byte changed. */
  damaged: string;
  /** Answers for files of this ending wait until another one stands here. */
  held: string;
  close(): Promise<void>;
}

/** @param folder what lies under the root */
export async function openHub(folder: string): Promise<Hub> {
  const asked: Asked[] = [];
  const faults = { cut: '', damaged: '', held: '' };
  const meant = (ending: string, path: string) => ending !== '' && path.endsWith(ending);
  const server = createServer((request, response) => {
    const { method = '', headers } = request;
    const path = decodeURIComponent(request.url ?? '');
    asked.push({ method, path, headers });
    const file = join(folder, path);
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (method !== 'GET' || path.includes('..') || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const send = () => {
      if (meant(faults.held, path)) {
        setTimeout(send, 50);
        return;
      }
      const whole = Buffer.from(readFileSync(file));
      if (meant(faults.damaged, path)) whole[10] = (whole[10] ?? 0) ^ 1;
      const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
      if (from > 0 && from >= whole.length) {
        response.writeHead(416).end();
        return;
      }
      const body = whole.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': body.length });
      if (meant(faults.cut, path)) {
        faults.cut = '';
        // What was written is on its way before the connection breaks.
        response.write(body.subarray(0, body.length >> 1), () => {
          setTimeout(() => response.destroy(), 500);
        });
      } else response.end(body);
    };
    send();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(faults, {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
