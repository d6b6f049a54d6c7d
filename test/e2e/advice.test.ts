/**
 * What the page advises before a run: for classes that give too few cores, for classes that the model does
 * not know, and for a prompt that is not the model's own. One page of drawn classes; no image is made.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TINY_PACK } from '../support/small-model';
import {
  addFolder,
  ImageFolder,
  modelReady,
  setValue,
  Site,
  type Visit,
} from '../support/stillroom';

/** Few to encode, and enough for clusters. The page's own model knows cactus, the tiny one ring. */
const IMAGES = 24;
const CLASSES = ['cactus', 'okapi', 'ring'];

let site: Site;
let visit: Visit;
const folder = new ImageFolder();

beforeAll(async () => {
  for (const name of CLASSES) folder.drawClass(name, IMAGES);
  site = await Site.open('shipped');
  visit = await site.visit();
  await addFolder(visit.page, folder, ...CLASSES);
  await modelReady(visit.page);
  await visit.page.getByRole('tab', { name: 'Distill' }).click();
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

const undo = (): Promise<void> => visit.page.locator('body').press('Control+z');

it('says once for all what to do for classes that the model does not know', async () => {
  const { page } = visit;
  const advice = page.getByRole('region', { name: 'Classes that the model does not know' });
  await advice.getByText('does not know 2 classes: okapi and ring.').waitFor();
  const method = page.getByLabel('Method', { exact: true });
  const before = await method.inputValue();

  await advice.getByRole('button', { name: 'Start from the core, without words' }).click();
  const start = page.getByLabel('Start', { exact: true });
  await expect.poll(() => start.inputValue()).toBe('core');
  await advice.waitFor({ state: 'detached' });
  expect(await method.inputValue()).toBe(before);
  await undo();
  await expect.poll(() => start.inputValue()).not.toBe('core');

  for (const [name, chosen] of [
    ['Denoise each class together, from its cores', 'joint'],
    ['Real images nearest the centres', 'closest-real'],
    ['Real images by herding', 'herding'],
    ['Selection of real windows', 'selection-reconstruction'],
  ] as const) {
    await advice.getByRole('button', { name }).click();
    await expect.poll(() => method.inputValue()).toBe(chosen);
    await advice.waitFor({ state: 'detached' });
    await undo();
    await expect.poll(() => method.inputValue()).toBe(before);
  }

  // Those that take no part need no advice.
  await page.getByRole('checkbox', { name: 'Include ring' }).uncheck();
  await advice.getByText('does not know 1 class: okapi.').waitFor();
  await page.getByRole('checkbox', { name: 'Include ring' }).check();
  expect(visit.errors).toEqual([]);
});

it('says how many cores classes give, offers what they do give, and follows the settings', async () => {
  const { page } = visit;
  await page.getByRole('checkbox', { name: 'Include ring' }).uncheck();
  await setValue(page, 'Min cluster size', 3);
  await setValue(page, 'Min samples', 2);
  await setValue(page, 'Images per class', 10);
  const check = page.getByRole('region', { name: 'Cores of the classes' });
  const wanted = page.getByLabel('Images per class', { exact: true });
  await check.getByRole('button', { name: 'Check the cores of every class' }).click();
  const make = check.getByRole('button', { name: /^Make \d+$/ });
  await make.waitFor();
  const given = await check.getByRole('listitem').allTextContents();
  expect(given).toEqual([
    expect.stringMatching(/^cactus gives \d of 10 cores\.$/),
    expect.stringMatching(/^okapi gives \d of 10 cores\.$/),
  ]);
  const least = Math.min(...given.map((line) => Number(/\d/.exec(line)?.[0])));
  expect(least).toBeGreaterThan(0);
  expect(await make.textContent()).toBe(`Make ${least}`);
  await make.click();
  await check.getByText(`All 2 classes give ${least} cores from their clusters.`).waitFor();
  expect(await wanted.inputValue()).toBe(String(least));

  // Clusters that ask for more neighbours leave images in none: what fills up with these says so, before and after.
  await setValue(page, 'Images per class', 10);
  await setValue(page, 'Min samples', 5);
  const fill = check.getByRole('button', { name: /^Fill from noise: make \d+$/ });
  await fill.waitFor();
  const filled = Number(/\d+/.exec((await fill.textContent()) ?? '')?.[0]);
  const possible = new RegExp(`${filled} are possible with \\d from images in no cluster`);
  await expect.poll(() => check.getByText(possible).count()).toBe(2);
  await fill.click();
  const lines = check.getByText(
    new RegExp(`gives ${filled} cores, \\d of them from images in no cluster`),
  );
  await lines.nth(1).waitFor();
  expect(await wanted.inputValue()).toBe(String(filled));

  // A method whose plan asks for no cores has none to check.
  await page.getByLabel('Method', { exact: true }).selectOption('plain');
  await check.waitFor({ state: 'detached' });
  await undo();
  await lines.nth(1).waitFor();
  await page.getByRole('checkbox', { name: 'Include ring' }).check();
  expect(visit.errors).toEqual([]);
});

it('makes the prompt of a class by the model’s template, and goes back to it', async () => {
  const { page } = visit;
  await page.getByRole('button', { name: 'Edit okapi' }).click();
  const prompt = page.getByLabel('Prompt of okapi');
  expect(await prompt.inputValue()).toBe('a photo of a okapi');
  const template = page.getByRole('button', { name: 'Use the model’s template' });
  expect(await template.count()).toBe(0);
  await prompt.fill('an okapi in a wood');
  await prompt.blur();
  await template.waitFor();
  expect(await template.textContent()).toContain('“a photo of a okapi”');
  await template.click();
  await expect.poll(() => prompt.inputValue()).toBe('a photo of a okapi');
  await template.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Edit okapi' }).click();
  expect(visit.errors).toEqual([]);
});

it('takes another model from the advice, and judges the classes by it', async () => {
  const { page } = visit;
  const advice = page.getByRole('region', { name: 'Classes that the model does not know' });
  await advice.getByRole('button', { name: 'Another model' }).click();
  const models = page.getByRole('dialog', { name: 'Models' });
  await models.getByLabel('Add a pack folder').setInputFiles(TINY_PACK);
  await advice.getByText('does not know 2 classes: cactus and okapi.').waitFor();
  await modelReady(page);
  expect(visit.errors).toEqual([]);
});
