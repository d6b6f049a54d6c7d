/** What a person hears who does not see the page, reaches without a pointer, or reads from right to left. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoSite, type DemoSite } from './demoPage';

let site: DemoSite;

beforeAll(async () => {
  site = await startDemoSite();
});

afterAll(() => site?.close());

describe('a run', () => {
  it('that cannot be trained on says why beside its box', async () => {
    // Classes came after the runs were made.
    const { page, complaints } = await site.open('papers');
    await page.getByRole('tab', { name: 'Evaluate' }).click();
    const sets = page.getByRole('group', { name: 'Sets' });
    const box = sets.getByRole('checkbox', { name: /^CoDA/ }).and(page.locator(':disabled'));
    await box.waitFor();
    const reason = await box.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${reason}"]`).textContent()).toBe(
      'made of other classes than those that are ticked',
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('that an evaluation trains on stays, and says why', async () => {
    const { page, complaints } = await site.open('training');
    const reason = 'The evaluation under way trains on it: it can be deleted when that has ended.';
    const remove = page.getByRole('button', { name: /^Delete run: CoDA/, disabled: true });
    await remove.waitFor();
    expect(await remove.getAttribute('title')).toBe(reason);
    await page.getByRole('tab', { name: 'Distill' }).click();
    await page.getByRole('button', { name: /^Show CoDA/ }).click();
    const discard = page.getByRole('button', { name: 'Discard results', disabled: true });
    await discard.waitFor();
    expect(await discard.getAttribute('title')).toBe(reason);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the name of a class', () => {
  it('keeps its own direction inside a sentence', async () => {
    const { page, complaints } = await site.open('names');
    const isolated = (words: string) => page.locator('bdi').getByText(words, { exact: true });
    await page.getByRole('region', { name: 'Worst class' }).locator('bdi').first().waitFor();
    await page.getByRole('tab', { name: 'Distill' }).click();
    await page.locator('[data-place="0 garden-snail"]').click();
    await page.getByRole('dialog').and(page.locator(':has(bdi)')).waitFor();
    await expect.poll(() => isolated('כלב 12 (קטן)').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('a chart', () => {
  it('is read by keys: at its ends, and step by step', async () => {
    const { page, complaints } = await site.open('evaluate');
    const slider = page.getByRole('slider', { name: 'Loss on its own images, by epoch' });
    await slider.focus();
    const chart = page.locator('.line-chart', { has: slider });
    const heard = () => slider.getAttribute('aria-valuetext');
    // The demo's trainings have 120 epochs.
    for (const [key, epoch] of [
      ['Home', 1],
      ['ArrowRight', 2],
      ['End', 120],
      ['ArrowLeft', 119],
    ] as const) {
      await slider.press(key);
      expect(await chart.locator('.chart-cursor').count()).toBe(1);
      const seen = await chart.locator('.line-chart-value').allTextContents();
      expect(await heard()).toBe(`epoch ${epoch}: ${seen.join(', ')}`);
    }
    await page.keyboard.press('Tab');
    expect(await chart.locator('.chart-cursor').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
