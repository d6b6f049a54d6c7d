/** What a finished set says of itself: whether its pictures follow their cores, and which are real. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { distill, modelReady, setValue, Site } from '../support/stillroom';

let site: Site;
beforeAll(async () => {
  site = await Site.open('small');
});
afterAll(async () => {
  await site.close();
});

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
  await line.waitFor({ timeout: 60_000 });
  const said = await line.textContent();
  const marks = page.locator('.picture-mark');
  await expect(marks.count()).resolves.toBe(2);
  expect(await marks.first().textContent()).toMatch(
    /^(follows|strays|copy)\. In pixels .* In latents /,
  );
  await page.getByRole('button', { name: /^cactus, image 1$/ }).click();
  const report = page.getByRole('region', { name: 'Beside its core and its class' });
  await report.getByRole('row', { name: /^Latents (yes|no) \d/ }).waitFor();
  expect(await report.textContent()).toMatch(/Sharpness \d\.\d\d, latent norm \d\.\d\d/);
  await page.keyboard.press('Escape');

  await page.reload();
  await line.waitFor({ timeout: 60_000 });
  expect(await line.textContent()).toBe(said);

  // Real images are called so: no number stands where there is no core.
  await page.getByLabel('Method').selectOption('random-real');
  await distill(page);
  await page.getByText('real image', { exact: false }).first().waitFor({ timeout: 60_000 });
  await expect(line.count()).resolves.toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});
