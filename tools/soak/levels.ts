/**
 * How much a page holds: the heap of its own thread, the memory of its processes as the system counts it (heaps of all
 * threads, arrays, WebAssembly's memories), object URLs, workers, nodes and listeners. Chromium's own count of a page's
 * memory waits a minute for the threads of WebAssembly, which sleep and do not answer.
 */
import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { workersOf } from '../../test/support/stillroom';

/** Bytes, and counts. */
export interface Levels {
  /** Heap of the page's own thread. */
  readonly heap: number;
  /** Private memory of the browser's pages, all threads and WebAssembly's memories among it. */
  readonly memory: number;
  readonly objectUrls: number;
  readonly workers: number;
  readonly nodes: number;
  readonly listeners: number;
}

export type LevelName = keyof Levels;

/** The page's own threads that runs use; those of WebAssembly below them sleep and hear nothing. */
const THREADS = ['ingest', 'model', 'analysis', 'windows'];

/** For a Chromium that clears up when it is asked: a small model needs no optimising compiler. */
export const CLEARS_UP = '--js-flags=--liftoff-only --expose-gc';

/** Runs in a page before its own code: object URLs that are made and not given back. */
function noteObjectUrls(): void {
  const living = new Set<string>();
  Reflect.set(globalThis, 'livingObjectUrls', living);
  const make = URL.createObjectURL.bind(URL);
  const giveBack = URL.revokeObjectURL.bind(URL);
  URL.createObjectURL = (object) => {
    const url = make(object);
    living.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    living.delete(url);
    giveBack(url);
  };
}

/** In the page. */
function livingObjectUrls(): number {
  return (Reflect.get(globalThis, 'livingObjectUrls') as ReadonlySet<string>).size;
}

/** In a thread. */
function clearUp(): void {
  (Reflect.get(globalThis, 'gc') as () => void)();
}

/** Private bytes of a process, as Linux counts them. */
function privateBytes(process: number): number {
  const [, kilobytes = NaN] =
    /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${process}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

export class LevelMeter {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #browser: CDPSession;

  private constructor(page: Page, session: CDPSession, browser: CDPSession) {
    this.#page = page;
    this.#session = session;
    this.#browser = browser;
  }

  /** Loads the page anew, so that nothing begins unnoted. */
  static async of(page: Page): Promise<LevelMeter> {
    const browser = page.context().browser();
    if (browser === null) throw new Error('The page has no browser of its own.');
    await page.addInitScript(noteObjectUrls);
    await page.reload();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return new LevelMeter(page, session, await browser.newBrowserCDPSession());
  }

  async #memory(): Promise<number> {
    const { processInfo } = await this.#browser.send('SystemInfo.getProcessInfo');
    const pages = processInfo.filter(({ type }) => type === 'renderer');
    return pages.reduce((sum, { id }) => sum + privateBytes(id), 0);
  }

  async read(): Promise<Levels> {
    for (const name of THREADS) {
      for (const worker of workersOf(this.#page, name)) await worker.evaluate(clearUp);
    }
    await this.#session.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
    return {
      heap: metric('JSHeapUsedSize'),
      memory: await this.#memory(),
      objectUrls: await this.#page.evaluate(livingObjectUrls),
      workers: this.#page.workers().length,
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
    };
  }
}
