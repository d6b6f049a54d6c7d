/** Explore on drawn images: map, grid and filters show and narrow the same images. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoSite, type DemoSite } from './demoPage';

let site: DemoSite;

beforeAll(async () => {
  site = await startDemoSite();
});

afterAll(() => site?.close());

async function selectedCount(page: Page): Promise<number> {
  const heading = await page.getByRole('heading', { name: /^Selected/ }).textContent();
  return Number(/\d+/.exec(heading ?? '')?.[0]);
}

/** The middle of the ring that the map draws around what is pointed at, in the window; null without one. */
function ringOnMap(page: Page): Promise<{ x: number; y: number } | null> {
  return page.locator('.point-map-top').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    const { left, top, width } = canvas.getBoundingClientRect();
    const scale = width / canvas.width;
    let [count, x, y] = [0, 0, 0];
    for (let i = 0; i < canvas.width * canvas.height; i++) {
      if ((pixels?.[4 * i + 3] ?? 0) < 128) continue;
      count += 1;
      x += i % canvas.width;
      y += Math.floor(i / canvas.width);
    }
    return count === 0 ? null : { x: left + (scale * x) / count, y: top + (scale * y) / count };
  });
}

describe('the core map', () => {
  it('and the grid of all images point at each other; a click selects, Esc clears, undo brings back', async () => {
    const { page, complaints } = await site.open('explore');
    const grid = page.getByRole('listbox', { name: 'Images of brass bell' });
    await page.getByRole('figure', { name: /^Core map of brass bell: 240 images/ }).waitFor();
    await grid.getByRole('option').nth(1).hover();
    await expect.poll(() => ringOnMap(page)).not.toBeNull();
    const point = (await ringOnMap(page)) ?? { x: 0, y: 0 };
    await page.mouse.move(0, 0);
    await expect.poll(() => ringOnMap(page)).toBeNull();
    await page.mouse.move(point.x, point.y, { steps: 4 });
    await page.waitForSelector('.hover-card img');
    await grid.locator('.is-hovered[data-image="1"]').waitFor();
    await page.mouse.down();
    await page.mouse.up();
    await expect.poll(() => selectedCount(page)).toBe(1);
    await grid.locator('.is-active[data-image="1"]').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => selectedCount(page)).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => selectedCount(page)).toBe(1);
    await page
      .getByRole('region', { name: 'Nearest real images' })
      .getByRole('button')
      .nth(11)
      .waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('selects by rectangle what lies inside, and lets it go', async () => {
    const { page } = await site.open('explore');
    const map = page.getByRole('figure', { name: /^Core map of brass bell/ });
    await page.getByRole('button', { name: 'Rectangle' }).click();
    /** @param share of the map's width */
    const drag = async (share: number) => {
      const { x = 0, y = 0, width = 0, height = 0 } = (await map.boundingBox()) ?? {};
      await page.mouse.move(x + 2, y + 2);
      await page.mouse.down();
      await page.mouse.move(x + share * width - 2, y + height - 2, { steps: 6 });
      await page.mouse.up();
    };
    await drag(1);
    await expect.poll(() => selectedCount(page)).toBe(240);
    await drag(0.5);
    const some = async () => {
      const count = await selectedCount(page);
      return count > 0 && count < 240;
    };
    await expect.poll(some).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => selectedCount(page)).toBe(0);
    await page.close();
  });

  it('has a keyboard’s way: the grid is one stop, arrows walk it, Space and Shift choose', async () => {
    const { page } = await site.open('explore');
    const grid = page.getByRole('listbox', { name: 'Images of brass bell' });
    await grid.focus();
    await page.keyboard.press('ArrowRight');
    const active = () => grid.getAttribute('aria-activedescendant');
    await expect.poll(active).toMatch(/-0$/);
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(() => selectedCount(page)).toBeGreaterThan(3);
    await page.keyboard.press('End');
    await expect.poll(active).toMatch(/-239$/);
    const last = grid.getByRole('option', {
      name: /^brass-bell-0239\.webp, (cluster \d|noise)/,
    });
    await last.waitFor();
    expect(await last.getAttribute('aria-posinset')).toBe('240');
    // Only the rows on the screen exist.
    expect(await grid.getByRole('option').count()).toBeLessThan(200);
    await page.keyboard.press('Control+a');
    await expect.poll(() => selectedCount(page)).toBe(240);
    await page.close();
  });
});

describe('words', () => {
  it('are explained beside the map when asked for, by keyboard too', async () => {
    const { page } = await site.open('explore');
    const asked = page.getByLabel('The map: what this means');
    const words = page.getByText('Membership says how clearly');
    await asked.waitFor();
    expect(await words.isVisible()).toBe(false);
    await asked.focus();
    await page.keyboard.press('Enter');
    await words.waitFor();
    await page.keyboard.press('Enter');
    await words.waitFor({ state: 'hidden' });
    await page.close();
  });
});

describe('the filters', () => {
  it('narrow map and grid together, each saying how many images it leaves', async () => {
    const { page } = await site.open('explore');
    const grid = page.getByRole('listbox', { name: 'Images of brass bell' });
    const left = page.getByRole('heading', { name: /^Images/ }).getByRole('status');
    const clusters = page.getByRole('list', { name: 'Clusters' });
    await expect.poll(() => left.textContent()).toBe('240');
    await clusters.getByRole('button', { name: 'Noise 17' }).click();
    await expect.poll(() => left.textContent()).toBe('17 / 240');
    await expect.poll(() => grid.getByRole('option', { name: /, noise/ }).count()).toBe(17);
    await page.getByRole('searchbox', { name: 'File name contains' }).fill('-00');
    const both = grid.getByRole('option', {
      name: /^brass-bell-00\d\d\.webp, noise/,
    });
    await expect.poll(() => grid.getByRole('option').count()).toBeLessThan(17);
    const counted = async () => (await left.textContent()) === `${await both.count()} / 240`;
    await expect.poll(counted).toBe(true);
    const named = await both.count();
    // Each cluster counts under the name alone: 100 names hold "-00".
    const inClusters = async () => {
      const counts = await clusters.getByRole('button').locator('span').allTextContents();
      return counts.reduce((sum, text) => sum + Number(text.split(' / ')[0]), 0);
    };
    await expect.poll(inClusters).toBe(100);
    await page.getByRole('button', { name: 'Select these' }).click();
    await expect.poll(() => selectedCount(page)).toBe(named);
    await page.getByText('More filters').click();
    await page.getByRole('checkbox', { name: 'Cores only 0' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('checkbox', { name: 'Cores only 10' }).check();
    await expect.poll(() => left.textContent()).toBe('10 / 240');
    await page.getByRole('slider', { name: 'Membership, from' }).fill('0.9');
    await expect
      .poll(async () => Number((await left.textContent())?.split(' ')[0]))
      .toBeLessThan(10);
    await page.close();
  });

  it('that leave nothing say so, in place of empty boxes, with the way back', async () => {
    const { page, complaints } = await site.open('explore');
    const grid = page.getByRole('listbox', { name: 'Images of brass bell' });
    await page.getByRole('figure', { name: /^Core map of brass bell/ }).waitFor();
    const name = page.getByRole('searchbox', { name: 'File name contains' });
    await name.fill('no such file');
    await page.getByText('No image of brass bell passes the filters.').waitFor();
    await page.getByText('No image passes the filters.', { exact: true }).waitFor();
    expect(await grid.count()).toBe(0);
    await page.getByRole('button', { name: 'Show all images' }).press('Enter');
    await grid.getByRole('option').first().waitFor();
    expect(await name.inputValue()).toBe('');
    // The button is gone; the images that came in its place have the focus.
    await expect.poll(() => grid.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
