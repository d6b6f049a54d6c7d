/** A page that failed to start twice asks before it shows the stored run again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { distill, ImageFolder, madeImages, modelReady, setValue, Site } from '../support/stillroom';

let site: Site;
let folder: ImageFolder;
beforeAll(async () => {
  site = await Site.open('small');
  folder = new ImageFolder().drawClass('fox', 12);
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

it('offers to start without the stored run, and leaves it stored', async () => {
  const { page, errors, context } = await site.visit();
  await page.getByLabel('Add class folders').first().setInputFiles(folder.path);
  await modelReady(page);
  await page.getByLabel('Method', { exact: true }).selectOption('random-real');
  await setValue(page, 'Images per class', 2);
  await distill(page);
  const question = page.getByRole('alertdialog', { name: /failed to start/ });

  // As two visits leave it that hang in their start.
  const hang = () => page.evaluate(() => localStorage.setItem('stillroom-starts', '2'));
  /** A page that stands has no failed starts behind it. */
  const stands = () =>
    expect
      .poll(() => page.evaluate(() => localStorage.getItem('stillroom-starts')), {
        timeout: 60_000,
      })
      .toBeNull();
  await stands();
  await hang();
  await page.reload();
  await question.getByRole('button', { name: 'Show it again' }).click();
  await madeImages(page, 'fox').nth(1).waitFor();

  // A page that stands takes back what was counted, which would take the next count with it.
  await stands();
  await hang();
  await page.reload();
  await question.waitFor();
  expect(await madeImages(page, 'fox').count()).toBe(0);
  // The question takes the focus soon after it is seen, wherever that is by then.
  await question.locator(':focus').waitFor();
  await page.keyboard.press('Tab');
  await question.getByRole('button', { name: 'Start without it' }).focus();
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'detached' });
  await page.getByRole('checkbox', { name: /fox/ }).waitFor();
  expect(await madeImages(page, 'fox').count()).toBe(0);

  await stands();
  await page.reload();
  await modelReady(page);
  expect(await question.count()).toBe(0);
  expect(await madeImages(page, 'fox').count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});
