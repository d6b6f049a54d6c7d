/** Runs are things: named, listed, shown, continued, queued, addressed, and found by one picture. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { openedExport } from '../support/opened-export';
import {
  addFile,
  addFolder,
  distill,
  exportButton,
  exportedZip,
  ImageFolder,
  madeImages,
  mainButton,
  modelReady,
  runEnded,
  setValue,
  Site,
} from '../support/stillroom';

const CLASSES = ['fox', 'owl'];
let site: Site;
const folder = new ImageFolder();

beforeAll(async () => {
  for (const [i, name] of CLASSES.entries()) folder.drawClass(name, 30, i + 1);
  site = await Site.open('small');
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

async function prepared(method: string) {
  const visit = await site.visit({ width: 1440, height: 900 });
  const { page } = visit;
  await addFolder(page, folder, ...CLASSES);
  await modelReady(page);
  await page.getByLabel('Method', { exact: true }).selectOption(method);
  await setValue(page, 'Images per class', 2);
  return visit;
}

const runList = (page: Page) => page.getByRole('region', { name: 'Kept runs' });
const shownTitle = (page: Page) => page.locator('.run-title');
const says = async (page: Page) => mainButton(page).textContent();
/** As the page has it: what Playwright knows of it comes later. */
const hash = (page: Page) => page.evaluate(() => window.location.hash);

it('has its settings after a reload, before any run and after others than its run', async () => {
  const { page, errors, context } = await prepared('plain');
  const method = page.getByLabel('Method', { exact: true });
  const count = page.getByLabel('Images per class', { exact: true }).first();
  const settings = async () => [await method.inputValue(), await count.inputValue()];
  const chosen = await settings();
  expect(chosen[0]).toBe('plain');
  await page.reload();
  await modelReady(page);
  await expect.poll(settings).toEqual(chosen);

  await method.selectOption('random-real');
  await distill(page);
  await method.selectOption('closest-real');
  await page.reload();
  // The tab from the first moment, before its run is read again.
  expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Distill');
  await modelReady(page);
  await expect.poll(settings).toEqual(['closest-real', chosen[1]]);
  expect(await shownTitle(page).innerText()).toMatch(/^Random real/);
  expect(errors).toEqual([]);
  await context.close();
});

it('names runs, keeps what is shown apart from the settings, and leads back', async () => {
  const { page, errors, context } = await prepared('random-real');
  expect(await says(page)).toBe('Distill');
  await distill(page);
  await expect.poll(() => says(page)).toBe('Distill again');
  await expect.poll(() => page.title()).toMatch(/^Done: Random real, IPC 2 · seed 0 - Stillroom$/);
  expect(await exportButton(page).textContent()).toBe('Export Random real, IPC 2, seed 0');

  // Other settings: the images on the screen are still the run's, and say so.
  await page.getByLabel('Method', { exact: true }).selectOption('closest-real');
  await expect.poll(() => says(page)).toBe('Distill again (settings changed)');
  expect(await shownTitle(page).innerText()).toMatch(/^Random real\s+IPC 2 · seed 0/);
  await page.getByText('made with other settings').waitFor();
  await page.getByRole('button', { name: 'Use its settings' }).click();
  await expect
    .poll(() => page.getByLabel('Method', { exact: true }).inputValue())
    .toBe('random-real');
  await page.getByText('made with other settings').waitFor({ state: 'detached' });
  await expect.poll(() => says(page)).toBe('Distill again');

  // A second run, by the keyboard, from a field: what is typed there counts.
  await page.getByLabel('Seed', { exact: true }).evaluate((field) => {
    field.closest('details')?.setAttribute('open', '');
  });
  const seed = page.getByLabel('Seed', { exact: true });
  await seed.fill('5');
  await seed.press('Control+Enter');
  await expect.poll(() => page.title()).toMatch(/^Done: Random real, IPC 2 · seed 5 - /);
  await runEnded(page);
  await expect.poll(() => runList(page).getByRole('listitem').count()).toBe(2);

  // The first one again, from the list: its images under its name, the settings stay.
  const second = await hash(page);
  await page.getByRole('button', { name: /^Show Random real, IPC 2 · seed 0/ }).click();
  await expect.poll(() => shownTitle(page).innerText()).toContain('seed 0');
  await page.getByText('made with other settings').waitFor();
  expect(await seed.inputValue()).toBe('5');
  expect(openedExport(await exportedZip(page)).manifest.recipe.sampling.seed).toBe(0);

  // Back, forward and reload lead to the run that the address names.
  await expect.poll(() => hash(page)).not.toBe(second);
  expect(await hash(page)).toMatch(/^#tab=distill&class=fox&run=[0-9a-f]{12}$/);
  await page.goBack();
  await expect.poll(() => shownTitle(page).innerText()).toContain('seed 5');
  expect(await hash(page)).toBe(second);
  await page.goForward();
  await expect.poll(() => shownTitle(page).innerText()).toContain('seed 0');
  await madeImages(page, 'owl').nth(1).click();
  await page.getByRole('dialog', { name: 'owl, image 2' }).waitFor();
  await expect.poll(() => hash(page)).toMatch(/&class=owl&.*&image=2&view=large$/);
  await page.reload();
  await page.getByRole('dialog', { name: 'owl, image 2' }).waitFor();
  expect(await hash(page)).toMatch(/&class=owl&.*&image=2&view=large$/);
  await page.goBack();
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});

it('has the main action within five Tabs, and goes on where a run was stopped', async () => {
  const { page, errors, context } = await prepared('plain');
  // A page that was just opened: the focus is nowhere yet.
  await page.reload();
  await modelReady(page);
  const focused: string[] = [];
  for (let tab = 0; tab < 5; tab++) {
    await page.keyboard.press('Tab');
    focused.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''));
  }
  expect(focused).toContain('Distill');

  await page.getByLabel('Method', { exact: true }).selectOption('plain');
  await setValue(page, 'Images per class', 2);
  await setValue(page, 'Steps', 100);
  await mainButton(page).click();
  await madeImages(page, 'fox').first().waitFor({ timeout: 200_000 });
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await modelReady(page);
  const kept = (await madeImages(page, 'fox').count()) + (await madeImages(page, 'owl').count());
  await expect.poll(() => says(page)).toBe(`Continue (${kept} of 4)`);
  await expect.poll(() => page.title()).toMatch(/^Stopped: Plain model/);
  // Settings of no run are another run; the way back is the run's own.
  await setValue(page, 'Steps', 9);
  await expect.poll(() => says(page)).toBe('Distill again (settings changed)');
  await page.keyboard.press('Control+z');
  await expect.poll(() => says(page)).toBe(`Continue (${kept} of 4)`);
  expect(errors).toEqual([]);
  await context.close();
});

it('makes several runs in their order, with one progress, and leaves none waiting after Cancel', async () => {
  const { page, errors, context } = await prepared('random-real');
  await page.getByRole('button', { name: 'Several runs…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Several runs, one after the other' });
  await dialog.getByRole('checkbox', { name: 'k-means-closest real' }).check();
  await dialog.getByLabel('Images per class').fill('1, 2');
  await dialog.getByLabel('Seeds').fill('0-x');
  await dialog.getByText('Seed: "0-x" is no whole number').waitFor();
  await dialog.getByLabel('Seeds').fill('0-1');
  await dialog.getByText('8 runs, 24 images').waitFor();
  // Who looks elsewhere, and has allowed it, is told when all are made.
  await page.evaluate(() => {
    const notes: string[] = [];
    class Note extends EventTarget {
      static readonly permission = 'granted';
      constructor(_title: string, { body }: { body: string }) {
        super();
        notes.push(body);
      }
    }
    Object.assign(window, { notes, Notification: Note });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
  });
  await dialog.getByRole('button', { name: 'Start 8 runs' }).click();
  await expect.poll(() => page.title(), { timeout: 400_000 }).toBe('Done: 8 runs - Stillroom');
  await page.getByText(/^24 of 24 images/).waitFor();
  const notes = await page.evaluate(() => Reflect.get(window, 'notes') as string[]);
  expect(notes).toEqual([expect.stringContaining('8 runs')]);
  await expect.poll(() => runList(page).getByRole('listitem').count()).toBe(8);
  const names = await runList(page)
    .getByRole('button', { name: /^Show / })
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  // The latest first: methods in the page's order, then images per class, then seeds.
  expect(names.toReversed()).toEqual(
    ['k-means-closest real', 'Random real'].flatMap((method) =>
      [1, 2].flatMap((ipc) => [0, 1].map((seed) => `Show ${method}, IPC ${ipc} · seed ${seed}`)),
    ),
  );

  // Two slow ones: the second waits, and is let go of with the first.
  await page.getByLabel('Method', { exact: true }).selectOption('plain');
  await setValue(page, 'Steps', 100);
  await mainButton(page).click();
  await page.getByRole('button', { name: 'Distilling', exact: true }).waitFor();
  await setValue(page, 'Images per class', 3);
  await page.getByRole('button', { name: 'Queue this run', exact: true }).click();
  const waiting = page.getByRole('list', { name: 'Waiting runs' }).getByRole('listitem');
  await expect
    .poll(() => waiting.allInnerTexts())
    .toEqual(['Plain model, IPC 3 · seed 0 · Steps 100, waits']);
  await page.getByText(/^Run 1 of 2: /).waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await modelReady(page);
  expect(await waiting.count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});

it('takes settings from one dropped picture', async () => {
  const { page, errors, context } = await prepared('plain');
  await setValue(page, 'Steps', 4);
  await setValue(page, 'Images per class', 1);
  await distill(page);
  const exported = openedExport(await exportedZip(page));
  const picture = exported.file('train/owl/0000.png');
  await setValue(page, 'Steps', 9);
  await page.getByLabel('Method', { exact: true }).selectOption('random-real');
  await addFile(page, '0000.png', picture);
  await page.getByText('The sliders have the settings of "0000.png"').waitFor();
  expect(await page.getByLabel('Method', { exact: true }).inputValue()).toBe('plain');
  expect(await page.getByLabel('Steps', { exact: true }).inputValue()).toBe('4');
  await expect.poll(() => says(page)).toBe('Distill again');

  // The manifest alone brings them too.
  await setValue(page, 'Steps', 9);
  await addFile(page, 'manifest.json', exported.file('manifest.json'));
  await page.getByText(/Settings of ".*" are back/).waitFor();
  expect(await page.getByLabel('Steps', { exact: true }).inputValue()).toBe('4');
  expect(errors).toEqual([]);
  await context.close();
});
