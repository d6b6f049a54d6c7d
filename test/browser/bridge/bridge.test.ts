/**
 * The bridge between real threads: what Node cannot show is that a worker that ends itself, which fires
 * no event, is noticed, and that one that is merely busy is not given up.
 */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { collectErrors, launchChromium } from '../../support/chromium';
import { buildAndServe, type Served } from '../../support/serve';

/** A busy machine answers late: the test's own limit is the one that counts. */
const PATIENCE_MS = 120_000;

let served: Served;
let browser: Browser;
let page: Page;
let errors: string[];
beforeAll(async () => {
  served = await buildAndServe(fileURLToPath(new URL('page', import.meta.url)));
  browser = await launchChromium({ webgpu: false });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  errors = collectErrors(page);
  await page.goto(served.url);
  await page.waitForFunction(() => 'bridgeChecks' in window);
});

const lost = (message: string) => ({
  code: 'WorkerLost',
  message: expect.stringContaining(message),
});

it('asks functions of a worker under the strict policy, and moves what is large', async () => {
  expect(await page.evaluate(() => window.bridgeChecks.thread.call('add', [1, 2]))).toBe(3);
  const megabyte = 1 << 20;
  expect(await page.evaluate(() => window.bridgeChecks.moved())).toEqual({
    there: megabyte,
    left: 0,
    back: megabyte,
  });
  expect(errors).toEqual([]);
});

it('stands a function still, lets it go on, and stops it', async () => {
  const { stood, still, end } = await page.evaluate(() => window.bridgeChecks.paused());
  expect(stood).toBeGreaterThanOrEqual(5);
  expect(still).toBe(stood);
  expect(end).toMatchObject({ code: 'Aborted' });
});

it('notices a worker that ended itself in the middle of a call', async () => {
  const found = await page.evaluate(async () => {
    const { thread, errorOf } = window.bridgeChecks;
    const error = await errorOf(thread.call('close', []));
    return { error, running: thread.running, again: await thread.call('add', [3, 4]) };
  });
  expect(found).toMatchObject({ error: lost('ended without a word'), running: false, again: 7 });
});

it('notices a worker that ended while nobody asked it, so that the next call has a new one', async () => {
  const found = await page.evaluate(async () => {
    const { thread } = window.bridgeChecks;
    const ended = new Promise<string>((resolve) => {
      thread.onEnd(resolve);
    });
    await thread.call('closeLater', [50]);
    const reason = await ended;
    return { reason, again: await thread.call('add', [3, 4]), generation: thread.generation };
  });
  expect(found).toEqual({
    reason: 'The test thread ended without a word.',
    again: 7,
    generation: 2,
  });
});

it('gives nobody up who is only busy', async () => {
  const found = await page.evaluate(async () => {
    const { thread } = window.bridgeChecks;
    return { answer: await thread.call('busy', [3000]), generation: thread.generation };
  });
  expect(found).toEqual({ answer: 'was busy', generation: 1 });
});

it('works where the browser refuses locks', async () => {
  expect(await page.evaluate(() => window.bridgeChecks.refused.call('add', [1, 2]))).toBe(3);
});

it('kills a worker that does not hear of a stop', async () => {
  const { error, waited } = await page.evaluate(() => window.bridgeChecks.killed());
  expect(error).toMatchObject({ code: 'Aborted' });
  expect(waited).toBeGreaterThan(200);
  expect(waited).toBeLessThan(20_000);
  expect(await page.evaluate(() => window.bridgeChecks.thread.call('add', [1, 2]))).toBe(3);
});

it('passes an error on that nothing caught, and code that does not start', async () => {
  const crashed = await page.evaluate(() =>
    window.bridgeChecks.errorOf(window.bridgeChecks.thread.call('crash', [])),
  );
  expect(crashed).toMatchObject(lost('nobody catches this'));
  expect(await page.evaluate(() => window.bridgeChecks.brokenError())).toMatchObject(
    lost('The broken thread stopped'),
  );
});

it('connects two workers, and tells one when the other ends itself', async () => {
  const found = await page.evaluate(async () => {
    const { thread, asking, connection, errorOf } = window.bridgeChecks;
    connection.renew();
    const sum = await asking.call('ask', [1, 2]);
    const forever = errorOf(asking.call('askForever', []));
    // The question is between the threads before the asked one ends.
    await asking.call('ask', [1, 2]);
    await errorOf(thread.call('close', []));
    const error = await forever;
    connection.renew();
    return { sum, error, again: await asking.call('ask', [3, 4]) };
  });
  expect(found).toMatchObject({ sum: 3, error: lost('ended without a word'), again: 7 });
});
