/**
 * Folders served over HTTP as the page needs them: with cross-origin isolation and the strict content
 * security policy.
 */
import { StillroomError } from '../core/errors';
import type { OwnNames } from '../core/by-name';
import { open, type FileHandle } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  contentSecurityPolicy,
  DOWNLOADER,
  downloaderHeader,
  isolationHeaders,
} from '../../content-security-policy';

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript'],
  ['.mjs', 'text/javascript'],
  ['.css', 'text/css'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.wasm', 'application/wasm'],
]);

/** Folders by the address prefix that they are served under; the longest prefix wins. */
export type Mounts = OwnNames<string>;

export interface ServeOptions {
  /** 0, the default: any that is free. */
  readonly port?: number;
  /** Told the path of every request, without its query. */
  readonly onRequest?: (path: string) => void;
}

export interface Served {
  /** Address of the root, with a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

function locate(mounts: Mounts, path: string): string | null {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const prefix = prefixes.find((candidate) => path.startsWith(candidate));
  const folder = prefix === undefined ? undefined : mounts[prefix];
  if (prefix === undefined || folder === undefined) return null;
  const rest = path.slice(prefix.length) || 'index.html';
  const file = normalize(join(folder, rest));
  if (!file.startsWith(normalize(folder + sep))) return null;
  return file;
}

/** An open file; null for what is none, or cannot be opened. */
async function opened(file: string): Promise<{ handle: FileHandle; size: number } | null> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return null;
  const found = await handle.stat();
  if (found.isFile()) return { handle, size: found.size };
  await handle.close();
  return null;
}

async function answer(response: ServerResponse, file: string | null): Promise<void> {
  const found = file === null ? null : await opened(file);
  if (file === null || found === null) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    ...isolationHeaders,
    'Content-Security-Policy':
      basename(file) === DOWNLOADER ? downloaderHeader : contentSecurityPolicy,
    'Content-Type': TYPES.get(extname(file)) ?? 'application/octet-stream',
    'Content-Length': found.size,
    'Cache-Control': 'no-cache',
  });
  // The file is closed however this ends.
  await pipeline(found.handle.createReadStream(), response);
}

/** The path of a request; null for one that cannot be read. */
function pathOf(url: string): string | null {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    return path.includes('\0') ? null : path;
  } catch {
    return null;
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * Serves folders to this machine alone.
 * @throws Error with the code EADDRINUSE for a port that another program has
 */
export async function serve(
  mounts: Mounts,
  { port = 0, onRequest }: ServeOptions = {},
): Promise<Served> {
  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? '/');
    if (path !== null) onRequest?.(path);
    const file = path === null ? null : locate(mounts, path);
    // A reader that left, or a disk that failed: the answer ends, and the server goes on.
    answer(response, file).catch(() => response.destroy());
  });
  await listen(server, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://localhost:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Of ports that are taken, how many more are tried. */
const OTHERS = 20;

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** The error of a port that cannot be had; any other one as it is. */
function portRefused(port: number, cause: unknown): unknown {
  const code = codeOf(cause);
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return cause;
  const why =
    code === 'EACCES' ? 'may not be used by this account' : 'is taken, and so are those behind it';
  return new StillroomError(
    'BadParameter',
    `Port ${port} ${why}. Name another one with --port; 0 is any that is free.`,
    { port },
    { cause },
  );
}

/**
 * Serves folders at a port, or at the next one that is free, and says so then: another port is another
 * origin, where a browser keeps nothing of this one.
 * @param port 0: any that is free
 * @throws StillroomError BadParameter where the ports behind it are taken too, or it is not to be had
 */
export async function serveNear(
  mounts: Mounts,
  port: number,
  tell: (line: string) => void,
): Promise<Served> {
  for (let next = port; ; next++) {
    try {
      const served = await serve(mounts, { port: next });
      if (next !== port) {
        tell(
          `Port ${port} is taken, so the page is at port ${next}: to the browser that is another site, and ` +
            `what it kept at the other address is not here. Stop what has port ${port} and start again to have it.`,
        );
      }
      return served;
    } catch (error) {
      const isLast = next === port + OTHERS || next === 65_535;
      if (codeOf(error) !== 'EADDRINUSE' || isLast) throw portRefused(port, error);
    }
  }
}
