/**
 * Training in a real Chromium under the strict policy: the page's own worker, built and served as in
 * production.
 */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASELINE_ONLY, collectErrors, launchChromium } from '../../support/chromium';
import { relativeDifference } from '../../support/runtime-bounds';
import { buildAndServe, type Served } from '../../support/serve';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** A software adapter compiles its shaders on the CPU: seconds, more on a busy machine. */
const SLOW = 300_000;

/** Of every training on WebAssembly. */
const EPOCHS = 30;

/** A busy machine answers late: the test's own limit is the one that counts. */
const PATIENCE_MS = 120_000;

let served: Served;
let browser: Browser;
let page: Page;
let errors: string[];
let whole: string;
beforeAll(async () => {
  served = await buildAndServe(path('page'), { '/kernels/': path('../../../public/kernels') });
  browser = await launchChromium({ args: [BASELINE_ONLY] });
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  errors = collectErrors(page);
  await page.goto(served.url);
  await page.waitForFunction(() => 'training' in window);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor. */
  readonly tdur?: number;
}

/** What the page's thread leaves in a trace, so that it is told from those of pages that the browser keeps ready. */
const HERE = 'the page of the training';

/** Microseconds of the processor: of the page's longest task, and of all tasks of its busiest other thread. */
function pageAndWorker(trace: Buffer): { readonly task: number; readonly worker: number } {
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: TraceEvent[] };
  const here = traceEvents.find(({ name }) => name === HERE);
  if (here === undefined) throw new Error('The trace has no mark of the page.');
  let task = 0;
  const others = new Map<number, number>();
  for (const { pid, tid, tdur = 0 } of traceEvents) {
    if (pid !== here.pid) continue;
    if (tid === here.tid) task = Math.max(task, tdur);
    else others.set(tid, (others.get(tid) ?? 0) + tdur);
  }
  return { task, worker: Math.max(...others.values()) };
}

describe('the training thread', () => {
  it('opens WebAssembly with threads, and trains under the strict policy', async () => {
    const report = await page.evaluate((url) => window.training.open('wasm', url), served.url);
    const processors = await page.evaluate(() => navigator.hardwareConcurrency);
    expect(report).toMatchObject({ kind: 'wasm', threads: Math.min(8, processors) });
    whole = await page.evaluate(() => window.training.whole());
    expect(await page.evaluate(() => window.training.whole())).toBe(whole);
    expect(errors).toEqual([]);
  });

  it.each([1, 5, 10])(
    'stopped after epoch %i goes on with the same curve, bit for bit',
    async (epoch) => {
      const { text, error, at } = await page.evaluate((n) => window.training.stopped(n), epoch);
      expect(error.code).toBe('Aborted');
      expect(at[0]).toBeGreaterThanOrEqual(epoch);
      expect(at[0]).toBeLessThan(EPOCHS);
      expect(text).toBe(whole);
    },
  );

  it('killed in the middle starts again once and draws the same curve', async () => {
    const { text, workers } = await page.evaluate(() => window.training.killed(7));
    expect(workers).toBe(1);
    expect(text).toBe(whole);
  });

  it('stands still while it is paused', async () => {
    const { stood, during, after } = await page.evaluate(() => window.training.paused());
    expect(stood).toBeLessThan(EPOCHS);
    expect(during).toBe(0);
    expect(after).toBe(EPOCHS);
  });

  it('measures its own speed', async () => {
    const { step, look, whole, images } = await page.evaluate(() => window.training.probe());
    expect(step).toBeGreaterThan(0);
    expect(look).toBeGreaterThan(0);
    // The median of three steps and a look at each held-out image are parts of the probe.
    expect(2 * step + Math.min(images, 100) * look).toBeLessThan(whole);
  });

  // Against the training's own time and not by a clock: how fast a machine is, and how busy, is not asked here.
  it('never holds the page’s thread as long as an epoch takes', async () => {
    const traced = async (work: () => Promise<unknown>) => {
      await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
      await page.evaluate((mark) => performance.mark(mark), HERE);
      await work();
      return pageAndWorker(await browser.stopTracing());
    };
    const { task, worker } = await traced(() => page.evaluate(() => window.training.whole()));
    const epoch = worker / EPOCHS;
    expect(task).toBeLessThan(epoch);
    // The same measure sees a thread that is held.
    const held = await traced(() => page.evaluate(() => window.training.hold(4e8)));
    expect(held.task).toBeGreaterThan(epoch);
    expect(errors).toEqual([]);
  });
});

describe('the training thread on WebGPU', () => {
  it(
    'learns what WebAssembly learns, and goes on when the device is lost',
    async () => {
      const context = await browser.newContext();
      context.setDefaultTimeout(PATIENCE_MS);
      const webgpu = await context.newPage();
      await webgpu.goto(served.url);
      await webgpu.waitForFunction(() => 'training' in window);
      const small = async (request: 'wasm' | 'webgpu') =>
        webgpu.evaluate(
          async ([request, url]) => {
            const { kind } = await window.training.open(request, url);
            window.training.resize(3, 4, 2);
            return { kind, text: await window.training.whole() };
          },
          [request, served.url] as const,
        );
      const expected = await small('wasm');
      const received = await small('webgpu');
      expect([expected.kind, received.kind]).toEqual(['wasm', 'webgpu']);
      // Sums in another order, through three steps.
      const weights = ({ text }: { readonly text: string }) =>
        (JSON.parse(text) as readonly unknown[])[3] as readonly number[];
      expect(relativeDifference(weights(received), weights(expected))).toBeLessThan(1e-4);

      const { text, workers } = await webgpu.evaluate(() => window.training.lost(2));
      expect(workers).toBe(1);
      expect(text).toBe(received.text);
      await context.close();
    },
    SLOW,
  );
});
