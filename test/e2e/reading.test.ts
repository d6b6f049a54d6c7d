/** What was understood of a dropped folder is shown, can be changed there, and is changed after a reload. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawTar } from '../support/raw-tar';
import { ImageFolder, Site } from '../support/stillroom';

let site: Site;
let folder: ImageFolder;
beforeAll(async () => {
  site = await Site.open('small');
  folder = new ImageFolder();
  for (const [split, count] of [
    ['train', 6],
    ['val', 3],
  ] as const) {
    for (const name of ['cat', 'dog']) folder.drawClass(`${split}/${name}`, count);
  }
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

/** The check boxes of the classes, by the names that stand beside them. */
async function classes(page: Page): Promise<string[]> {
  const cards = page.getByRole('listitem').filter({ has: page.getByRole('checkbox') });
  return (await cards.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

const listed = async (page: Page, ...wanted: RegExp[]) => {
  await expect
    .poll(() => classes(page))
    .toEqual(wanted.map((text) => expect.stringMatching(text) as unknown));
};

/** What the browser keeps of the tab's collection, which is written after the page shows it; null without one. */
function kept(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error as DOMException));
      });
    const database = await done(indexedDB.open('stillroom'));
    try {
      const table = database.transaction('tabs').objectStore('tabs');
      const keys = await done(table.getAllKeys());
      const key = keys.find((one) => typeof one === 'string' && one.endsWith('/collection'));
      return key === undefined ? null : ((await done(table.get(key))) as unknown);
    } finally {
      database.close();
    }
  });
}

it('is a tree whose parts can be read otherwise', async () => {
  const { page, errors, context } = await site.visit();
  await page.getByLabel('Add class folders').first().setInputFiles(folder.path);
  const choice = page.getByLabel(/^"val":/);
  await choice.waitFor();
  expect(await choice.inputValue()).toBe('held-out');
  await page.getByText('2 classes, 12 images; 6 images held out.').waitFor();
  await listed(page, /^cat .*6 images, 3 held out/, /^dog .*6 images, 3 held out/);

  await choice.selectOption({ label: 'distill from its images' });
  await page.getByText('2 classes, 18 images.').waitFor();
  await listed(page, /^cat .*9 images/, /^dog .*9 images/);

  const chosen = [[expect.any(String), 'train']] as unknown;
  await expect.poll(() => kept(page)).toMatchObject({ choices: chosen });
  await page.reload();
  await page.getByText('2 classes, 18 images.').waitFor();
  expect(await page.getByLabel(/^"val":/).inputValue()).toBe('train');

  await page.getByLabel(/^"val":/).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByText('2 classes, 12 images; 6 images held out.').waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

describe('what comes or goes while an archive is read', () => {
  const archives = mkdtempSync(join(tmpdir(), 'stillroom-archives-'));
  const ants = join(archives, 'ants.tar');
  const bees = join(archives, 'bees.tar');
  const entry = (name: string) => ({ name, data: new Uint8Array([1]) });
  beforeAll(() => {
    // Entries enough that the page is still reading when the next thing happens.
    writeFileSync(ants, rawTar(Array.from({ length: 12_000 }, (_, i) => entry(`ant/${i}.png`))));
    writeFileSync(bees, rawTar([entry('bee/1.png')]));
  });
  afterAll(() => {
    rmSync(archives, { recursive: true });
  });
  const add = (page: Page, archive: string) =>
    page.getByLabel('Add an archive').first().setInputFiles(archive);

  it('waits for it, and is added to it', async () => {
    const { page, errors, context } = await site.visit();
    await add(page, ants);
    await add(page, bees);
    await listed(page, /^ant /, /^bee /);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('is not there again after it was cleared', async () => {
    const { page, errors, context } = await site.visit();
    await page.getByLabel('Add class folders').first().setInputFiles(folder.path);
    await page.getByText('2 classes, 12 images; 6 images held out.').waitFor();
    await add(page, ants);
    await page.getByRole('button', { name: 'Clear collection' }).click();
    const welcome = page.getByRole('button', { name: 'Load sample collection' }).first();
    await welcome.waitFor();
    await expect.poll(() => kept(page)).toBeNull();
    await page.reload();
    await welcome.waitFor();
    await expect.poll(() => classes(page)).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });
});
