/** Where the focus is after a press that takes its own button away, or disables it. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoSite, type DemoSite } from './demoPage';

let site: DemoSite;

beforeAll(async () => {
  site = await startDemoSite();
});

afterAll(() => site?.close());

/** The words of what has the focus; "" where nothing has. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const now = document.activeElement;
    if (now === null || now === document.body) return '';
    return now.getAttribute('aria-label') ?? now.textContent.trim();
  });
}

const inFocus = (page: Page) => expect.poll(() => focused(page));

/** A question, when it has the focus: it takes it soon after it is seen, wherever that is by then. */
async function asked(page: Page): Promise<Locator> {
  const question = page.getByRole('alertdialog');
  await question.locator(':focus').waitFor();
  return question;
}

async function press(page: Page | Locator, name: RegExp | string): Promise<void> {
  await page.getByRole('button', { name }).first().press('Enter');
}

describe('the focus', () => {
  it('goes to the next run when one is deleted', async () => {
    const { page, complaints } = await site.open('done');
    const rows = page.getByRole('button', { name: /^Show / });
    await rows.nth(1).waitFor();
    const names = await rows.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    await press(page, /^Delete run/);
    await press(await asked(page), 'Delete run');
    await inFocus(page).toBe(names[1]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('stays beside “Leave out”, which goes with the selection', async () => {
    const { page, complaints } = await site.open('explore');
    await page.getByRole('listbox', { name: 'Images of brass bell' }).focus();
    await page.keyboard.press('ArrowRight');
    await press(page, /^Leave out/);
    await page.getByText('1 image is left out').waitFor();
    await inFocus(page).toMatch(/^Tags/);
    await press(page, /^Take it in again/);
    await inFocus(page).toMatch(/^Tags/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('goes from Cancel to what can be pressed when nothing is left to cancel', async () => {
    const { page } = await site.open('running');
    await page.getByRole('button', { name: 'Cancel' }).and(page.locator(':enabled')).waitFor();
    await press(page, 'Cancel');
    await page.getByRole('button', { name: 'Cancel' }).and(page.locator(':disabled')).waitFor();
    await expect
      .poll(() => page.locator(':focus').and(page.locator(':not(:disabled)')).count())
      .toBe(1);
    await page.close();
  });

  it('is left alone where a person leaves a control by himself', async () => {
    const { page } = await site.open('done');
    await page
      .getByRole('button', { name: /^Delete run/ })
      .first()
      .focus();
    await page.getByRole('heading', { name: 'Runs' }).click();
    await inFocus(page).toBe('');
    await page.evaluate(() => document.querySelector('.run-row')?.remove());
    await page.waitForTimeout(100);
    expect(await focused(page)).toBe('');
    await page.close();
  });
});

describe('the panel of tags', () => {
  it('closes by Esc, and keeps what is selected', async () => {
    const { page } = await site.open('explore');
    await page.getByRole('listbox', { name: 'Images of brass bell' }).focus();
    await page.keyboard.press('ArrowRight');
    const name = page.getByRole('textbox', { name: 'Tag for the selected images' });
    for (const press of [async () => name.fill('odd'), async () => page.keyboard.press('Tab')]) {
      await page.locator('.tag-menu summary').press('Enter');
      await name.focus();
      await press();
      await page.keyboard.press('Escape');
      await expect.poll(() => name.isVisible()).toBe(false);
      await inFocus(page).toMatch(/^Tags/);
      await page.getByRole('heading', { name: 'Selected 1' }).waitFor();
    }
    await page.close();
  });
});

describe('what counts many times a second', () => {
  it.each([
    ['listing', '12,480 files'],
    ['loading', '11 of 28 MB'],
  ])('is shown and not spoken: %s', async (scene, words) => {
    const { page } = await site.open(scene);
    const text = page.getByText(words).first();
    await text.waitFor();
    const live = await text.evaluate(
      (node) =>
        node
          .closest('[aria-live], output, [role="status"], [role="alert"]')
          ?.getAttribute('aria-live') ?? (node.closest('output') === null ? 'off' : 'polite'),
    );
    expect(live).toBe('off');
    await page.close();
  });
});

describe('a dialog', () => {
  it('keeps the page’s keys from what lies behind it', async () => {
    const { page } = await site.open('done');
    await page.getByText('Sampling', { exact: true }).click();
    const steps = page.getByRole('slider', { name: 'Steps' });
    await steps.fill('40');
    await page
      .getByRole('button', { name: /^Delete run/ })
      .first()
      .click();
    const question = await asked(page);
    await question.getByRole('button', { name: 'Keep' }).focus();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('?');
    expect(await page.getByRole('heading', { name: 'Keyboard shortcuts' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await steps.inputValue()).toBe('40');
    await page.locator('body').press('Control+z');
    await expect.poll(() => steps.inputValue()).toBe('25');
    await page.close();
  });
});
