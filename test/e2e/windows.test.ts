/** Windows of real images: scored, edited by hand, exported with one and with four in a picture. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ManifestImage } from '../../src/core/formats/manifest';
import { encodePng } from '../../src/data/export/png';
import { readPngTexts, withTexts } from '../../src/data/export/png-text';
import { LanczosResizer } from '../../src/data/ingest/lanczos';
import { mosaic, partSizes } from '../../src/methods/windows/mosaic';
import { renderSample } from '../../tools/sample/render';
import { openedExport } from '../support/opened-export';
import {
  distill,
  exportedZip,
  ImageFolder,
  modelReady,
  setValue,
  Site,
} from '../support/stillroom';

const SIDE = 128;
const CLASSES = ['cactus', 'teapot'];
const IMAGES = 5;

let site: Site;
const folder = new ImageFolder();
beforeAll(async () => {
  for (const name of CLASSES) {
    for (let i = 0; i < IMAGES; i++) {
      const pixels = renderSample(name, i, SIDE);
      folder.write(`${name}/${i}.png`, encodePng({ width: SIDE, height: SIDE, pixels }));
    }
  }
  site = await Site.open('small');
});
afterAll(async () => {
  folder.remove();
  await site.close();
});

/** A part of one of the images, resized as the export must have it. */
function crop(source: string, box: { x: number; y: number; width: number }, side: number) {
  const [, name = '', index = ''] = /(\w+)\/(\d+)\.png$/.exec(source) ?? [];
  const pixels = renderSample(name, Number(index), SIDE);
  const rgba = new Uint8Array(box.width * box.width * 4);
  for (let y = 0; y < box.width; y++) {
    for (let x = 0; x < box.width; x++) {
      const from = ((box.y + y) * SIDE + box.x + x) * 3;
      rgba.set(pixels.subarray(from, from + 3), (y * box.width + x) * 4);
    }
  }
  const resizer = new LanczosResizer(box.width, box.width, side, side);
  resizer.addRows(rgba);
  return resizer.finish();
}

/** The picture that the manifest's windows make. */
function expected({ windows = [] }: ManifestImage, side: number): Uint8Array {
  const tiling = Math.sqrt(windows.length);
  const [part = side] = partSizes(side, tiling);
  return mosaic(
    windows.map(({ source, box }) => crop(source, box, part)),
    side,
    tiling,
  );
}

function checkPictures(zip: Uint8Array, side: number): void {
  const { file, manifest } = openedExport(zip);
  for (const image of manifest.images) {
    const png = file(image.file);
    const texts = Object.fromEntries(readPngTexts(png));
    const pixels = expected(image, side);
    expect(png).toEqual(withTexts(encodePng({ width: side, height: side, pixels }), texts));
  }
}

/** Scoring of a class is held by the job bar's Pause, and what is scored when it is stopped is listed. */
async function scoreInPart(page: Page): Promise<void> {
  await setValue(page, 'Draws', 60);
  await page.getByRole('tab', { name: 'Distill' }).click();
  await page.getByRole('button', { name: 'Ranked windows' }).click();
  const pane = page.getByRole('region', { name: 'Windows of cactus' });
  const bar = page.getByRole('contentinfo', { name: 'Run' });
  await pane.getByRole('button', { name: 'Score this class' }).click();
  await bar.getByText(/^[1-4] of 5 images/).waitFor({ timeout: 240_000 });
  await bar.getByRole('button', { name: 'Pause' }).click();
  await bar.getByText('Paused. What is scored is kept.').waitFor();
  expect(await pane.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  await bar.getByRole('button', { name: 'Resume' }).click();
  await bar.getByRole('button', { name: 'Stop' }).click();
  await pane.getByText(/^Stopped: [1-4] of 5 images are scored\./).waitFor({ timeout: 240_000 });
  await pane
    .getByRole('button', { name: /^1: \d\.png, score .*, no cluster yet, in the set/ })
    .waitFor();
  const others = pane.getByRole('button', { name: /^Score the other [1-4]$/ });
  await others.and(page.locator(':enabled')).waitFor();
  // Under more draws these images are not scored any more; under as many as before they are.
  await setValue(page, 'Draws', 64);
  await pane.getByText('Not scored yet').waitFor();
  await setValue(page, 'Draws', 60);
  await page.getByRole('button', { name: 'Pictures' }).click();
}

describe('diffusion-driven selection', () => {
  it('exports windows of the original pixels, and edits of the list live in the recipe', async () => {
    const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
    await page.getByLabel('Add class folders').first().setInputFiles(folder.path);
    // Classes of five images can only be distilled once fewer than the usual ten are asked for.
    await setValue(page, 'Images per class', 2);
    await modelReady(page);
    await page.getByLabel('Method', { exact: true }).selectOption('selection-reconstruction');
    await scoreInPart(page);
    await setValue(page, 'Draws', 2);
    await distill(page);
    const first = await exportedZip(page);
    const { manifest, names } = openedExport(first);
    expect(names.filter((name) => name.startsWith('cores/'))).toEqual([]);
    expect(manifest.recipe.method).toBe('selection-reconstruction');
    expect(manifest.recipe).not.toHaveProperty('edits');
    expect(manifest.images).toHaveLength(4);
    for (const { windows = [], sources } of manifest.images) {
      expect(windows).toHaveLength(1);
      expect(sources).toEqual(windows.map(({ source }) => source));
      expect(windows[0]?.standardError).toBeGreaterThan(0);
    }
    checkPictures(first, 64);

    // The run has ranked the class: its list is there. The best window goes, and nothing is scored again.
    await page.getByRole('button', { name: 'Ranked windows' }).click();
    const cells = page.getByRole('list', { name: 'Ranked windows of cactus' }).getByRole('button');
    await cells.nth(IMAGES - 1).waitFor();
    await cells.first().focus();
    await cells.first().press('Delete');
    await expect.poll(() => cells.count()).toBe(IMAGES - 1);
    await setValue(page, 'Images per class', 1);
    await page.getByLabel('Windows in a picture', { exact: true }).selectOption('2');
    await setValue(page, 'Picture side', SIDE);
    await page.getByRole('button', { name: 'Pictures' }).click();
    await distill(page);
    const second = await exportedZip(page);
    const edited = openedExport(second).manifest;
    const gone = manifest.images[0]?.windows?.[0];
    expect(edited.recipe.edits).toHaveLength(1);
    expect(edited.recipe.edits?.[0]).toMatchObject({ folder: 'cactus', pinned: [], order: [] });
    const [cactus, teapot] = edited.images.map(({ windows = [] }) => windows);
    expect(cactus).toHaveLength(4);
    expect(cactus?.map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
    expect(cactus?.some(({ source }) => source === gone?.source)).toBe(false);
    expect(teapot?.map(({ rank }) => rank)).toEqual([0, 1, 2, 3]);
    checkPictures(second, SIDE);

    // The score of one image, with more draws than it has.
    await page.getByRole('button', { name: 'Score of an image' }).click();
    await page.getByText('2 draws', { exact: true }).waitFor();
    await page.getByLabel('Draws of this image').fill('6');
    await page.getByText('6 draws', { exact: true }).waitFor({ timeout: 240_000 });
    await page.locator('.heat-picture').hover();
    const loss = page.getByText('Loss without a prompt').locator('xpath=following-sibling::dd[1]');
    await expect.poll(() => loss.textContent()).toMatch(/^\d\.\d{4}$/);

    await page.reload();
    await modelReady(page);
    await page.getByRole('button', { name: 'Ranked windows' }).click();
    const undo = page.getByRole('button', { name: 'Undo all edits' });
    await undo.and(page.locator(':enabled')).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
