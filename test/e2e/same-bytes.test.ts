/**
 * The order of the work is one: the recipe that a page's export carries, run on Node, gives the page's
 * bytes, for every method with the small model and once with the model that ships. Chromium decodes,
 * threads and stores there; sharp, one thread and a folder here. All files of the set are compared, as
 * they lie in the zip, but for what names the place: times, the machine and the keys of images.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNodeModel, type NodeModel } from '../../src/command/node-model';
import { nodePlace, type NodePlace } from '../../src/command/node-place';
import { openCollection } from '../../src/command/open-collection';
import { Handle } from '../../src/core/control';
import type { Manifest } from '../../src/core/formats/manifest';
import { USUAL_SHARE } from '../../src/core/held-out';
import { exportZip } from '../../src/data/export/write-export';
import { methodById, methods } from '../../src/methods';
import { defaultsOf } from '../../src/methods/parameters';
import { distill } from '../../src/run/distill';
import { exportSet } from '../../src/run/results/export-set';
import { ENCODER_BATCH } from '../../src/run/stages/latents';
import { SHIPPED_MODEL } from '../../tools/site';
import { openedExport, type OpenedExport } from '../support/opened-export';
import { samplePart } from '../support/sample-part';
import {
  addFile,
  distill as distillOnPage,
  exportedZip,
  modelReady,
  setValue,
  Site,
  type SiteModel,
} from '../support/stillroom';

const IMAGES = 2;
const STEPS = 3;
/** Each method runs twice, here on one thread: minutes on a machine that does much else. */
const PATIENCE_MS = 900_000;
const CLASSES = ['cactus', 'lighthouse'];
/**
 * Of each class: enough for ten clusters and for cores, and more than the encoder takes at once. What is held
 * out goes by content: about the usual share, and room for twice as much.
 */
const READ = Math.ceil((ENCODER_BATCH + 1) / (1 - (2 * USUAL_SHARE) / 100));
const FILE = 'samples.zip';

let page: Page;
let loaded: NodeModel;
let place: NodePlace;

/** Both places with one model, before the tests of a group. */
function onBothPlaces(model: SiteModel): void {
  let site: Site;
  let context: BrowserContext;
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-same-bytes-'));
  beforeAll(async () => {
    const archive = join(folder, FILE);
    const bytes = await samplePart(CLASSES, READ);
    writeFileSync(archive, bytes);
    site = await Site.open(model);
    loaded = await openNodeModel({ ...SHIPPED_MODEL, pack: site.modelFolder, threads: 1 });
    place = nodePlace(loaded, await openCollection([archive]), join(folder, 'results'));
    ({ page, context } = await site.visit({ width: 1440, height: 900 }));
    await addFile(page, FILE, bytes);
    await modelReady(page);
    await setValue(page, 'Images per class', IMAGES);
    await setValue(page, 'Steps', STEPS);
  });
  afterAll(async () => {
    await context.close();
    await site.close();
    await loaded.close();
    rmSync(folder, { recursive: true });
  });
}

async function madeOnPage(method: string): Promise<OpenedExport> {
  await page.getByLabel('Method', { exact: true }).selectOption(method);
  // Two draws an image decide as well as ten whether two places agree.
  if ('draws' in defaultsOf(methodById(method).schema)) await setValue(page, 'Draws', 2);
  await distillOnPage(page, PATIENCE_MS);
  return openedExport(await exportedZip(page));
}

/** The same recipe, from its JSON text alone. */
async function madeOnNode({ recipe, versions }: Manifest): Promise<OpenedExport> {
  const handle = recipe.method;
  const order = { recipe, handle, label: FILE, startedAt: new Date().toISOString() };
  const problems: string[] = [];
  const outcome = await distill(place, order, new Handle(), (event) => {
    if (event.kind === 'class-failed') problems.push(event.message);
  });
  expect(problems).toEqual([]);
  expect(outcome).toEqual({ kind: 'done', made: IMAGES * CLASSES.length, missing: 0 });
  const record = await place.runs.get(handle);
  if (record === undefined) throw new Error(`the run of ${handle} is not kept`);
  const { signal } = new AbortController();
  const program = versions.stillroom;
  const set = await exportSet(record, place, { program, createdAt: new Date(), signal });
  return openedExport(new Uint8Array(await new Response(exportZip(set)).arrayBuffer()));
}

/**
 * Compares what the manifests say of the images, but for their keys, which hold the place. The figures
 * of the guidance are sums of float64: engines may differ in the last bit of an exponential or a
 * logarithm (Node 20 and Chromium 156 do, for one argument in ten), and that may be all.
 */
function expectSameDescriptions(one: Manifest, other: Manifest): void {
  const exact = ({ images }: Manifest) =>
    images.map(({ key: _key, guidance, ...rest }) => ({ ...rest, figures: Object.keys(guidance) }));
  expect(exact(other)).toEqual(exact(one));
  one.images.forEach(({ file, guidance }, i) => {
    for (const [name, value] of Object.entries(guidance)) {
      const apart = Math.abs((other.images[i]?.guidance[name] ?? NaN) - value);
      expect(apart, `${file}: ${name}`).toBeLessThanOrEqual(1e-12 * Math.abs(value));
    }
  });
}

async function expectSameSet(method: string): Promise<void> {
  const one = await madeOnPage(method);
  expect(one.manifest.recipe.method).toBe(method);
  expect(one.manifest.recipe.classes.map(({ folder }) => folder)).toEqual(CLASSES);
  for (const { images } of one.manifest.recipe.classes) {
    expect(images).toBeGreaterThan(ENCODER_BATCH);
  }
  expect(one.made).toHaveLength(IMAGES * CLASSES.length);

  const other = await madeOnNode(one.manifest);
  expect(other.names).toEqual(one.names);
  for (const name of [...one.made, ...one.cores]) {
    expect(Buffer.compare(other.file(name), one.file(name)), name).toBe(0);
  }
  expect(other.manifest.recipe).toEqual(one.manifest.recipe);
  expect(other.manifest.recipeHash).toBe(one.manifest.recipeHash);
  expectSameDescriptions(one.manifest, other.manifest);
  expect(other.manifest.backend.decoder).not.toBe(one.manifest.backend.decoder);
}

describe('the page and Node make the same set', () => {
  onBothPlaces('small');
  it.each(methods.map(({ id }) => id))('by %s', expectSameSet, PATIENCE_MS);
});

describe('the page and Node make the same set with the model that ships', () => {
  onBothPlaces('shipped');
  it('by coda', () => expectSameSet('coda'), PATIENCE_MS);
});
