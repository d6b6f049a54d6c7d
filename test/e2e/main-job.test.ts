/** The main job: a collection in, a distilled set out, on the model that ships with the page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPngTexts } from '../../src/data/export/png-text';
import { methodById } from '../../src/methods';
import { runHash } from '../../src/run/recipe/identity';
import { openedExport } from '../support/opened-export';
import { samplePart } from '../support/sample-part';
import { sampleSplit } from '../support/sample-split';
import {
  addFile,
  distill,
  exportedZip,
  modelReady,
  runEnded,
  setValue,
  Site,
} from '../support/stillroom';

let site: Site;
beforeAll(async () => {
  site = await Site.open('shipped');
});
afterAll(async () => {
  await site.close();
});

describe('the first screen', () => {
  it('says what this is, offers ways in, and asks nobody but its own server', async () => {
    const { page, errors, requested, context } = await site.visit();
    await page.getByRole('button', { name: 'Load sample collection' }).waitFor();
    await expect(page.getByLabel('Add class folders').count()).resolves.toBeGreaterThan(0);
    await page.waitForLoadState('networkidle', { timeout: 240_000 });
    const strangers = requested.filter(
      (url) => !url.startsWith(site.url) && !url.startsWith('blob:') && !url.startsWith('data:'),
    );
    expect(strangers).toEqual([]);
    // The policy, not good will: a request to another host is refused by the browser.
    const refused = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => false,
        () => true,
      ),
    );
    expect(refused).toBe(true);
    expect(errors.filter((error) => !error.includes('example.org'))).toEqual([]);
    await context.close();
  });
});

describe('sample collection -> Distill -> Export zip', () => {
  it('makes images from cores, keeps them over a reload, and writes a complete set', async () => {
    const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
    await page.getByRole('button', { name: 'Load sample collection' }).click();
    await modelReady(page);
    await setValue(page, 'Images per class', 2);
    await setValue(page, 'Steps', 6);
    // Two classes are enough to see both levels of the set.
    for (const name of ['mushroom', 'sailboat', 'snowman', 'teapot']) {
      await page.getByRole('checkbox', { name: new RegExp(name) }).uncheck();
    }
    await distill(page);

    // Each class shows what it has, and what is held out of it.
    const [cactus, lighthouse] = [await sampleSplit('cactus'), await sampleSplit('lighthouse')];
    expect(cactus.heldOut).toBeGreaterThanOrEqual(10);
    const said = `${cactus.used} images, ${cactus.heldOut} held out`;
    await page.getByRole('button', { name: said }).first().waitFor();

    // The truth of the sample collection is known: the map says how discovery did.
    await page.getByRole('tab', { name: 'Explore' }).click();
    const line = page.getByText('Against the truth:');
    // A map of other settings stands there until that of these is made.
    await expect
      .poll(() => line.textContent(), { timeout: 240_000 })
      .toMatch(
        new RegExp(
          `modes with a core [1-2] of 5 · outliers called noise \\d+ of ${cactus.outliers} · .*over all ${cactus.used}$`,
        ),
      );

    const first = openedExport(await exportedZip(page));
    const { manifest } = first;
    expect(first.made).toEqual([
      'train/cactus/0000.png',
      'train/cactus/0001.png',
      'train/lighthouse/0000.png',
      'train/lighthouse/0001.png',
    ]);
    expect(first.cores).toHaveLength(4);
    expect(first.names).toContain('README.md');
    const { recipe } = manifest;
    expect(recipe.method).toBe('coda');
    const plan = methodById('coda').plan(recipe.parameters, recipe.sampling);
    expect(manifest.recipeHash).toBe(runHash(recipe, plan));
    // The content of the classes is in the recipe, and what was held out of it.
    expect(recipe.split).toEqual({ kind: 'share', percent: 10 });
    expect(recipe.classes.map(({ folder, images }) => [folder, images])).toEqual([
      ['cactus', cactus.used],
      ['lighthouse', lighthouse.used],
    ]);
    expect(manifest.images).toHaveLength(8);
    const image = manifest.images.find(({ file }) => file === 'train/cactus/0000.png');
    expect(image?.sources).toHaveLength(1);
    // CoDA pulls in the first share of the steps.
    const pulled = Math.floor(Number(recipe.parameters['guidedShare']) * recipe.sampling.steps);
    expect(pulled).toBeGreaterThan(0);
    expect(image?.guidance['coda-alignment steps']).toBe(pulled);
    const png = first.file('train/cactus/0000.png');
    const texts = readPngTexts(png);
    expect(texts.get('Stillroom recipe')).toBe(manifest.recipeHash);
    expect(texts.get('Stillroom class')).toBe('cactus');

    await page.reload();
    await modelReady(page);
    await runEnded(page);
    const zip = await exportedZip(page);
    expect(openedExport(zip).file('train/cactus/0000.png')).toEqual(png);
    expect(errors).toEqual([]);
    await context.close();

    // The zip alone brings settings and images back, in a profile that never saw the run.
    const fresh = await site.visit({ width: 1440, height: 900 });
    await fresh.page
      .getByLabel(/archive/i)
      .first()
      .setInputFiles({ name: 'set.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) });
    await fresh.page.getByRole('button', { name: /^cactus, image 2$/ }).waitFor();
    expect(await fresh.page.getByLabel('Steps', { exact: true }).inputValue()).toBe('6');
    expect(fresh.errors).toEqual([]);
    await fresh.context.close();
  });

  it('gives the same bytes for the same recipe in another profile', async () => {
    // Of which 17 are not held out: one more than the encoder takes at once.
    const part = await samplePart(['cactus'], 20);
    const made: Uint8Array[] = [];
    for (let visit = 0; visit < 2; visit++) {
      const { page, context } = await site.visit();
      await addFile(page, 'samples.zip', part);
      await modelReady(page);
      await setValue(page, 'Images per class', 1);
      await setValue(page, 'Steps', 3);
      await distill(page);
      made.push(openedExport(await exportedZip(page)).file('train/cactus/0000.png'));
      await context.close();
    }
    expect(made[0]?.length).toBeGreaterThan(100);
    expect(made[1]).toEqual(made[0]);
  });
});
