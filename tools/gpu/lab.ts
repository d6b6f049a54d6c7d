/**
 * The pages on which rows are measured. A page is opened when a row first needs it and serves the rows
 * after; a row that fails or takes too long closes all, so that the next one begins on fresh ones.
 */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { BackendKind } from '../../src/runtime/ort';
import { throwIfRecord } from './error-record';

export type Side = Extract<BackendKind, 'webgpu' | 'wasm'>;

export interface LabOptions {
  /** Null where none offers the adapter. */
  readonly browser: Browser | null;
  /** Address of the prepared site. */
  readonly url: string;
  /** The prepared folder. */
  readonly folder: string;
  /** Sizes that a software adapter can do. */
  readonly small: boolean;
  /** For the processor's backends on Node. */
  readonly threads: number;
}

/** Where the pages of tests and bench lie in the prepared site. */
export const PAGES = {
  runtime: 'test/browser/runtime/page/index.html',
  training: 'test/browser/training/page/index.html',
  bench: 'tools/bench/page/index.html',
} as const;

export class Lab {
  readonly url: string;
  readonly folder: string;
  readonly small: boolean;
  readonly threads: number;
  readonly #browser: Browser | null;
  readonly #contexts = new Set<BrowserContext>();
  readonly #pages = new Map<string, Promise<Page>>();

  constructor({ browser, url, folder, small, threads }: LabOptions) {
    this.#browser = browser;
    this.url = url;
    this.folder = folder;
    this.small = small;
    this.threads = threads;
  }

  /** A path of the prepared folder. */
  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** A page of the site in a profile of its own. */
  async open(path: string): Promise<Page> {
    if (this.#browser === null) throw new Error('There is no browser with an adapter here.');
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 },
      acceptDownloads: true,
    });
    this.#contexts.add(context);
    // A download is read here; the system's save dialog could not be.
    await context.addInitScript(() => {
      Reflect.deleteProperty(window, 'showSaveFilePicker');
    });
    const page = await context.newPage();
    await page.goto(this.url + path);
    return page;
  }

  async #kept(key: string, open: () => Promise<Page>): Promise<Page> {
    const page = this.#pages.get(key) ?? open();
    this.#pages.set(key, page);
    return page;
  }

  /** The runtime's test page with a pack loaded. */
  checks(side: Side, pack: 'tiny' | 'stillroom-64'): Promise<Page> {
    return this.#kept(`checks ${side} ${pack}`, async () => {
      const page = await this.open(PAGES.runtime);
      await page.waitForFunction(() => 'startThread' in window);
      const report = await page.evaluate(
        async ([side, url, pack]) => {
          window.checks = window.startThread();
          return window.checks.call('open', [side, url, pack]);
        },
        [side, this.url, pack] as const,
      );
      throwIfRecord(report);
      return page;
    });
  }

  /** The bench page with the embedded model loaded. */
  bench(side: Side): Promise<Page> {
    return this.#kept(`bench ${side}`, async () => {
      const page = await this.open(PAGES.bench);
      await page.waitForFunction(() => 'bench' in window);
      await page.evaluate(
        ([side, url]) => window.bench.measure('load', `${url}packs/stillroom-64/`, url, side),
        [side, this.url] as const,
      );
      return page;
    });
  }

  /** The bench page with a backend opened for train steps. */
  trainer(side: Side): Promise<Page> {
    return this.#kept(`trainer ${side}`, async () => {
      const page = await this.open(PAGES.bench);
      await page.waitForFunction(() => 'bench' in window);
      await page.evaluate(([side, url]) => window.bench.measure('openTraining', url, side), [
        side,
        this.url,
      ] as const);
      return page;
    });
  }

  /** Closes every page. */
  async clear(): Promise<void> {
    const contexts = [...this.#contexts];
    this.#contexts.clear();
    this.#pages.clear();
    for (const context of contexts) await context.close().catch(() => undefined);
  }
}
