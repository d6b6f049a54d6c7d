/** The main job on photographs: ImageNette's class folders, where the archive is at hand. */
import { existsSync } from 'node:fs';
import { mkdtempSync, readFileSync, rmSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackTar } from 'modern-tar';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openedExport } from '../support/opened-export';
import { distill, exportedZip, modelReady, setValue, Site, type Visit } from '../support/stillroom';

const ARCHIVE = '../shared/data/imagenette-96-train.tar';
const CLASSES = ['n01440764', 'n03028079'];
const IMAGES = 48;
const present = existsSync(ARCHIVE);
const title = present
  ? 'distills two ImageNette classes under their human names'
  : `distills two ImageNette classes (skipped: ${ARCHIVE} is not there)`;

let site: Site;
let folder: string;
/** The page of both tests, with the classes read. */
let visit: Visit;

beforeAll(async () => {
  site = await Site.open('small');
  folder = mkdtempSync(join(tmpdir(), 'stillroom-imagenette-'));
  if (!present) return;
  const counts = new Map<string, number>();
  const entries = await unpackTar(readFileSync(ARCHIVE), {
    filter: ({ name }) => {
      const found = CLASSES.find((wnid) => name.includes(`/${wnid}/`) && name.endsWith('.jpg'));
      if (found === undefined) return false;
      const count = counts.get(found) ?? 0;
      counts.set(found, count + 1);
      return count < IMAGES;
    },
  });
  for (const { header, data } of entries) {
    const path = join(folder, ...header.name.split('/').slice(-2));
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, data ?? new Uint8Array());
  }
  visit = await site.visit({ width: 1440, height: 900 });
  await visit.page.getByLabel('Add class folders').first().setInputFiles(folder);
  await modelReady(visit.page);
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

it.runIf(present)(title, async () => {
  const { page, errors } = visit;
  await page.getByText('tench').first().waitFor();
  await page.getByText('church').first().waitFor();
  await setValue(page, 'Images per class', 2);
  await setValue(page, 'Steps', 8);
  await distill(page);
  const { manifest, made, cores } = openedExport(await exportedZip(page));
  expect(manifest.recipe.classes.map(({ name }) => name)).toEqual(['tench', 'church']);
  expect(manifest.recipe.classes.map(({ prompt }) => prompt)).toEqual([
    'a photo of a tench',
    'a photo of a church',
  ]);
  expect(made.filter((name) => name.startsWith('train/n0'))).toHaveLength(4);
  expect(cores.filter((name) => name.startsWith('cores/n0'))).toHaveLength(4);
  expect(errors).toEqual([]);
});

it.runIf(present)(
  present
    ? 'selects patches of two ImageNette classes, one and four in a picture'
    : `selects ImageNette patches (skipped: ${ARCHIVE} is not there)`,
  async () => {
    const { page, errors } = visit;
    await page.getByLabel('Method', { exact: true }).selectOption('selection-reconstruction');
    await setValue(page, 'Images per class', 10);
    await setValue(page, 'Draws', 2);
    for (const tiling of [1, 2]) {
      await page.getByLabel('Windows in a picture', { exact: true }).selectOption(String(tiling));
      await distill(page);
      const { manifest } = openedExport(await exportedZip(page));
      const pictures = manifest.images.filter(({ kind }) => kind === 'distilled');
      expect(pictures).toHaveLength(20);
      for (const { windows = [] } of pictures) {
        expect(windows).toHaveLength(tiling * tiling);
        for (const { box } of windows) {
          // The archive's images are 96 px on their short side.
          expect(box.width).toBe(48);
          expect(box.height).toBe(48);
        }
      }
      const used = pictures.flatMap(({ windows = [] }) => windows.map(({ source }) => source));
      expect(new Set(used).size).toBe(used.length);
    }
    expect(errors).toEqual([]);
  },
);
