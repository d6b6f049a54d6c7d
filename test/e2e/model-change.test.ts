/** The model belongs to a run from its first image to its last. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openedExport } from '../support/opened-export';
import { TINY_PACK } from '../support/small-model';
import {
  addFolder,
  distill,
  exportedZip,
  ImageFolder,
  madeImages,
  modelReady,
  setValue,
  Site,
} from '../support/stillroom';

/** So many that another model is chosen before the last image. */
const STEPS = 80;
const IMAGES = 3;

let site: Site;
const folder = new ImageFolder();
beforeAll(async () => {
  folder.drawClass('fox', 30);
  site = await Site.open('small');
});
afterAll(async () => {
  folder.remove();
  await site.close();
});

async function prepare(page: Page, steps: number): Promise<void> {
  await addFolder(page, folder, 'fox');
  await modelReady(page);
  await setValue(page, 'Images per class', IMAGES);
  await setValue(page, 'Steps', steps);
}

async function setOf(page: Page) {
  const { manifest } = openedExport(await exportedZip(page));
  const images = manifest.images.filter(({ kind }) => kind === 'distilled');
  return { pack: manifest.recipe.pack.id, images: images.map(({ sha256 }) => sha256) };
}

it('ends the run when another model is chosen in its middle, says so, and goes on with its own', async () => {
  const undisturbed = await site.visit();
  await prepare(undisturbed.page, STEPS);
  await distill(undisturbed.page);
  const expected = await setOf(undisturbed.page);
  await undisturbed.context.close();

  const { page, errors, context } = await site.visit();
  await prepare(page, STEPS);
  await page.getByRole('button', { name: 'Distill', exact: true }).click();
  await madeImages(page, 'fox').first().waitFor({ timeout: 200_000 });
  await page.getByRole('button', { name: 'Models: about this one, other ones' }).click();
  await page.getByLabel('Add a pack folder').setInputFiles(TINY_PACK);
  await page.getByText(/Another model or backend was chosen/).waitFor();
  await modelReady(page);
  const kept = await madeImages(page, 'fox').count();
  expect(kept).toBeLessThan(IMAGES);
  expect(await setOf(page)).toEqual({
    pack: 'stillroom-64',
    images: expected.images.slice(0, kept),
  });

  await page.getByLabel('Model', { exact: true }).selectOption('stillroom-64');
  await modelReady(page);
  await setValue(page, 'Steps', STEPS);
  await distill(page);
  expect(await setOf(page)).toEqual(expected);
  expect(errors).toEqual([]);
  await context.close();
});

it('can be cancelled while the model starts again', async () => {
  const { page, context } = await site.visit();
  await context.addInitScript(() => {
    const original = window.Worker;
    const workers: Worker[] = [];
    Reflect.set(window, 'startedWorkers', workers);
    window.Worker = class extends original {
      readonly #deaf: boolean;
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        const isModel = String(url).includes('model');
        // The second model thread never hears that it is to load anything.
        this.#deaf = isModel && workers.length > 0;
        if (isModel) workers.push(this);
      }
      override postMessage(message: unknown, transfer?: unknown): void {
        if (!this.#deaf) super.postMessage(message, transfer as Transferable[]);
      }
    };
  });
  await page.reload();
  await prepare(page, 120);
  await page.getByRole('button', { name: 'Distill', exact: true }).click();
  await page
    .getByText(/image 1 of 3/)
    .first()
    .waitFor({ timeout: 200_000 });
  await page.evaluate(() => {
    const [worker] = Reflect.get(window, 'startedWorkers') as Worker[];
    worker?.dispatchEvent(new ErrorEvent('error', { message: 'killed by the test' }));
  });
  await expect
    .poll(() => page.evaluate(() => (Reflect.get(window, 'startedWorkers') as Worker[]).length))
    .toBe(2);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  // The run is over, though the model never answers: what is said is of the model alone.
  await expect.poll(() => page.getByText('Cancelling').count(), { timeout: 5000 }).toBe(0);
  await page.getByText('The model is loading.').first().waitFor({ timeout: 5000 });
  expect(await page.getByRole('button', { name: 'Cancel', exact: true }).isDisabled()).toBe(true);
  await context.close();
});
