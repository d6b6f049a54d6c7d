/** The model belongs to a run from its first image to its last. */
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openedExport } from '../support/opened-export';
import { TINY_PACK } from '../support/small-model';
import {
  addFolder,
  distill,
  endWorker,
  exportedZip,
  ImageFolder,
  madeImages,
  modelReady,
  setValue,
  Site,
} from '../support/stillroom';

/** So many that another model is chosen before the last image. */
const STEPS = 80;
const IMAGES = 4;

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

/** Runs in the page: agrees to the question that stands as soon as a class has an image. A click from here may come after the last one. */
function agreeAtFirst({ image, deed }: { image: string; deed: string }): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const made = [...document.querySelectorAll('[data-picture]')];
      if (!made.some(({ ariaLabel }) => ariaLabel === image)) return;
      watching.disconnect();
      for (const button of document.querySelectorAll<HTMLElement>('[role="alertdialog"] button')) {
        if (button.textContent === deed) button.click();
      }
      resolve();
    };
    const watching = new MutationObserver(look);
    watching.observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ['aria-label'],
    });
    look();
  });
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
  await page.getByRole('button', { name: 'Models: about this one, other ones' }).click();
  await page.getByLabel('Add a pack folder').setInputFiles(TINY_PACK);
  const question = page.getByRole('alertdialog', { name: 'Use another model?' });
  await question.getByRole('button', { name: 'Keep' }).click();
  await question.waitFor({ state: 'detached' });
  const model = page.getByLabel('Model', { exact: true });
  expect(await model.inputValue()).toBe('stillroom-64');
  await model.selectOption({ index: 1 });
  await question.waitFor();
  await page.evaluate(agreeAtFirst, { image: 'fox, image 1', deed: 'Use another model' });
  await page.getByText(/Another model or backend was chosen/).waitFor({ timeout: 240_000 });
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

/** Requests that wait until they are let go. */
class Held {
  readonly #waiting: Route[] = [];
  #holding: boolean;

  constructor(holding: boolean) {
    this.#holding = holding;
  }

  readonly handle = (route: Route): unknown =>
    this.#holding ? this.#waiting.push(route) : route.continue();

  get count(): number {
    return this.#waiting.length;
  }

  hold(): void {
    this.#holding = true;
  }

  async letGo(): Promise<void> {
    this.#holding = false;
    for (const route of this.#waiting) await route.continue();
  }
}

it('keeps what is set while the model loads, and makes the images by it', async () => {
  const held = new Held(true);
  const requests = { to: /\/packs\/.*pack\.json$/, handle: held.handle };
  const { page, errors, context } = await site.visit(undefined, { requests });
  await addFolder(page, folder, 'fox');
  await page.getByText('The model is loading.').first().waitFor();
  await page.getByLabel('Method', { exact: true }).selectOption('d4m');
  const wanted = { 'Images per class': 1, Steps: 7, 'CFG scale': 3.5, Seed: 11, Strength: 0.3 };
  for (const [name, value] of Object.entries(wanted)) await setValue(page, name, value);
  await expect.poll(() => held.count).toBeGreaterThan(0);

  await held.letGo();
  await modelReady(page);
  expect(await page.getByLabel('Method', { exact: true }).inputValue()).toBe('d4m');
  for (const [name, value] of Object.entries(wanted)) {
    expect([name, await page.getByLabel(name, { exact: true }).inputValue()]).toEqual([
      name,
      String(value),
    ]);
  }
  await distill(page);
  const { recipe } = openedExport(await exportedZip(page)).manifest;
  expect(recipe.method).toBe('d4m');
  expect(recipe.sampling).toMatchObject({ imagesPerClass: 1, steps: 7, cfgScale: 3.5, seed: 11 });
  expect(recipe.parameters).toMatchObject({ strength: 0.3 });
  expect(errors).toEqual([]);
  await context.close();
});

it('can be cancelled while the model starts again', async () => {
  const held = new Held(false);
  const requests = { to: /\/model-[^/]*\.js$/, handle: held.handle };
  const { page, context } = await site.visit(undefined, { requests });
  await prepare(page, 120);
  await page.getByRole('button', { name: 'Distill', exact: true }).click();
  await page.getByText(`image 1 of ${IMAGES}`).first().waitFor({ timeout: 240_000 });
  // The thread is dead, and the one in its place never gets its code.
  held.hold();
  await endWorker(page, 'model');
  await expect.poll(() => held.count).toBe(1);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  // The run is over, though the model never answers: what is said is of the model alone.
  await expect.poll(() => page.getByText('Cancelling').count()).toBe(0);
  await page.getByText('The model is loading.').first().waitFor();
  expect(await page.getByRole('button', { name: 'Cancel', exact: true }).isDisabled()).toBe(true);
  // It loads after all, and the page is as good as new.
  await held.letGo();
  await modelReady(page);
  await context.close();
});
