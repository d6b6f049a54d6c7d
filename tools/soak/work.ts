/**
 * What a soaked page does again and again: a small collection, a small model, few steps. Runs, as a person makes
 * them who leaves the page open all day: every one of another seed, several methods in turn. Previews, as one makes
 * them who looks for a setting: one slider moved up and down.
 */
import type { Page } from 'playwright-core';
import { distill, setValue } from '../../test/support/stillroom';

export interface Work {
  /** Times before levels count: code is compiled, threads and caches are there. */
  readonly warmUp: number;
  readonly usual: number;
  prepare(page: Page): Promise<void>;
  /** @param time from 0 */
  again(page: Page, time: number): Promise<void>;
}

/** Analysis and guidance; the network alone; none of both. */
const METHODS = ['coda', 'plain', 'random-real'];

const runs: Work = {
  warmUp: 2 * METHODS.length,
  usual: 50,
  async prepare(page) {
    await setValue(page, 'Images per class', 2);
    await setValue(page, 'Steps', 4);
  },
  async again(page, time) {
    const method = METHODS[time % METHODS.length] ?? '';
    await page.getByLabel('Method', { exact: true }).selectOption(method);
    await setValue(page, 'Seed', 1 + Math.floor(time / METHODS.length));
    await distill(page);
  },
};

/** The number of the preview whose pictures are on the page. */
function previewShown(page: Page): Promise<number> {
  return page
    .locator('.preview-pictures')
    .evaluateAll(([list]) =>
      Number((list as HTMLElement | undefined)?.dataset['generation'] ?? -1),
    );
}

const previews: Work = {
  warmUp: 10,
  usual: 90,
  async prepare(page) {
    await runs.prepare(page);
    await page.getByRole('tab', { name: 'Distill' }).click();
  },
  async again(page, time) {
    const before = await previewShown(page);
    await setValue(page, 'Alignment', 0.05 + 0.01 * (time % 15));
    await page.waitForFunction(
      (last) => {
        const list = document.querySelector<HTMLElement>('.preview-pictures');
        return Number(list?.dataset['generation'] ?? -1) > last;
      },
      before,
      { timeout: 120_000 },
    );
    const region = page.getByRole('region', { name: 'Live preview' });
    await region.getByText(/^Guided$/).waitFor({ timeout: 120_000 });
  },
};

export const WORKS: ReadonlyMap<string, Work> = new Map([
  ['runs', runs],
  ['previews', previews],
]);
