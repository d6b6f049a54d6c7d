/** A map is of the settings that it says: the discovery sliders of every method that has them. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelReady, setValue, Site } from '../support/stillroom';

let site: Site;
beforeAll(async () => {
  site = await Site.open('small');
});
afterAll(async () => {
  await site.close();
});

/** The clusters and their sizes, once the map is drawn. */
async function clusters(page: Page): Promise<string> {
  await page.getByText('Against the truth:').waitFor({ timeout: 120_000 });
  await page.waitForTimeout(600);
  await expect.poll(() => page.getByLabel('Map progress').count(), { timeout: 120_000 }).toBe(0);
  return page.getByRole('list', { name: 'Clusters' }).innerText();
}

it('maps mixed terms with their own discovery settings, and makes nothing for other sliders', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await modelReady(page);
  const method = page.getByLabel('Method', { exact: true });
  const usual = await clusters(page);
  await setValue(page, 'Min cluster size', 40);
  await expect.poll(() => clusters(page)).not.toBe(usual);
  const coarse = await clusters(page);

  await method.selectOption('mixed');
  await expect.poll(() => clusters(page)).toBe(usual);
  await setValue(page, 'Min cluster size', 40);
  await expect.poll(() => clusters(page)).toBe(coarse);

  await page.evaluate(() => {
    const seen: string[] = [];
    Reflect.set(window, 'seen', seen);
    new MutationObserver(() => {
      if (document.querySelector('.map-progress') !== null) seen.push('progress');
    }).observe(document.body, { childList: true, subtree: true });
  });
  await setValue(page, 'Alignment', 0.3);
  await setValue(page, 'Steps', 7);
  await setValue(page, 'Seed', 5);
  expect(await clusters(page)).toBe(coarse);
  expect(await page.evaluate(() => Reflect.get(window, 'seen') as string[])).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
});
