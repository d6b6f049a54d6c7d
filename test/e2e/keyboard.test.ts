/**
 * From the first screen to the exported file without a pointer, in a window of 1280 x 720 at 200 % zoom and
 * with reduced motion: every control is reached by Tab, has a name for a screen reader, and stays in the window.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { misplaced } from '../support/layout-facts';
import { openedExport } from '../support/opened-export';
import { exportButton, ImageFolder, mainButton, modelReady, Site } from '../support/stillroom';

/** CSS pixels of a window of 1280 x 720 whose page is shown twice as large. */
const ZOOMED = { width: 640, height: 360 };

let site: Site;
const folder = new ImageFolder();

beforeAll(async () => {
  folder.drawClass('fox', 20, 1).drawClass('owl', 20, 2);
  site = await Site.open('small');
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

/** Presses Tab until a control has the focus. @param most presses that a person would bear */
async function tabTo(page: Page, control: Locator, most: number): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    if (await control.evaluate((one) => one === document.activeElement)) {
      await expectSeen(page);
      return;
    }
  }
  throw new Error(`${most} presses of Tab do not reach ${String(control)}.`);
}

/** What has the focus lies in the window, and shows that it has it. */
async function expectSeen(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        const one = document.activeElement;
        if (one === null) return 'nothing has the focus';
        const { top, bottom, left, right } = one.getBoundingClientRect();
        const inside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
        // A field that covers its button leaves it to the button.
        const ringed = [one, one.parentElement].some((part) => {
          const { outlineStyle, outlineWidth } = getComputedStyle(part ?? one);
          return outlineStyle !== 'none' && outlineWidth !== '0px';
        });
        return [inside, ringed];
      }),
    )
    .toEqual([true, true]);
}

/** Controls that a screen reader would call by their kind alone. */
async function nameless(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot();
  const kinds = 'button|link|checkbox|radio|slider|spinbutton|textbox|searchbox|combobox|tab|img';
  return tree.split('\n').filter((line) => new RegExp(`^\\s*- '?(${kinds})\\b(?! ")`).test(line));
}

/** Nothing leaves the window sideways, and what moves is over at once. */
async function expectCalm(page: Page): Promise<void> {
  const looked = {
    inside: 'button, select, input:not(.visually-hidden)',
    apart: [],
    whole: 'h1, h2',
  };
  await expect.poll(() => page.evaluate(misplaced, looked)).toEqual([]);
  const moving = await page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().activeDuration) > 1).length,
  );
  expect(moving).toBe(0);
  expect(await nameless(page)).toEqual([]);
}

it('goes from the first screen to an exported file by keyboard alone', async () => {
  const { page, context, errors } = await site.visit(ZOOMED);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  // What began to move before that goes on to its end.
  await page.reload();
  await page.getByRole('button', { name: 'Load sample collection' }).waitFor();
  await expectCalm(page);

  await tabTo(page, page.getByLabel('Add class folders').first(), 20);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.keyboard.press('Enter'),
  ]);
  await chooser.setFiles(folder.path);
  for (const name of ['fox', 'owl']) {
    await page.getByRole('checkbox', { name: new RegExp(name) }).waitFor();
  }
  await modelReady(page);
  await expectCalm(page);

  const method = page.getByLabel('Method', { exact: true });
  await tabTo(page, method, 80);
  // Letters make one word only where they come within a second: the same one goes from name to name.
  for (const id of ['rded-stitching', 'random-real']) {
    await page.keyboard.press('r');
    await expect.poll(() => method.inputValue()).toBe(id);
  }
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => page.title(), { timeout: 240_000 }).toMatch(/^Done: Random real/);
  await mainButton(page).and(page.locator(':enabled')).waitFor();
  await expectCalm(page);

  await tabTo(page, exportButton(page), 120);
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 240_000 }),
    page.keyboard.press('Enter'),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const { manifest } = openedExport(new Uint8Array(Buffer.concat(chunks)));
  expect(manifest.recipe.method).toBe('random-real');
  expect(errors).toEqual([]);
  await context.close();
});
