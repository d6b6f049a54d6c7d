/** The page without its server: what it promises when it says that it works offline. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium';
import { serve, type Served } from '../support/serve';
import { BUILT, distill, madeImages, modelReady, setValue } from '../support/stillroom';

let served: Served;
let browser: Browser;
beforeAll(async () => {
  served = await serve({ '/': BUILT });
  browser = await launchChromium({ webgpu: false });
});
afterAll(async () => {
  await browser?.close();
});

/** True when the page's WebAssembly lies in a cache. */
function keepsRuntime(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const kept = await (await caches.open(name)).keys();
      if (kept.some(({ url }) => url.endsWith('.wasm'))) return true;
    }
    return false;
  });
}

it('distils for the first time, maps, and loads again after its server has gone', async () => {
  const page = await browser.newPage();
  page.setDefaultTimeout(240_000);
  await page.goto(served.url);
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await modelReady(page);
  const promise = page.getByText('works offline');
  await page.getByText('Embedded; 64 px').waitFor();
  // The runtime is what is kept last: the promise is made when it can be held.
  const promised = await promise.count();
  expect(promised === 0 || (await keepsRuntime(page))).toBe(true);
  await promise.waitFor();
  expect(await keepsRuntime(page)).toBe(true);
  await served.close();

  await page.getByLabel('Method', { exact: true }).selectOption('plain');
  await setValue(page, 'Images per class', 1);
  await setValue(page, 'Steps', 2);
  await distill(page);
  await page.getByRole('tab', { name: 'Explore' }).click();
  await page.getByText('Against the truth:').waitFor();

  await page.reload();
  await modelReady(page);
  await page.getByRole('tab', { name: /^Distil/ }).click();
  await expect.poll(() => madeImages(page, 'cactus').count()).toBe(1);
  await page.getByRole('button', { name: 'Discard results' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
  await distill(page);
  expect(await madeImages(page, 'cactus').count()).toBe(1);
});
