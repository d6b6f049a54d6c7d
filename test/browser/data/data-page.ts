/** A Chromium page with src/data loaded in it, served from the sources. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { createServer } from 'vite';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--enable-precise-memory-info',
];

export interface DataPage {
  readonly page: Page;
  /** A folder on disk that goes away with the page. */
  readonly folder: string;
  close(): Promise<void>;
}

export async function openDataPage(): Promise<DataPage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-data-'));
  const server = await createServer({
    configFile: false,
    root: ROOT,
    cacheDir: path.join(folder, 'vite'),
    logLevel: 'error',
    // Found up front: a library discovered later would make the page reload in the middle of a test.
    optimizeDeps: {
      entries: ['test/browser/data/page.ts', 'workers/ingest.ts'],
      include: ['client-zip', 'comlink', 'fflate', 'idb-keyval'],
    },
    server: { host: '127.0.0.1', port: 0, watch: null },
  });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: ARGUMENTS,
  });
  const page = await browser.newPage();
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}test/browser/data/page.html`);
  await page.waitForFunction(() => 'dataPage' in globalThis);
  return {
    page,
    folder,
    async close() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
