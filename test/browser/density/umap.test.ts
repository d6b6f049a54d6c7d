import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../support/chromium';
import { buildAndServe, type Served } from '../../support/serve';
import { embeddings } from './embeddings';

/** A busy machine answers late: the test's own limit is the one that counts. */
const PATIENCE_MS = 120_000;

let served: Served;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  served = await buildAndServe(path.join(import.meta.dirname, 'page'));
  browser = await launchChromium({ webgpu: false });
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(served.url);
  await page.waitForFunction(() => 'embeddingsHere' in globalThis);
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

it('UMAP gives the same bits in the browser, under its policy, as in Node', async () => {
  expect(await page.evaluate(() => embeddingsHere())).toEqual(await embeddings());
});
