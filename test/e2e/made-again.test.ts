/** The least valuable images of a run are made again: another run, which shares all others with the first. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openedExport } from '../support/opened-export';
import {
  addFolder,
  distill,
  exportedZip,
  ImageFolder,
  modelReady,
  runEnded,
  setValue,
  Site,
} from '../support/stillroom';

const CLASSES = ['fox', 'owl'];
let site: Site;
const folder = new ImageFolder();

beforeAll(async () => {
  for (const [i, name] of CLASSES.entries()) folder.drawClass(name, 60, i + 1);
  site = await Site.open('small', { optimised: true });
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

it('gives the least valuable images new seeds, keeps the others, and shows both runs', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await addFolder(page, folder, ...CLASSES);
  await modelReady(page);
  await page.getByLabel('Method', { exact: true }).selectOption('plain');
  await setValue(page, 'Images per class', 2);
  await setValue(page, 'Steps', 4);
  await distill(page);
  const first = openedExport(await exportedZip(page)).manifest;

  await page.getByRole('tab', { name: 'Evaluate' }).click();
  await setValue(page, 'Repeats', 1);
  const section = page.getByRole('region', { name: 'What to evaluate' });
  await section.getByText(/^2 trainings to make, about \d/).waitFor({ timeout: 240_000 });
  await page.getByRole('button', { name: 'Start evaluation', exact: true }).click();
  await section.getByText(/^Done/).waitFor({ timeout: 240_000 });
  await page.getByText('Which images are worth their place?').click();
  await setValue(page, 'Pairs of halves', 2);
  const values = page.locator('.image-values');
  await values.getByText(/trainings to make, about \d/).waitFor({ timeout: 240_000 });
  await page.getByRole('button', { name: 'Value the images', exact: true }).click();
  const least = page.getByRole('region', { name: 'Least valuable' });
  await least.waitFor({ timeout: 240_000 });
  const named = await least
    .getByRole('button')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  const places = named.map((name) => /^Go to (\w+), image (\d)/.exec(name)?.slice(1));
  // They are marked where they lie too.
  await page.getByRole('tab', { name: 'Distill' }).click();
  await page
    .getByText('least. Among the 2 images of the set that are worth least')
    .first()
    .waitFor();
  await page.getByRole('tab', { name: 'Evaluate' }).click();
  const again = page.getByRole('button', { name: 'Make these again', exact: true });
  await expect.poll(() => again.isEnabled(), { timeout: 240_000 }).toBe(true);

  // Pressed twice, they are made once: the set that follows has other seeds, and nothing comes after it.
  await again.dblclick();
  // The first run's end is said until the second begins, which the page shows where it is made.
  await page.getByRole('tab', { name: 'Distill', selected: true }).waitFor();
  await runEnded(page);
  await expect.poll(() => page.getByRole('button', { name: /^Delete run/ }).count()).toBe(2);
  const second = openedExport(await exportedZip(page)).manifest;
  expect(second.recipe.sampling).toEqual(first.recipe.sampling);
  expect(second.recipeHash).not.toBe(first.recipeHash);
  expect(places).toHaveLength(2);
  for (const image of second.images) {
    const isAgain = places.some(
      (place) => place?.[0] === image.folder && Number(place[1]) === image.index + 1,
    );
    const before = first.images.find((one) => one.file === image.file);
    expect(image.key === before?.key, image.file).toBe(!isAgain);
    expect(image.seed === first.recipe.sampling.seed, image.file).toBe(!isAgain);
  }

  // It says so before the next run, and stands beside the first one.
  const note = page.getByRole('region', { name: 'Images with seeds of their own' });
  await note.getByText('2 images have seeds of their own').waitFor();
  await page.getByRole('tab', { name: 'Evaluate' }).click();
  const both = page.getByRole('checkbox', { name: /^Plain model, IPC 2/ });
  await expect
    .poll(() => both.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked)))
    .toEqual([true, true]);
  await page.getByRole('checkbox', { name: /^Plain model, .*2 made again/ }).waitFor();
  await page.getByRole('tab', { name: 'Distill' }).click();
  await note.getByRole('button', { name: 'Take the run’s seed for all' }).click();
  await note.waitFor({ state: 'detached' });
  expect(errors).toEqual([]);
  await context.close();
});
