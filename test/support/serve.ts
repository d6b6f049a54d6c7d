/**
 * Builds a test page as the real page is built, and serves folders as the real server does: with
 * cross-origin isolation and the strict content security policy.
 */
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import { build } from 'vite';
import { contentSecurityPolicy, isolationHeaders } from '../../content-security-policy';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export interface Served {
  /** Address of the root, with a slash at its end. */
  readonly url: string;
  /** Paths requested so far, without the query. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Folders by the address prefix that they are served under; the longest prefix wins. */
export type Mounts = Readonly<Record<string, string>>;

function locate(mounts: Mounts, path: string): string | null {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const prefix = prefixes.find((candidate) => path.startsWith(candidate));
  const folder = prefix === undefined ? undefined : mounts[prefix];
  if (prefix === undefined || folder === undefined) return null;
  const rest = path.slice(prefix.length) || 'index.html';
  const file = normalize(join(folder, rest));
  if (!file.startsWith(normalize(folder + sep))) return null;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

function send(response: ServerResponse, file: string): void {
  response.writeHead(200, {
    ...isolationHeaders,
    'Content-Security-Policy': contentSecurityPolicy,
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Length': statSync(file).size,
    'Cache-Control': 'no-cache',
  });
  createReadStream(file).pipe(response);
}

/** Serves folders on a free port of this machine. */
export async function serve(mounts: Mounts): Promise<Served> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    requests.push(path);
    const file = locate(mounts, path);
    if (file) {
      send(response, file);
      return;
    }
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Builds the page in `root` (an index.html and its scripts) for production and serves it at `/`.
 * @param mounts further folders by prefix, like `{'/kernels/': 'public/kernels'}`
 */
export async function buildAndServe(root: string, mounts: Mounts = {}): Promise<Served> {
  const outDir = mkdtempSync(join(tmpdir(), 'stillroom-page-'));
  await build({
    root,
    configFile: false,
    base: './',
    publicDir: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 1500 },
  });
  const served = await serve({ ...mounts, '/': outDir });
  return {
    ...served,
    close: async () => {
      await served.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
