/** What a finished set says of itself: whether its pictures follow their cores, and which are real. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { misplaced, WINDOWS } from '../support/layout-facts';
import { distill, modelReady, setValue, Site } from '../support/stillroom';

let site: Site;
beforeAll(async () => {
  site = await Site.open('small');
});
afterAll(async () => {
  await site.close();
});

const LOOKED = {
  inside: '.distil-head > *, .tile, .tile-caption > *',
  apart: ['.distil-head > *'],
  whole: '.tile-caption > *',
};

it('marks every picture by its core, says it over the run, and keeps it over a reload', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await modelReady(page);
  await setValue(page, 'Images per class', 2);
  await setValue(page, 'Steps', 4);
  for (const name of ['lighthouse', 'mushroom', 'sailboat', 'snowman', 'teapot']) {
    await page.getByRole('checkbox', { name: new RegExp(name) }).uncheck();
  }
  await distill(page);

  const line = page.getByText(/^(All 2|\d of 2) follow their core, /);
  await line.waitFor();
  const said = await line.textContent();
  const marks = page.locator('.picture-mark');
  await expect.poll(() => marks.count()).toBe(2);
  await expect
    .poll(() => marks.first().textContent())
    .toMatch(/^(follows|strays|copy)\. In pixels .* In latents /);
  await page.getByRole('button', { name: /^cactus, image 1$/ }).click();
  const report = page.getByRole('region', { name: 'Beside its core and its class' });
  await report.getByRole('row', { name: /^Latents (yes|no) \d/ }).waitFor();
  await report.getByText(/^Sharpness \d+\.\d\d, latent norm \d+\.\d\d/).waitFor();
  // Its lists scroll by themselves: none makes the report wider than its place.
  const inReport = {
    inside: '.large-head > *, .guidance-report > *',
    apart: ['.large-head > *'],
    whole: '.large-head button, .guidance-report > p',
  };
  await expect.poll(() => page.evaluate(misplaced, inReport)).toEqual([]);
  await page.getByRole('button', { name: 'In one place' }).click();
  // Core and image in one frame: the handle says how much is of which, by drag and by key.
  const handle = page.getByRole('slider', {
    name: 'Real core to the left, Synthetic to the right',
  });
  const outer = page.locator('.frame-outer');
  // Waits until it moves no more.
  await outer.hover();
  const frame = await outer.boundingBox();
  if (frame === null) throw new Error('no frame');
  const middle = frame.y + frame.height / 2;
  await page.mouse.down();
  await page.mouse.move(frame.x + frame.width / 4, middle, { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => handle.inputValue()).toBe('25');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => handle.inputValue()).toBe('30');
  const left = page.locator('.frame-left');
  await expect.poll(() => left.evaluate((node) => node.style.clipPath)).toContain('70%');
  // The wheel zooms both alike, and nothing outside the picture comes into the frame.
  await page.mouse.move(frame.x + 10, middle);
  await page.mouse.wheel(0, -400);
  const zoomed = () =>
    page.locator('.zoomed').evaluateAll((all) => all.map((one) => one.style.transform));
  await expect.poll(async () => (await zoomed())[0]).not.toContain('scale(1)');
  await expect.poll(async () => new Set(await zoomed()).size).toBe(1);
  await page.keyboard.press('Escape');

  // The tiles fill the view to its edge at any size, by slider and by Ctrl and the wheel.
  const size = page.getByRole('slider', { name: 'Size of pictures' });
  const edge = () =>
    page.locator('.pair-grid').evaluate((grid) => {
      const tile = grid.querySelector('.tile')?.getBoundingClientRect();
      const { width } = grid.getBoundingClientRect();
      if (tile === undefined) return Number.NaN;
      const columns = Math.round((width + 8) / (tile.width + 8));
      return width - (columns * (tile.width + 8) - 8);
    });
  for (const side of [60, 100, 150]) {
    await size.fill(String(side));
    await expect.poll(edge).toSatisfy((spare: number) => spare >= 0 && spare < 24);
  }
  // Whatever the window and the size: nothing leaves it, covers another or is cut.
  const preview = page.getByRole('switch', { name: 'Live preview' });
  await preview.check();
  await page.locator('.preview-foot button').first().waitFor();
  const controls = { inside: '.preview-foot button, .preview-foot label', apart: [], whole: 'h1' };
  for (const [width, height] of WINDOWS) {
    await page.setViewportSize({ width, height });
    await expect
      .poll(async () => [width, await page.evaluate(misplaced, controls)])
      .toEqual([width, []]);
  }
  await preview.uncheck();
  for (const [width, height] of WINDOWS) {
    await page.setViewportSize({ width, height });
    for (const side of [48, 112, 240]) {
      await size.fill(String(side));
      await expect
        .poll(async () => [width, side, await page.evaluate(misplaced, LOOKED)])
        .toEqual([width, side, []]);
    }
  }
  await size.fill('150');
  await page.locator('.tile').first().hover();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await expect.poll(async () => Number(await size.inputValue())).toBeGreaterThan(150);
  // Two fingers that come together from 120 px to 60 make them half as large.
  const tile = await page.locator('.tile').first().boundingBox();
  const wide = Number(await size.inputValue());
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 });
  const fingers = (apart: number) =>
    [-apart / 2, apart / 2].map((by, id) => ({
      x: (tile?.x ?? 0) + 100 + by,
      y: (tile?.y ?? 0) + 40,
      id,
    }));
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(120) });
  for (const apart of [100, 80, 60]) {
    await session.send('Input.dispatchTouchEvent', {
      type: 'touchMove',
      touchPoints: fingers(apart),
    });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect
    .poll(async () => Math.abs(Number(await size.inputValue()) - wide / 2))
    .toBeLessThan(4);
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: false });

  await page.reload();
  await modelReady(page);
  await line.waitFor();
  await expect.poll(() => line.textContent()).toBe(said);

  // Real images are called so: no number stands where there is no core.
  await page.getByLabel('Method').selectOption('random-real');
  await distill(page);
  await page.getByText('real image', { exact: false }).first().waitFor();
  await expect.poll(() => line.count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});
