/** What a person in a hurry does: cancels, reloads in the middle, kills the tab's worker. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { openedExport } from '../support/opened-export';
import { quotaOf } from '../support/quota';
import { samplePart } from '../support/sample-part';
import {
  addFile,
  endWorker,
  exportedZip,
  modelReady,
  runEnded,
  setValue,
  Site,
  workersOf,
} from '../support/stillroom';

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
  await expect.poll(() => madeImages(page).count()).toBe(kept);
  await page.getByRole('button', { name: `Continue (${kept} of 4)` }).click();
  await runEnded(page);
  expect(await madeImages(page).count()).toBe(4);
  await context.close();
});

/** Waits until the only image is in the making. */
async function inTheMaking(page: Page): Promise<void> {
  await page
    .getByText(/image 1 of 1/)
    .first()
    .waitFor({ timeout: 200_000 });
}

it('stands still while it is paused, though another page’s model thread dies, starts again and ends its run', async () => {
  const paused = await site.visit();
  await prepare(paused.page, 1, 100);
  await paused.page.getByRole('button', { name: 'Distill', exact: true }).click();
  await inTheMaking(paused.page);
  await paused.page.getByRole('button', { name: 'Pause', exact: true }).click();
  const resume = paused.page.getByRole('button', { name: 'Resume', exact: true });
  await resume.waitFor();

  const { page, context } = await site.visit();
  await prepare(page, 1, 100);
  await page.getByRole('button', { name: 'Distill', exact: true }).click();
  await inTheMaking(page);
  const killed = await endWorker(page, 'model');
  await runEnded(page);
  expect(await madeImages(page).count()).toBe(1);
  await expect.poll(() => page.workers().includes(killed)).toBe(false);
  await expect.poll(() => workersOf(page, 'model').length).toBe(1);
  await context.close();

  // The same image was made there meanwhile, from its first step, some of its steps twice.
  expect(await madeImages(paused.page).count()).toBe(0);
  await resume.click();
  await runEnded(paused.page);
  expect(await madeImages(paused.page).count()).toBe(1);
  await paused.context.close();
});

it('goes on in memory and says so when storage fills up, and loses nothing that was kept before', async () => {
  const { page, context } = await site.visit();
  await prepare(page, 2, 80);
  await page.getByRole('button', { name: 'Distill', exact: true }).click();
  await madeImages(page).first().waitFor({ timeout: 200_000 });
  const fill = await quotaOf(page);
  await fill(1);
  await runEnded(page);
  expect(await madeImages(page).count()).toBe(2);
  await page
    .getByText(/storage for this page is full.*kept in memory .*export it before/)
    .waitFor();
  const zip = openedExport(await exportedZip(page));
  expect(zip.made).toHaveLength(2);

  await fill();
  await page.reload();
  await modelReady(page);
  await madeImages(page).first().waitFor();
  expect(await madeImages(page).count()).toBe(1);
  await page.getByRole('button', { name: 'Continue (1 of 2)' }).click();
  await runEnded(page);
  // The same image again, to the last byte.
  const again = openedExport(await exportedZip(page));
  for (const path of zip.made) expect(again.file(path)).toEqual(zip.file(path));
  await context.close();
});
