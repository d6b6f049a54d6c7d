/** The page's views, in the order in which one visit comes to them. */
import type { Page } from 'playwright-core';
import { distill, modelReady, setValue } from '../../test/support/stillroom';

export interface View {
  readonly name: string;
  /** Goes there from the view before, and waits until nothing moves any more. */
  readonly open: (page: Page) => Promise<void>;
}

/** A run of the model that ships: 24 images. */
const RUN_MS = 1_800_000;

const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

export const VIEWS: readonly View[] = [
  {
    name: 'First screen',
    open: async (page) => {
      await page.getByRole('button', { name: 'Load sample collection' }).waitFor();
      await page.locator('.before-after img').last().waitFor();
    },
  },
  {
    name: 'Explore',
    async open(page) {
      await page.getByRole('button', { name: 'Load sample collection' }).click();
      await modelReady(page);
      await page.getByText('Against the truth:').waitFor({ timeout: 300_000 });
      await page.getByRole('listbox').getByRole('option').first().click();
      const nearest = page.getByRole('region', { name: 'Nearest real images' });
      await nearest.getByRole('button').first().waitFor({ timeout: 60_000 });
    },
  },
  {
    name: 'Distill',
    async open(page) {
      await tab(page, 'Distill');
      await setValue(page, 'Images per class', 4);
      await distill(page, RUN_MS);
      await page.locator('[data-picture] img').nth(7).waitFor();
    },
  },
  {
    name: 'Large view',
    async open(page) {
      await page.getByRole('button', { name: /^cactus, image 1$/ }).click();
      await page.getByRole('dialog', { name: 'cactus, image 1' }).waitFor();
    },
  },
  {
    name: 'Compare',
    async open(page) {
      await closeDialog(page);
      await page.getByLabel('Method', { exact: true }).selectOption('random-real');
      await distill(page, RUN_MS);
      await tab(page, 'Compare');
      const table = page.getByRole('table', { name: /2 runs side by side/ });
      await table.getByRole('row', { name: /^Transport distance .*\d/ }).waitFor();
    },
  },
  { name: 'Evaluate', open: (page) => tab(page, 'Evaluate') },
  {
    name: 'Models',
    async open(page) {
      await page.getByRole('button', { name: /models/i }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
];
