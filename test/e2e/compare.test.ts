/** Two runs of the sample collection side by side: their images, their numbers, the copied table. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { misplaced, WINDOWS } from '../support/layout-facts';
import {
  distill,
  exportedZip,
  modelReady,
  PATIENCE_MS,
  setValue,
  Site,
} from '../support/stillroom';

let site: Site;
beforeAll(async () => {
  site = await Site.open('small');
});
afterAll(async () => {
  await site.close();
});

const ROWS = [
  'Coverage',
  'Density',
  'Precision',
  'Recall',
  'Fréchet distance',
  'Transport distance',
  'Vendi score',
  'Modes hit',
  'Follow their core',
  'Copy their core',
  'Sharpness',
  'Latent norm',
  'Time an image',
];
/** Recall needs six images, and real images follow and copy nothing: these say so. */
const WITHOUT_NUMBER: ReadonlySet<string> = new Set([
  'Recall',
  'Follow their core',
  'Copy their core',
]);

it('sets two runs side by side with numbers, copies them, and takes settings back', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByText(/It takes two runs/).waitFor();
  await modelReady(page);
  await setValue(page, 'Images per class', 2);
  for (const name of ['mushroom', 'sailboat', 'snowman', 'teapot']) {
    await page.getByRole('checkbox', { name: new RegExp(name) }).uncheck();
  }
  const method = page.getByLabel('Method', { exact: true });
  await method.selectOption('random-real');
  await distill(page);
  await method.selectOption('closest-real');
  await distill(page);

  await page.getByRole('tab', { name: 'Compare' }).click();
  const list = page.getByRole('region', { name: 'Kept runs' });
  await expect.poll(() => list.getByRole('listitem').count()).toBe(2);
  const table = page.getByRole('table', { name: /2 runs side by side, cactus/ });
  for (const run of ['Random real', 'k-means-closest real']) {
    await table.getByRole('button', { name: `${run}: cactus, image 2` }).waitFor();
  }
  await table.getByRole('columnheader', { name: 'mean of 2', exact: true }).first().waitFor();
  await expect.poll(() => table.innerText(), { timeout: PATIENCE_MS }).not.toContain('…');

  const numbers = async (row: string) => {
    const cells = table.getByRole('row', { name: new RegExp(`^${row}`) }).getByRole('cell');
    return (await cells.allInnerTexts()).map((text) => Number.parseFloat(text));
  };
  for (const row of ROWS) {
    const values = await numbers(row);
    // Four numbers: class and mean of two runs.
    expect([row, values.length]).toEqual([row, 4]);
    expect([row, values.every(Number.isFinite)]).toEqual([row, !WITHOUT_NUMBER.has(row)]);
  }
  // Each of two real images lies in its own neighbours' balls; one mode of a class's five is the least.
  for (const value of await numbers('Precision')) expect(value).toBe(1);
  for (const [i, value] of (await numbers('Modes hit')).entries()) {
    const ofClass = [0, 0.2, 0.4];
    expect(i % 2 === 0 ? ofClass : [...ofClass, 0.1, 0.3]).toContain(value);
  }
  for (const value of await numbers('Vendi score')) {
    expect(value).toBeGreaterThanOrEqual(1);
    expect(value).toBeLessThanOrEqual(2);
  }

  // It says so for two seconds, which a look from here may miss.
  const copy = page.getByRole('button', { name: 'Copy table' });
  await copy.evaluate((button) => {
    new MutationObserver(() => {
      if (button.textContent === 'Copied') Reflect.set(window, 'saidCopied', true);
    }).observe(button, { subtree: true, childList: true, characterData: true });
  });
  await copy.click();
  await page.waitForFunction(() => Reflect.get(window, 'saidCopied') === true);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const lines = copied.trim().split('\n');
  expect(lines).toHaveLength(2 + ROWS.length);
  expect(lines[0]).toContain('Random real');
  expect(lines[0]).toContain('k-means-closest real');
  for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(6);

  // A click opens the image in every run, with one zoom for all, and selects it on the whole page.
  const image = table.getByRole('button', { name: 'Random real: cactus, image 1' });
  await image.click();
  const large = page.getByRole('dialog', { name: 'cactus, image 1 over the runs' });
  const zoomed = large.locator('.zoomed');
  // The real image behind it, and one of each run.
  await expect.poll(() => zoomed.count()).toBe(3);
  await large.getByRole('button', { name: 'Zoom in' }).click();
  await expect
    .poll(() => zoomed.evaluateAll((all) => [...new Set(all.map((one) => one.style.transform))]))
    .toEqual([expect.stringContaining('scale(1.5)')]);
  await large.getByRole('button', { name: 'In one place' }).click();
  await large.getByLabel('Right of the handle').selectOption({ index: 2 });
  await page.keyboard.press('Escape');
  await expect.poll(() => image.getAttribute('aria-pressed')).toBe('true');

  // A number's name puts the runs in its order, and again the other way round.
  const order = () => table.getByRole('columnheader', { name: /seed 0/ }).allInnerTexts();
  const was = await order();
  const sort = table.getByRole('button', { name: 'Time an image', exact: true });
  const orders: string[][] = [];
  for (let press = 0; press < 2; press++) {
    await sort.click();
    await expect.poll(order).not.toEqual(orders.at(-1) ?? was);
    orders.push(await order());
  }
  expect(orders[1]).toEqual(orders[0]?.toReversed());
  expect(orders).toContainEqual(was);

  // Two numbers over the runs: a point each, all of them inside the window.
  await page.getByRole('button', { name: 'Scatter' }).click();
  await page.getByLabel('Across').selectOption('Transport distance');
  const plane = page.locator('.scatter-plane');
  // They take their places once the plane is measured.
  const insides = () =>
    plane.evaluate((node) => {
      const { left, right } = node.getBoundingClientRect();
      return [...node.querySelectorAll('circle')].map((point) => {
        const box = point.getBoundingClientRect();
        return box.left > left && box.right < right;
      });
    });
  await expect.poll(insides).toEqual([true, true]);
  await page.getByRole('button', { name: 'Same cores' }).click();
  const cores = page.getByRole('table', { name: /The same cores over 2 runs, cactus/ });
  await cores.getByRole('button', { name: 'Random real: cactus, image 2' }).waitFor();
  await page.getByRole('button', { name: 'Whole set' }).click();
  await page.getByLabel('Classes by').selectOption('Coverage');
  const rows = page.getByRole('list', { name: 'Classes, real above synthetic' });
  const coverages = async () =>
    (await rows.getByText(/^Coverage /).allInnerTexts()).map((text) => Number(text.slice(9)));
  await expect.poll(async () => (await coverages()).length).toBe(2);
  await expect
    .poll(async () => {
      const [first = NaN, second = NaN] = await coverages();
      return first <= second;
    })
    .toBe(true);
  // Real images have no cores above them, and no room is kept for any: each row ends with its pictures.
  const spare = () =>
    rows.getByRole('listitem').evaluateAll((all) =>
      all.map((row) => {
        const bottoms = [...row.querySelectorAll('img')].map(
          (image) => image.getBoundingClientRect().bottom,
        );
        return row.getBoundingClientRect().bottom - Math.max(...bottoms);
      }),
    );
  await expect.poll(async () => Math.max(...(await spare()))).toBeLessThan(32);
  await page.getByRole('button', { name: 'Runs side by side' }).click();
  for (const [width, height] of WINDOWS) {
    await page.setViewportSize({ width, height });
    await expect
      .poll(async () => [
        width,
        await page.evaluate(misplaced, {
          inside: '.compare-sheets *, .compare-bar > *',
          apart: ['.compare-sheets button', '.compare-bar > *'],
          whole: '.compare-sheets button, .compare-bar button',
        }),
      ])
      .toEqual([width, []]);
  }
  await page.getByRole('button', { name: /^Use these settings: Random real/ }).click();
  await expect.poll(() => method.inputValue()).toBe('random-real');
  await page.keyboard.press('Control+z');
  await expect.poll(() => method.inputValue()).toBe('closest-real');

  // Numbers and runs are there again after a reload; a deleted run is gone for good.
  await page.reload();
  await modelReady(page);
  await expect.poll(() => list.getByRole('listitem').count()).toBe(2);
  await page.getByRole('tab', { name: 'Compare', selected: true }).waitFor();
  await page.getByRole('button', { name: /^Delete run: Random real/ }).click();
  await page.getByRole('button', { name: 'Delete run', exact: true }).click();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  await page.getByText(/One run is kept so far/).waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

it('measures images that came back with an export, which brings pictures only', async () => {
  const first = await site.visit();
  await first.page.getByRole('button', { name: 'Load sample collection' }).click();
  await modelReady(first.page);
  await setValue(first.page, 'Images per class', 2);
  for (const name of ['lighthouse', 'mushroom', 'sailboat', 'snowman', 'teapot']) {
    await first.page.getByRole('checkbox', { name: new RegExp(name) }).uncheck();
  }
  await first.page.getByLabel('Method', { exact: true }).selectOption('random-real');
  await distill(first.page);
  const zip = Buffer.from(await exportedZip(first.page));
  await first.context.close();

  const { page, errors, context } = await site.visit();
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await modelReady(page);
  await page
    .getByLabel(/archive/i)
    .first()
    .setInputFiles({ name: 'set.zip', mimeType: 'application/zip', buffer: zip });
  await page.getByRole('button', { name: /^cactus, image 2$/ }).waitFor();
  await page.getByRole('tab', { name: 'Compare' }).click();
  const table = page.getByRole('table', { name: /1 runs? side by side, cactus/ });
  const cells = (row: string) =>
    table
      .getByRole('row', { name: new RegExp(`^${row}`) })
      .getByRole('cell')
      .first();
  // Encoded again by the loaded model, a real image is still where it was: inside its own ball.
  await expect
    .poll(() => cells('Precision').innerText(), { timeout: PATIENCE_MS })
    .toMatch(/^1\.000/);
  await expect.poll(() => cells('Time an image').innerText()).toMatch(/^–/);
  expect(errors).toEqual([]);
  await context.close();
});
