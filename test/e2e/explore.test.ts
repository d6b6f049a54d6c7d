/** A map is of the settings that it says, and of the images that a person left in the class. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectLaidOut } from '../support/layout-facts';
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

it('maps mixed terms with their own discovery settings, makes nothing for other sliders, and leaves images out', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await page.evaluate(() => {
    const whileRead: string[] = [];
    Reflect.set(window, 'whileRead', whileRead);
    const look = () => {
      for (const card of document.querySelectorAll('.class-card')) {
        const line = /Reading \d+ of \d+/.exec(card.textContent)?.[0];
        if (line !== undefined && card.querySelector('.class-strip img') !== null) {
          whileRead.push(line);
        }
      }
    };
    const changes = { childList: true, subtree: true, characterData: true };
    new MutationObserver(look).observe(document.body, changes);
  });
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

  // An image that is left out leaves map, grid and count; Ctrl+Z takes it in again.
  const images = page.getByRole('heading', { name: /^Images/ }).getByRole('status');
  const all = Number(await images.textContent());
  const grid = page.getByRole('listbox', { name: /^Images of / });
  await grid.getByRole('option').nth(2).click();
  const nearest = page.getByRole('region', { name: 'Nearest real images' });
  await nearest.getByRole('button').nth(11).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Leave out of the class' }).click();
  await page.getByText('1 image is left out of this class').waitFor();
  await expect.poll(() => images.textContent()).toBe(String(all - 1));
  await clusters(page);
  await page.keyboard.press('Control+z');
  await expect.poll(() => images.textContent()).toBe(String(all));
  expect(await clusters(page)).toBe(coarse);

  // Pictures stood there while their class was read.
  const whileRead = await page.evaluate(() => Reflect.get(window, 'whileRead') as string[]);
  expect(whileRead.length).toBeGreaterThan(0);
  // What is held out is shown when asked for, in no cluster and on no map, with what is like it.
  await page.getByText('More filters').click();
  await page.getByRole('radio', { name: `Held out ${240 - all}` }).check();
  await expect.poll(() => images.textContent()).toBe(String(240 - all));
  // The filters stand above the images, and cover none.
  await page.getByText('Held-out images are on no map.').waitFor();
  await grid
    .getByRole('option', { name: /, held out$/ })
    .first()
    .click();
  await nearest.getByRole('button').nth(11).waitFor({ timeout: 60_000 });
  expect(await page.getByRole('button', { name: 'Leave out of the class' }).isDisabled()).toBe(
    true,
  );

  // Whatever the window, dark or light: nothing leaves it, covers another or is cut.
  await expectLaidOut(page, {
    inside:
      '.map-toolbar *, .map-area, .grid-frame, .images-head > *, .filter-bar *, .selection-bar > *',
    apart: [
      '.map-toolbar button',
      '.images-pane > *',
      '.images-head > *',
      '.filter-bar > *',
      '.filter-panel > *',
      '.selection-bar > *',
    ],
    whole: '.map-toolbar button, .images-head button, .selection-bar button, .looked-at p',
  });
  expect(errors).toEqual([]);
  await context.close();
});
