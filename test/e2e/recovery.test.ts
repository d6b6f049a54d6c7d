/** What a person in a hurry does: cancels, reloads in the middle, kills the tab's worker. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { samplePart } from '../support/sample-part';
import { addFile, exportedZip, modelReady, runEnded, setValue, Site } from '../support/stillroom';

let site: Site;
let part: Uint8Array;
beforeAll(async () => {
  part = await samplePart(['cactus'], 30);
  site = await Site.open('small');
});
afterAll(async () => {
  await site.close();
});

/** One class of the sample collection, ready to run in so many steps that a person is never too late. */
async function prepare(page: Page, images: number, steps: number): Promise<void> {
  await addFile(page, 'samples.zip', part);
  await modelReady(page);
  await setValue(page, 'Images per class', images);
  await setValue(page, 'Steps', steps);
}

/** Pairs whose image is made: those still to be made say so in their name. */
const madeImages = (page: Page) => page.getByRole('button', { name: /^cactus, image \d+$/ });

it('keeps finished images over cancel and reload, and goes on from there', async () => {
  const { page, context } = await site.visit();
  await prepare(page, 4, 80);
  await page.getByRole('button', { name: 'Distill', exact: true }).click();
  await madeImages(page).first().waitFor({ timeout: 200_000 });
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await modelReady(page);
  const kept = await madeImages(page).count();
  expect(kept).toBeGreaterThan(0);
  await page.reload();
  await modelReady(page);
  await madeImages(page).first().waitFor();
  expect(await madeImages(page).count()).toBe(kept);
  await page.getByRole('button', { name: `Continue (${kept} of 4)` }).click();
  await runEnded(page);
  expect(await madeImages(page).count()).toBe(4);
  await context.close();
});

it('pauses within a step and resumes', async () => {
  const { page, context } = await site.visit();
  await prepare(page, 1, 120);
  await page.getByRole('button', { name: 'Distill', exact: true }).click();
  await page
    .getByText(/image 1 of 1/)
    .first()
    .waitFor({ timeout: 200_000 });
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const resume = page.getByRole('button', { name: 'Resume', exact: true });
  await resume.waitFor();
  await page.waitForTimeout(1500);
  expect(await madeImages(page).count()).toBe(0);
  await resume.click();
  await runEnded(page);
  expect(await madeImages(page).count()).toBe(1);
  await context.close();
});

it('starts the model again when its worker dies in the middle of a step', async () => {
  const { page, context } = await site.visit();
  await context.addInitScript(() => {
    const original = window.Worker;
    const workers: Worker[] = [];
    Reflect.set(window, 'startedWorkers', workers);
    window.Worker = class extends original {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        if (String(url).includes('model')) workers.push(this);
      }
    };
  });
  await page.reload();
  await prepare(page, 1, 120);
  await page.getByRole('button', { name: 'Distill', exact: true }).click();
  await page
    .getByText(/image 1 of 1/)
    .first()
    .waitFor({ timeout: 200_000 });
  await page.evaluate(() => {
    const [worker] = Reflect.get(window, 'startedWorkers') as Worker[];
    worker?.dispatchEvent(new ErrorEvent('error', { message: 'killed by the test' }));
  });
  await runEnded(page);
  expect(await madeImages(page).count()).toBe(1);
  expect(
    await page.evaluate(() => (Reflect.get(window, 'startedWorkers') as Worker[]).length),
  ).toBe(2);
  await context.close();
});

it('goes on in memory and says so when storage fills up', async () => {
  const { page, context } = await site.visit();
  // The browser's own answer to a full disk, from the moment that the test says so.
  await context.addInitScript(() => {
    const put: unknown = Reflect.get(IDBObjectStore.prototype, 'put');
    IDBObjectStore.prototype.put = function (...values) {
      if (Reflect.get(window, 'storageIsFull') === true) {
        throw new DOMException('There is no room left.', 'QuotaExceededError');
      }
      return Reflect.apply(put as typeof this.put, this, values);
    };
  });
  await page.reload();
  await prepare(page, 2, 80);
  await page.getByRole('button', { name: 'Distill', exact: true }).click();
  await madeImages(page).first().waitFor({ timeout: 200_000 });
  await page.evaluate(() => Reflect.set(window, 'storageIsFull', true));
  await runEnded(page);
  expect(await madeImages(page).count()).toBe(2);
  await page.getByText(/storage for this page is full/).waitFor();
  const { length } = await exportedZip(page);
  expect(length).toBeGreaterThan(10_000);
  await context.close();
});
