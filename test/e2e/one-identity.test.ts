/** A set belongs to the pictures that it was made from: two collections, two tabs, an export that comes back. */
import { basename } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { USUAL_SHARE } from '../../src/core/held-out';
import { openedExport, type OpenedExport } from '../support/opened-export';
import {
  addFile,
  addFolder,
  distill,
  distillOne,
  exportedZip,
  ImageFolder,
  madeImages,
  modelReady,
  runEnded,
  setValue,
  Site,
} from '../support/stillroom';

/** So many that a run is stopped before its last image. */
const STEPS = 80;

let site: Site;
const folders: ImageFolder[] = [];

/** A folder of one class; another seed draws other pictures under the same names. */
function drawn(name: string, images: number, seed = 1): ImageFolder {
  const folder = new ImageFolder().drawClass(name, images, seed);
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  site = await Site.open('small');
});
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
afterAll(async () => {
  await site.close();
});

const method = (page: Page) => page.getByLabel('Method', { exact: true });

/** The files of an export under their contents, whatever texts they carry. */
function contents({ manifest }: OpenedExport, kind: 'distilled' | 'core'): string[] {
  return manifest.images.filter((image) => image.kind === kind).map(({ sha256 }) => sha256);
}

async function exported(page: Page): Promise<OpenedExport> {
  return openedExport(await exportedZip(page));
}

/** How many runs the browser keeps, for all of its tabs. */
function keptRuns(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error as DOMException));
      });
    const database = await done(indexedDB.open('stillroom'));
    const count = await done(database.transaction('runs').objectStore('runs').count());
    database.close();
    return count;
  });
}

describe('two collections with equal names', () => {
  it('share no image: what is exported is what the page shows, of its own pictures', async () => {
    const { page, errors, context } = await site.visit();
    const folder = drawn('fox', 30, 1);
    await addFolder(page, folder, 'fox');
    await modelReady(page);
    await setValue(page, 'Images per class', 3);
    await setValue(page, 'Steps', STEPS);
    await distill(page);
    const first = await exported(page);
    expect(first.made).toHaveLength(3);

    // A second class, so that the places of the first tell them apart and do not name them.
    const there = drawn('fox', 30, 3).drawClass('owl', 2);
    await addFolder(page, there, basename(there.path));
    await modelReady(page);
    await page.getByRole('checkbox', { name: `Include fox (${basename(folder.path)})` }).uncheck();
    await page.getByRole('checkbox', { name: 'Include owl' }).uncheck();
    const other = `fox \\(${basename(there.path)}\\)`;
    await distillOne(page, other);
    const shown = await madeImages(page, other).count();
    expect(shown).toBeLessThan(3);
    const second = await exported(page);
    expect(second.made).toHaveLength(shown);
    const before = new Set([...contents(first, 'distilled'), ...contents(first, 'core')]);
    for (const sha256 of [...contents(second, 'distilled'), ...contents(second, 'core')]) {
      expect(before.has(sha256)).toBe(false);
    }
    const [a, b] = [first, second].map(({ manifest }) => manifest.recipe.classes[0]?.fingerprint);
    expect(a).toMatch(/^[0-9a-f]{64}$/);
    expect(b).not.toBe(a);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('leave a finished set whole when classes are added', async () => {
    const { page, errors, context } = await site.visit();
    await addFolder(page, drawn('fox', 12), 'fox');
    await modelReady(page);
    await method(page).selectOption('random-real');
    await setValue(page, 'Images per class', 2);
    await distill(page);
    const whole = await exported(page);
    expect([whole.made.length, whole.cores.length]).toEqual([2, 2]);
    await addFolder(page, drawn('owl', 12), 'owl');
    const later = await exported(page);
    expect(later.made).toEqual(whole.made);
    expect(contents(later, 'distilled')).toEqual(contents(whole, 'distilled'));
    expect(contents(later, 'core')).toEqual(contents(whole, 'core'));
    expect(later.manifest.withoutCores).toEqual([]);
    expect(await page.getByText(/disk/).count()).toBe(0);
    expect(errors).toEqual([]);
    await context.close();
  });
});

it('goes on from an export that is dropped back with its folders, names and prompts', async () => {
  const folder = drawn('fox', 30);
  const first = await site.visit();
  await addFolder(first.page, folder, 'fox');
  await modelReady(first.page);
  await first.page.getByRole('button', { name: 'Edit fox' }).click();
  const prompt = first.page.getByLabel('Prompt of fox');
  await prompt.fill('a fox in the snow');
  await prompt.press('Enter');
  await setValue(first.page, 'Images per class', 3);
  await setValue(first.page, 'Steps', STEPS);
  await distillOne(first.page, 'fox');
  const zip = await exportedZip(first.page);
  const stopped = openedExport(zip);
  expect(stopped.made.length).toBeLessThan(3);
  await first.context.close();

  const { page, errors, context } = await site.visit();
  await context.addInitScript(() => {
    const calls: string[] = [];
    Reflect.set(window, 'calls', calls);
    const post: unknown = Reflect.get(Worker.prototype, 'postMessage');
    Worker.prototype.postMessage = function (message: unknown, ...rest: unknown[]) {
      if (typeof message === 'object' && message !== null && 'name' in message) {
        calls.push(String(message.name));
      }
      return Reflect.apply(post as typeof this.postMessage, this, [message, ...rest]);
    };
  });
  await page.reload();
  await addFile(page, 'set.zip', zip);
  await madeImages(page, 'fox').first().waitFor();
  await addFolder(page, folder, 'fox');
  await modelReady(page);
  await page.getByRole('button', { name: 'Edit fox' }).click();
  expect(await page.getByLabel('Prompt of fox').inputValue()).toBe('a fox in the snow');
  await distill(page);
  const whole = await exported(page);
  expect(whole.made).toHaveLength(3);
  expect(contents(whole, 'distilled').slice(0, stopped.made.length)).toEqual(
    contents(stopped, 'distilled'),
  );
  const sampled = await page.evaluate(
    () => (Reflect.get(window, 'calls') as string[]).filter((name) => name === 'sample').length,
  );
  expect(sampled).toBe(3 - stopped.made.length);
  // It is one run, though it was begun twice.
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByText(/One run is kept so far/).waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

it('refuses an export whose recipe was changed', async () => {
  const { page, context } = await site.visit();
  await addFolder(page, drawn('fox', 12), 'fox');
  await modelReady(page);
  await method(page).selectOption('random-real');
  await setValue(page, 'Images per class', 1);
  await distill(page);
  const { file } = await exported(page);
  const text = new TextDecoder().decode(file('manifest.json'));
  expect(text).toContain('"seed": 0');
  await addFile(page, 'manifest.json', text.replaceAll('"seed": 0', '"seed": 7'));
  await page.getByText(/it was changed after the export/).waitFor();
  expect(await page.getByLabel('Seed', { exact: true }).inputValue()).toBe('0');
  await context.close();
});

it('names a run by what can be read: a broken file changes nothing about it', async () => {
  const folder = drawn('fox', 12).write('fox/notes.png', 'this is a text file');
  const { page, errors, context } = await site.visit();
  await addFolder(page, folder, 'fox');
  await modelReady(page);
  await method(page).selectOption('random-real');
  await setValue(page, 'Images per class', 2);
  await distill(page);
  const first = (await exported(page)).manifest;
  await distill(page);
  const again = (await exported(page)).manifest;
  expect(again.recipeHash).toBe(first.recipeHash);
  const { used } = folder.split('fox', USUAL_SHARE, ['notes.png']);
  expect(first.recipe.classes.map(({ images }) => images)).toEqual([used]);
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByText(/One run is kept so far/).waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

it('lets two tabs distill at once, and each exports what it shows', async () => {
  const { page: one, errors, context } = await site.visit();
  const two = await context.newPage();
  await two.goto(site.url);
  // A browser paints the tab in front alone, and a test presses what is painted.
  for (const [page, name] of [
    [one, 'fox'],
    [two, 'owl'],
  ] as const) {
    await page.bringToFront();
    await addFolder(page, drawn(name, 30), name);
    await modelReady(page);
    await setValue(page, 'Images per class', 2);
    await setValue(page, 'Steps', 4);
    await page.getByRole('button', { name: 'Distill', exact: true }).click();
  }
  await runEnded(two);
  expect((await exported(two)).made).toEqual(['train/owl/0000.png', 'train/owl/0001.png']);
  await one.bringToFront();
  await runEnded(one);
  expect((await exported(one)).made).toEqual(['train/fox/0000.png', 'train/fox/0001.png']);

  await two.bringToFront();
  await two.getByRole('button', { name: 'Clear collection' }).click();
  await two.getByRole('alertdialog').getByRole('button', { name: 'Clear collection' }).click();
  await two.getByRole('button', { name: 'Load sample collection' }).waitFor();
  // The page is empty before the storage is.
  await expect.poll(() => keptRuns(two)).toBe(1);
  await one.bringToFront();
  expect((await exported(one)).made).toHaveLength(2);
  await one.reload();
  await madeImages(one, 'fox').first().waitFor();
  expect((await exported(one)).made).toEqual(['train/fox/0000.png', 'train/fox/0001.png']);
  await two.bringToFront();
  await two.reload();
  await two.getByRole('button', { name: 'Load sample collection' }).waitFor();
  expect(errors).toEqual([]);
  await context.close();
});
