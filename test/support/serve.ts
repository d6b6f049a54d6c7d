/**
 * Builds a test page as the real page is built, and serves folders as the real server does: with
 * cross-origin isolation and the strict content security policy.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  serve as serveFolders,
  type Mounts,
  type Served as ServedFolders,
} from '../../src/command/site-server';

export interface Served extends ServedFolders {
  /** Paths requested so far, without the query. */
  readonly requests: string[];
}

/** Serves folders on a free port of this machine. */
export async function serve(mounts: Mounts): Promise<Served> {
  const requests: string[] = [];
  const served = await serveFolders(mounts, { onRequest: (path) => requests.push(path) });
  return { ...served, requests };
}

/**
 * Builds the page in `root` (an index.html and its scripts) for production and serves it at `/`.
 * @param mounts further folders by prefix, like `{'/kernels/': 'public/kernels'}`
 */
export async function buildAndServe(root: string, mounts: Mounts = {}): Promise<Served> {
  const outDir = mkdtempSync(join(tmpdir(), 'stillroom-page-'));
  // Asked for only here: what serves a page that is built already runs where there is no Vite.
  const { build } = await import('vite');
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
