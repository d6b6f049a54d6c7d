/**
 * The order of the work is one: the recipe that a page's export carries, run on Node, gives the page's
 * bytes, for every method. Chromium decodes, threads and stores there; sharp, one thread and a folder
 * here. All files of the set are compared, as they lie in the zip, but for what names the place: times,
 * the machine and the keys of images.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNodeModel, type NodeModel } from '../../src/command/node-model';
import { nodePlace, type NodePlace } from '../../src/command/node-place';
import { openCollection } from '../../src/command/open-collection';
import { Handle } from '../../src/core/control';
import type { Manifest } from '../../src/core/formats/manifest';
import { exportZip } from '../../src/data/export/write-export';
import { SAMPLE_FOLDER } from '../../src/data/sample';
import { methods } from '../../src/methods';
import { distill } from '../../src/run/distill';
import { exportSet } from '../../src/run/results/export-set';
import { SHIPPED_MODEL, sampleArchive, sampleTruth } from '../../tools/site';
import { openedExport, type OpenedExport } from '../support/opened-export';
import {
  distill as distillOnPage,
  exportedZip,
  modelReady,
  setValue,
  Site,
} from '../support/stillroom';

const IMAGES = 2;
const STEPS = 3;
/** Each method runs twice, here on one thread: minutes on a machine that does much else. */
const PATIENCE_MS = 900_000;
const CLASSES = ['cactus', 'lighthouse'];
const OTHERS = ['mushroom', 'sailboat', 'snowman', 'teapot'];

let site: Site;
let context: BrowserContext;
let page: Page;
let loaded: NodeModel;
let place: NodePlace;
const results = mkdtempSync(join(tmpdir(), 'stillroom-same-bytes-'));

beforeAll(async () => {
  const collection = await openCollection([sampleArchive(sampleTruth())]);
  loaded = await openNodeModel({ ...SHIPPED_MODEL, threads: 1 });
  place = nodePlace(loaded, collection, results);
  site = await Site.open();
  ({ page, context } = await site.visit({ width: 1440, height: 900 }));
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await modelReady(page);
  await setValue(page, 'Images per class', IMAGES);
  await setValue(page, 'Steps', STEPS);
  for (const name of OTHERS) {
    await page.getByRole('checkbox', { name: new RegExp(name) }).uncheck();
  }
});
afterAll(async () => {
  await context.close();
  await site.close();
  await loaded.close();
  rmSync(results, { recursive: true });
});

async function madeOnPage(method: string): Promise<OpenedExport> {
  await page.getByLabel('Method', { exact: true }).selectOption(method);
  // Two draws an image decide as well as ten whether two places agree.
  const draws = page.getByLabel('Draws', { exact: true });
  if ((await draws.count()) > 0) await setValue(page, 'Draws', 2);
  await distillOnPage(page, PATIENCE_MS);
  return openedExport(await exportedZip(page));
}

/** The same recipe, from its JSON text alone. */
async function madeOnNode({ recipe, versions }: Manifest): Promise<OpenedExport> {
  const handle = recipe.method;
  const order = { recipe, handle, label: SAMPLE_FOLDER, startedAt: new Date().toISOString() };
  const outcome = await distill(place, order, new Handle(), () => undefined);
  expect(outcome).toEqual({ kind: 'done', made: IMAGES * CLASSES.length, missing: 0 });
  const record = await place.runs.get(handle);
  if (record === undefined) throw new Error(`the run of ${handle} is not kept`);
  const { signal } = new AbortController();
  const program = versions.stillroom;
  const set = await exportSet(record, place, { program, createdAt: new Date(), signal });
  return openedExport(new Uint8Array(await new Response(exportZip(set)).arrayBuffer()));
}

/** What of an image's line in the manifest no place decides. */
function described({ images }: Manifest): unknown[] {
  return images.map(({ key: _key, ...rest }) => rest);
}

describe('the page and Node make the same set', () => {
  it.each(methods.map(({ id }) => id))(
    'by %s',
    async (method) => {
      const one = await madeOnPage(method);
      expect(one.manifest.recipe.method).toBe(method);
      expect(one.manifest.recipe.classes.map(({ folder }) => folder)).toEqual(CLASSES);
      expect(one.made).toHaveLength(IMAGES * CLASSES.length);

      const other = await madeOnNode(one.manifest);
      expect(other.names).toEqual(one.names);
      for (const name of [...one.made, ...one.cores]) {
        expect(Buffer.compare(other.file(name), one.file(name)), name).toBe(0);
      }
      expect(other.manifest.recipe).toEqual(one.manifest.recipe);
      expect(other.manifest.recipeHash).toBe(one.manifest.recipeHash);
      expect(described(other.manifest)).toEqual(described(one.manifest));
      expect(other.manifest.backend.decoder).not.toBe(one.manifest.backend.decoder);
    },
    PATIENCE_MS,
  );
});
