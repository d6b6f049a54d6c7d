/** Two runs of the sample collection are trained on: started, held, killed, stopped, found again after a reload. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { samplePart } from '../support/sample-part';
import {
  addFile,
  addFolder,
  distill,
  endWorker,
  ImageFolder,
  modelReady,
  setValue,
  Site,
} from '../support/stillroom';

let site: Site;
beforeAll(async () => {
  site = await Site.open('small', { optimised: true });
});
afterAll(async () => {
  await site.close();
});

/** Trainings, and the probe that measures their speed: ten times what they take where nothing else runs. */
const TRAINED = 600_000;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const section = (page: Page) => page.getByRole('region', { name: 'What to evaluate' });
/** The job bar has a Pause of its own. */
const held = (page: Page, name: string) => section(page).getByRole('button', { name, exact: true });

it('trains on two runs and random images, is held, killed, stopped and found again', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await addFile(page, 'samples.zip', await samplePart(['cactus', 'lighthouse'], 60));
  await modelReady(page);
  await setValue(page, 'Images per class', 2);
  const method = page.getByLabel('Method', { exact: true });
  for (const id of ['random-real', 'closest-real']) {
    await method.selectOption(id);
    await distill(page);
  }

  await page.getByRole('tab', { name: 'Evaluate' }).click();
  await page.getByRole('checkbox', { name: /^Random real, IPC 2/ }).waitFor();
  expect(await page.getByLabel('Protocol', { exact: true }).inputValue()).toBe('quick');
  expect(await page.getByLabel('Labels', { exact: true }).inputValue()).toBe('hard');
  expect(await page.getByLabel('Weights', { exact: true }).inputValue()).toBe('equal');
  await page.getByLabel('Weights', { exact: true }).selectOption('share');
  await page.getByLabel('Network', { exact: true }).waitFor();
  await setValue(page, 'Repeats', 2);
  // Two runs and the random images that they are paired with, twice each.
  await section(page)
    .getByText(/^6 trainings to make, about \d/)
    .waitFor({ timeout: TRAINED });

  await button(page, 'Start evaluation').click();
  // It is greyed: the keyboard goes on beside it, where the evaluation is held and stopped.
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await expect.poll(focused).toMatch(/^(Pause|Stop)$/);
  const curves = page.getByRole('region', { name: 'Curves' });
  await curves.getByText('repeat 1', { exact: false }).first().waitFor({ timeout: TRAINED });
  await held(page, 'Pause').click();
  await section(page)
    .getByText(/^Paused/)
    .waitFor();
  const figures = () =>
    section(page)
      .getByText(/epoch \d+ of \d+/)
      .innerText();
  const stays = async () => {
    const before = await figures();
    await page.waitForTimeout(1500);
    return (await figures()) === before;
  };
  // What was told before the pause comes through first; from then on nothing moves.
  await expect.poll(stays, { timeout: TRAINED }).toBe(true);
  expect(await stays()).toBe(true);
  await held(page, 'Resume').click();
  // The thread dies in the middle of a training, which is gone on with on another one.
  const killed = await endWorker(page, 'training');

  const table = page.getByRole('table', { name: /^Accuracy of 3 sets on \d+ held-out images/ });
  await table.waitFor({ timeout: TRAINED });
  const finished = async () => {
    const text = await table.innerText();
    return [...text.matchAll(/(\d) of 2/g)].reduce((sum, match) => sum + Number(match[1]), 0);
  };
  await expect.poll(finished, { timeout: TRAINED }).toBeGreaterThanOrEqual(1);
  await held(page, 'Stop').click();
  await section(page)
    .getByText(/^What is trained is kept/)
    .waitFor({ timeout: TRAINED });
  const stopped = await finished();
  expect(page.workers()).not.toContain(killed);

  await page.reload();
  await modelReady(page);
  await page.getByRole('tab', { name: 'Evaluate' }).click();
  await table.waitFor({ timeout: TRAINED });
  expect(await finished()).toBe(stopped);
  expect(await page.getByLabel('Repeats', { exact: true }).inputValue()).toBe('2');
  expect(await page.getByLabel('Weights', { exact: true }).inputValue()).toBe('share');
  await section(page)
    .getByText(new RegExp(`^${6 - stopped} trainings? to make`))
    .waitFor({ timeout: TRAINED });
  await button(page, 'Start evaluation').click();
  await section(page).getByText(/^Done/).waitFor({ timeout: TRAINED });
  expect(await finished()).toBe(6);

  // Every accuracy has its spread, every run its difference to random and an interval.
  for (const name of [/^Random real/, /^k-means-closest/]) {
    const row = table.getByRole('row', { name });
    expect(await row.getByRole('cell').nth(1).innerText()).toMatch(/^\d+\.\d ± \d+\.\d/);
    expect(await row.getByRole('cell').nth(3).innerText()).toMatch(/\(.+ to .+\)/);
  }
  await page.getByRole('table', { name: /^Held-out images of each class/ }).waitFor();
  await button(page, 'Copy table').click();
  await button(page, 'Copied').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/- Split: \d+ held-out images: 10 % of each class, by content, 2 classes/);
  expect(copied).toMatch(/- Weights: share of its class: k-means-closest.*; the other sets equal/);
  expect(copied.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(5);

  // Which images are worth their place: its cost first, then values and the matrix, found after a reload.
  await page.getByText('Which images are worth their place?').click();
  await setValue(page, 'Pairs of halves', 2);
  const values = page.locator('.image-values');
  // Two halves a pair; two images a class make two parts, trained on in two repeats.
  await values.getByText(/^8 trainings to make, about \d/).waitFor({ timeout: TRAINED });
  await button(page, 'Value the images').click();
  const matrix = values.getByRole('table', { name: /^Trained on one part of each class/ });
  await matrix.waitFor({ timeout: TRAINED });
  await page.reload();
  await modelReady(page);
  await page.getByRole('tab', { name: 'Evaluate' }).click();
  await page.getByText('Which images are worth their place?').click();
  await matrix.waitFor({ timeout: TRAINED });
  expect(await matrix.getByRole('row').count()).toBe(4);
  const valued = values.getByRole('button', { name: /^Go to .+, image \d: .+ points$/ });
  expect(await valued.count()).toBe(4);
  await values.getByText(/^Everything that is chosen is trained already/).waitFor();

  const image = page.getByRole('button', { name: /^Go to .+, image 1$/ });
  await image.click();
  const evaluate = page.getByRole('tab', { name: 'Evaluate' });
  await expect.poll(() => evaluate.getAttribute('aria-selected')).toBe('false');
  expect(errors).toEqual([]);
  await context.close();
});

it('has coresets of the same size beside a set after one press', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await addFile(page, 'samples.zip', await samplePart(['cactus', 'lighthouse'], 60));
  await modelReady(page);
  await setValue(page, 'Images per class', 2);
  await page.getByLabel('Method', { exact: true }).selectOption('random-real');
  await distill(page);
  await page.getByRole('tab', { name: 'Evaluate' }).click();
  await button(page, 'Add coresets').click();
  await page.getByRole('tab', { name: 'Evaluate' }).click();
  for (const name of [
    /^Random real, IPC 2/,
    /^Herding, IPC 2/,
    /^k-centre, IPC 2/,
    /^k-means-closest real, IPC 2/,
  ]) {
    const box = page.getByRole('checkbox', { name, checked: true });
    await box.waitFor({ timeout: TRAINED });
  }
  await button(page, 'Add coresets').waitFor({ state: 'detached' });
  expect(errors).toEqual([]);
  await context.close();
});

it('says what to do where nothing is held out', async () => {
  const folder = new ImageFolder().drawClass('small', 6, 1).drawClass('tiny', 6, 2);
  const { page, context } = await site.visit();
  try {
    await addFolder(page, folder, 'small', 'tiny');
    await setValue(page, 'Images per class', 2);
    await modelReady(page);
    await page.getByRole('tab', { name: 'Evaluate' }).click();
    await section(page)
      .getByText(/The class "small" has no held-out images\. Hold some of its images out/)
      .waitFor({ timeout: TRAINED });
    expect(await button(page, 'Start evaluation').isDisabled()).toBe(true);
  } finally {
    folder.remove();
    await context.close();
  }
});
