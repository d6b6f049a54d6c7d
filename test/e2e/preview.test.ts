/** The live preview on the real page. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodedSize } from './png-size';
import { sampleSplit } from '../support/sample-split';
import { modelReady, setValue, Site } from '../support/stillroom';

let site: Site;
beforeAll(async () => {
  site = await Site.open('small', { wholeSample: true });
});
afterAll(async () => {
  await site.close();
});

/** The strip's pictures, each as one text, and which preview they are of. */
function strip(page: Page): Promise<{ generation: number; pictures: string[]; side: number[] }> {
  return page.locator('.preview-pictures').evaluate((list) => {
    const canvases = [...list.querySelectorAll('canvas')];
    return {
      generation: Number((list as HTMLElement).dataset['generation']),
      pictures: canvases.map((canvas) => canvas.toDataURL()),
      side: canvases.map((canvas) => canvas.width),
    };
  });
}

async function finished(page: Page): Promise<void> {
  await page
    .getByRole('region', { name: 'Live preview' })
    .getByText(/^Guided$/)
    .waitFor({ timeout: 240_000 });
}

describe('the live preview', () => {
  it('answers a slider, holds the picture before guidance, walks the steps, makes a grid', async () => {
    const { page, errors, context } = await site.visit();
    await page.getByRole('button', { name: 'Load sample collection' }).click();
    await modelReady(page);
    await setValue(page, 'Steps', 4);
    await page.getByRole('tab', { name: 'Distill' }).click();
    // Folded away until a slider is touched; then it stays.
    const unfolded = page.getByRole('region', { name: 'Live preview' });
    await page.getByRole('switch', { name: 'Live preview' }).waitFor();
    expect(await unfolded.count()).toBe(0);
    await setValue(page, 'Alignment', 0.15);
    await unfolded.waitFor();
    await finished(page);
    const first = await strip(page);
    expect(first.side).toEqual([64, 64, 64, 64]);
    expect(new Set(first.pictures).size).toBe(4);

    // Every frame that the page paints after a move is watched: all pictures of one preview, or none.
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      const list = document.querySelector<HTMLElement>('.preview-pictures');
      const look = () => {
        const sides = [...(list?.querySelectorAll('canvas') ?? [])].map(({ width }) => width);
        seen.push(`${list?.dataset['generation']}:${sides.join()}`);
        requestAnimationFrame(look);
      };
      look();
    });
    await setValue(page, 'Alignment', 0.3);
    await setValue(page, 'CFG scale', 4);
    await finished(page);
    const moved = await strip(page);
    expect(moved.generation).toBeGreaterThan(first.generation);
    moved.pictures.forEach((picture, i) => expect(picture).not.toBe(first.pictures[i]));
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    const generations = seen.map((entry) => Number(entry.split(':')[0]));
    expect(generations).toEqual(generations.toSorted((a, b) => a - b));
    for (const entry of seen) expect(entry).toMatch(/:(16,16,16,16|64,64,64,64)$/);

    await page.getByRole('tab', { name: 'Distill' }).focus();
    await page.keyboard.down('b');
    await page.getByText(/^Without guidance$/).waitFor({ timeout: 240_000 });
    const before = await strip(page);
    before.pictures.forEach((picture, i) => expect(picture).not.toBe(moved.pictures[i]));
    await page.keyboard.up('b');
    await finished(page);
    expect((await strip(page)).pictures).toEqual(moved.pictures);

    await page.getByLabel('Step', { exact: true }).fill('2');
    await expect.poll(async () => (await strip(page)).side).toEqual([16, 16, 16, 16]);
    await page.getByLabel('Step', { exact: true }).fill('4');
    await expect.poll(async () => (await strip(page)).pictures).toEqual(moved.pictures);

    await page.getByRole('button', { name: 'Guidance report' }).click();
    await page.getByText('Distance to the core or prototype').waitFor();
    // One step of the person's own image: left alone, guided, and the core that it is pulled to.
    const step = page.getByRole('figure', { name: /^Step \d of 4 of image 1$/ });
    await expect
      .poll(() => step.getByRole('listitem').allInnerTexts())
      .toEqual(['Without guidance', 'With guidance', 'The core']);
    const [alone, guided] = await step
      .locator('canvas')
      .evaluateAll((all) => all.map((one) => (one as HTMLCanvasElement).toDataURL()));
    expect(alone).not.toBe(guided);
    await step.getByRole('img', { name: 'The core' }).waitFor();
    // It stands with what the slider does, too.
    const name = page.getByRole('button', { name: /Alignment\s*what it does$/ });
    await name.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => step.count()).toBe(2);
    await page.keyboard.press('Enter');

    await page.getByRole('button', { name: 'Parameter grid' }).click();
    await page.getByLabel('Columns: values').fill('0, 0.2');
    await page.getByLabel('Rows: parameter').selectOption({ label: 'CFG scale' });
    await page.getByLabel('Rows: values').fill('2, 4');
    await page.getByRole('button', { name: 'Make 4 images' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 240_000 }),
      page.getByRole('button', { name: 'Save picture' }).click({ timeout: 240_000 }),
    ]);
    expect(download.suggestedFilename()).toBe('cactus Alignment by CFG scale.png');
    const { width, height } = decodedSize(await download.path());
    expect(width).toBeGreaterThan(128);
    expect(height).toBeGreaterThan(128);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('says what is wrong with a setting and keeps the pictures that it had, marked as old', async () => {
    const { page, errors, context } = await site.visit();
    await page.getByRole('button', { name: 'Load sample collection' }).click();
    await modelReady(page);
    await setValue(page, 'Steps', 2);
    await page.getByRole('tab', { name: 'Distill' }).click();
    const unfold = page.getByRole('switch', { name: 'Live preview' });
    await unfold.check();
    await finished(page);
    const good = await strip(page);
    const field = page.getByRole('textbox', { name: 'Images per class value' });
    await field.fill('900');
    await field.blur();
    const region = page.getByRole('region', { name: 'Live preview' });
    const { used } = await sampleSplit('cactus');
    await region
      .getByRole('alert')
      .filter({ hasText: `${used} different readable images` })
      .waitFor();
    await region.getByText('Earlier settings').waitFor();
    expect((await strip(page)).pictures).toEqual(good.pictures);
    await unfold.uncheck();
    await expect.poll(() => page.locator('.preview-pictures').count()).toBe(0);
    // Whoever folds it away is not asked again by every slider.
    await setValue(page, 'Steps', 3);
    expect(await unfold.isChecked()).toBe(false);
    expect(errors).toEqual([]);
    await context.close();
  });
});
