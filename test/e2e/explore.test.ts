/** A map is of the settings that it says, and of the images that a person left in the class. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectLaidOut } from '../support/layout-facts';
import { unzipSync } from 'fflate';
import { SMALL_CLASS } from '../support/small-sample';
import {
  addFolder,
  ImageFolder,
  keptOfTabs,
  modelReady,
  PATIENCE_MS,
  setValue,
  Site,
} from '../support/stillroom';

/** Enough for a first picture of the map from some of them: 384 and more. */
const MANY = 440;

let site: Site;
const folder = new ImageFolder();
beforeAll(async () => {
  folder.drawClass('fox', MANY, 1).drawClass('owl', 30, 2);
  site = await Site.open('small');
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

/** Settings make another map, which takes as long as a page may take. */
const MAPPED = { timeout: PATIENCE_MS };

/** The clusters and their sizes, once the map is drawn. */
async function clusters(page: Page): Promise<string> {
  await page.getByText('Against the truth:').waitFor();
  await page.getByLabel('Map progress').waitFor({ state: 'detached' });
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
  await expect.poll(() => clusters(page), MAPPED).not.toBe(usual);
  const coarse = await clusters(page);

  await method.selectOption('mixed');
  await expect.poll(() => clusters(page), MAPPED).toBe(usual);
  await setValue(page, 'Min cluster size', 40);
  await expect.poll(() => clusters(page), MAPPED).toBe(coarse);

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
  // A map would have begun by then.
  await page.waitForTimeout(600);
  expect(await clusters(page)).toBe(coarse);
  expect(await page.evaluate(() => Reflect.get(window, 'seen') as string[])).toEqual([]);

  // An image that is left out leaves map, grid and count; Ctrl+Z takes it in again.
  const images = page.getByRole('heading', { name: /^Images/ }).getByRole('status');
  const all = Number(await images.textContent());
  const grid = page.getByRole('listbox', { name: /^Images of / });
  await grid.getByRole('option').nth(2).click();
  const nearest = page.getByRole('region', { name: 'Nearest real images' });
  await nearest.getByRole('button').nth(11).waitFor();
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
  await page.getByRole('radio', { name: `Held out ${SMALL_CLASS - all}` }).check();
  await expect.poll(() => images.textContent()).toBe(String(SMALL_CLASS - all));
  // The filters stand above the images, and cover none.
  await page.getByText('Held-out images are on no map.').waitFor();
  await grid
    .getByRole('option', { name: /, held out$/ })
    .first()
    .click();
  await nearest.getByRole('button').nth(11).waitFor();
  await page
    .getByRole('button', { name: 'Leave out of the class' })
    .and(page.locator(':disabled'))
    .waitFor();

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

/** Keeps what the map is called, one name after the other. */
async function watchMapNames(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const names: string[] = [];
    Reflect.set(window, 'mapNames', names);
    const look = () => {
      const name = document.querySelector('.point-map')?.getAttribute('aria-label') ?? '';
      if (name !== '' && name !== names.at(-1)) names.push(name);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => Reflect.get(window, 'mapNames') as string[]);
}

async function selectedCount(page: Page): Promise<number> {
  const heading = await page.getByRole('heading', { name: /^Selected/ }).textContent();
  return Number(/\d+/.exec(heading ?? '')?.[0]);
}

/** Draws a lasso around a part of the map. @param share of its width, from the left */
async function lasso(page: Page, share: number): Promise<void> {
  await page.getByRole('button', { name: 'Lasso' }).click();
  const box = await page.locator('.point-map').boundingBox();
  if (box === null) throw new Error('no map');
  const at = (x: number, y: number) =>
    page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
  await at(0.01, 0.01);
  await page.mouse.down();
  for (const [x, y] of [
    [share, 0.01],
    [share, 0.99],
    [0.01, 0.99],
    [0.01, 0.02],
  ] as const)
    await at(x, y);
  await page.mouse.up();
}

it('draws a first map from some images, maps all classes, leaves a lasso out, keeps tags and saves their files', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  const mapNames = await watchMapNames(page);
  await addFolder(page, folder, 'fox', 'owl');
  await modelReady(page);
  const { used } = folder.split('fox', 10);
  await page.getByRole('figure', { name: `Core map of fox: ${used} images` }).waitFor();
  expect((await mapNames()).slice(0, 2)).toEqual([
    `First picture of the map of fox, from 192 of ${used} images.`,
    expect.stringMatching(/^Core map of fox/),
  ]);

  // What a lasso encloses is left out of the class, and Ctrl+Z takes it in again.
  await page.getByRole('listitem').filter({ hasText: 'owl' }).getByText('owl').click();
  const owls = folder.split('owl', 10).used;
  const map = page.getByRole('figure', { name: new RegExp(`^Core map of owl: ${owls} images`) });
  await map.waitFor();
  await lasso(page, 0.6);
  await expect.poll(() => selectedCount(page)).toBeGreaterThan(0);
  const enclosed = await selectedCount(page);
  expect(enclosed).toBeLessThan(owls);
  const images = page.getByRole('heading', { name: /^Images/ }).getByRole('status');
  await page.getByRole('button', { name: 'Leave out of the class' }).click();
  await expect.poll(() => images.textContent()).toBe(String(owls - enclosed));
  await page.keyboard.press('Control+z');
  await expect.poll(() => images.textContent()).toBe(String(owls));

  // A tag is a saved selection: it selects, filters, is saved as files, and is there after a reload.
  const grid = page.getByRole('listbox', { name: 'Images of owl' });
  await page.keyboard.press('Escape');
  await grid.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => selectedCount(page)).toBe(3);
  const tags = page.locator('summary').filter({ hasText: /^Tags/ });
  await tags.click();
  await page.getByLabel('Tag for the selected images').fill('night');
  await page.getByRole('button', { name: 'Save 3' }).click();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('button', { name: 'Select the images of night' }).click();
  await expect.poll(() => selectedCount(page)).toBe(3);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save files of night' }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const names = Object.keys(unzipSync(new Uint8Array(Buffer.concat(chunks))));
  expect(names.filter((name) => /owl\/\d{4}\.png$/.test(name))).toHaveLength(3);
  await tags.click();
  await expect.poll(() => keptOfTabs(page)).toContain('night');
  await page.reload();
  await modelReady(page);
  await page.getByText('More filters').click();
  await page.getByRole('checkbox', { name: 'Tag: night 3' }).check();
  await expect.poll(() => images.textContent()).toBe(`3 / ${owls}`);

  await page.getByRole('button', { name: 'Whole collection' }).click();
  await page.getByRole('button', { name: 'Map the whole collection' }).click();
  await page
    .getByRole('figure', {
      name: `Map of the whole collection: ${used + owls} images of 2 classes.`,
    })
    .waitFor();
  expect(errors).toEqual([]);
  await context.close();
});
