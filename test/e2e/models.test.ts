/**
 * Models of other families in the page: one fetched from another server, one from the disk, and three folders of
 * dog breeds distilled with them end to end. The weights are random, so the pictures are noise; everything
 * around them is what a real model meets.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openHub, type Hub } from '../support/hub';
import { openedExport } from '../support/opened-export';
import {
  addFolder,
  distill,
  exportedZip,
  ImageFolder,
  modelReady,
  setValue,
  Site,
} from '../support/stillroom';

const ASSETS = join(import.meta.dirname, '..', 'assets');
/** Of the first two ImageNet says what they are. */
const BREEDS = ['n02085620', 'n02088364', 'sled dogs'];
const NAME = 'Narrow sd15 (random weights, for tests)';
const FILES = 9;

let site: Site;
let hub: Hub;
const dogs = new ImageFolder();
beforeAll(async () => {
  for (const breed of BREEDS) dogs.drawClass(breed, 16);
  hub = await openHub(ASSETS);
  site = await Site.open('small');
});
afterAll(async () => {
  dogs.remove();
  await hub.close();
  await site.close();
});

/** Those of WebAssembly wait inside a call and answer nobody. */
const OUR_THREADS = /\/assets\/(model|ingest|download|analysis|windows)-[^/]*\.js$/;

async function openModels(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Models: about this one, other ones' }).click();
  await page.getByRole('dialog', { name: 'Models' }).waitFor();
}

async function visitWithDogs() {
  const visit = await site.visit();
  await addFolder(visit.page, dogs, 'Chihuahua', 'sled dogs');
  return visit;
}

async function distilled(page: Page, method: string) {
  await page.getByLabel('Method', { exact: true }).selectOption(method);
  await setValue(page, 'Images per class', 1);
  await setValue(page, 'Steps', 3);
  if (method === 'coda') {
    await setValue(page, 'Neighbours', 4);
    await setValue(page, 'Min cluster size', 2);
  }
  await distill(page);
  const { manifest } = openedExport(await exportedZip(page));
  return {
    pack: manifest.recipe.pack.id,
    prompts: manifest.recipe.classes.map(({ prompt }) => prompt),
    images: manifest.images.filter(({ kind }) => kind === 'distilled').length,
    squares: [manifest.recipe.framing ?? 'crop', manifest.backend.decoder],
  };
}

/** What an attempt to reach an address ends with, on whatever thread this runs. */
const reach = (address: string): Promise<string> =>
  fetch(address).then(
    () => 'reached',
    () => 'refused',
  );

it('fetches a model from another server, which no thread of the page can ask itself, and distils with it', async () => {
  const { page, context } = await visitWithDogs();
  await context.addCookies([{ name: 'session', value: 'secret', url: hub.url }]);
  await modelReady(page);
  await openModels(page);
  await page.getByLabel('Address').fill(`${hub.url}narrow-sd15`);
  await page.getByRole('button', { name: 'Look' }).click();
  await page.getByText(`${FILES} files, 635 kB: none of it is here.`).waitFor();
  expect(hub.asked.map(({ path }) => path)).toEqual(['/narrow-sd15/pack.json']);

  // Held in the middle of a file, it can be looked at.
  hub.held = 'text_encoder.onnx_data';
  await page.getByRole('button', { name: 'Fetch 635 kB' }).click();
  await expect.poll(() => hub.asked.at(-1)?.path).toBe(`/narrow-sd15/${hub.held}`);
  const downloader = page.frames().find((frame) => frame !== page.mainFrame());
  const seen = await downloader?.evaluate(() => {
    const tried = (look: () => unknown) => {
      try {
        return typeof look();
      } catch {
        return 'refused';
      }
    };
    return [
      window.origin,
      tried(() => parent.document),
      tried(() => localStorage),
      tried(() => indexedDB.open('stillroom')),
    ];
  });
  expect(seen).toEqual(['null', 'refused', 'refused', 'refused']);
  const before = hub.asked.length;
  const address = `${hub.url}narrow-sd15/pack.json`;
  const tried = await Promise.all([
    page.evaluate(reach, address),
    ...page
      .workers()
      .filter((thread) => OUR_THREADS.test(thread.url()))
      .map((thread) => thread.evaluate(reach, address)),
    ...context.serviceWorkers().map((thread) => thread.evaluate(reach, address)),
  ]);
  expect(tried.length).toBeGreaterThan(3);
  expect(new Set(tried)).toEqual(new Set(['refused']));
  expect(hub.asked.length).toBe(before);

  // Other bytes than pack.json names.
  hub.damaged = 'text_encoder.onnx_data';
  hub.held = '';
  await page.getByText('text_encoder.onnx_data is not the file that pack.json names').waitFor();
  hub.damaged = '';
  // A connection that breaks, and a page that is loaded anew.
  hub.cut = 'denoiser.onnx_data';
  await page.getByRole('button', { name: /^Fetch / }).click();
  await page.getByText(/denoiser.onnx_data of .* can't be read/).waitFor();
  await page.reload();
  await addFolder(page, dogs, 'Chihuahua');
  await modelReady(page);
  await openModels(page);
  await page.getByRole('button', { name: `Go on with ${NAME}` }).click();
  await page.getByRole('button', { name: `Use ${NAME}` }).waitFor({ timeout: 240_000 });

  const files = hub.asked.filter(({ path }) => !path.endsWith('pack.json'));
  const counts = new Map<string, number>();
  for (const { path } of files) counts.set(path, (counts.get(path) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > 1)).toEqual([
    ['/narrow-sd15/text_encoder.onnx_data', 2],
    ['/narrow-sd15/denoiser.onnx_data', 2],
  ]);
  expect(counts.size).toBe(FILES);
  const ranges = files.flatMap(({ path, headers: { range } }) => (range ? [[path, range]] : []));
  expect(ranges).toEqual([['/narrow-sd15/denoiser.onnx_data', 'bytes=81472-']]);
  for (const { method, headers } of hub.asked) {
    expect([method, headers.cookie, headers.referer, headers.origin]).toEqual([
      'GET',
      undefined,
      undefined,
      'null',
    ]);
  }

  const asked = hub.asked.length;
  await page.getByRole('button', { name: `Use ${NAME}` }).click();
  await page.getByText('In this browser; from 127.0.0.1').waitFor();
  await modelReady(page);
  const prompts = ['Chihuahua', 'beagle', 'sled dogs'].map((name) => `a photo of a ${name}`);
  for (const method of ['coda', 'dmgd']) {
    expect(await distilled(page, method)).toEqual({
      pack: 'narrow-sd15',
      prompts,
      images: 3,
      squares: ['crop', 'browser'],
    });
  }
  // The run's images are of 128 px; the files in this zip are not.
  await page.getByLabel('Image side of the export').selectOption('64');
  expect(openedExport(await exportedZip(page)).manifest.reduced).toEqual({ side: 64, from: 128 });
  await openModels(page);
  const card = page.getByRole('region', { name: NAME });
  await expect.poll(() => card.textContent()).toMatch(/Fits\..*s an image, on WASM, .*all of them/);
  await card.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove model' }).click();
  await card.waitFor({ state: 'detached' });
  const keptModels = () =>
    page.evaluate(async () => {
      const cache = await caches.open('stillroom-weights-1');
      return (await cache.keys()).filter(({ url }) => url.includes('/models/')).length;
    });
  await expect.poll(keptModels).toBe(0);
  expect(hub.asked.length).toBe(asked);
  await context.close();
});

it('runs DMGD on a model of class labels from the disk, which asks for the class that it does not know', async () => {
  const { page, errors, context } = await visitWithDogs();
  await modelReady(page);
  await openModels(page);
  await page.getByLabel('Add a pack folder').setInputFiles(join(ASSETS, 'narrow-dit'));
  await page.getByText('2 of 3 are classes of the model.').waitFor({ timeout: 240_000 });
  const field = page.getByLabel('sled dogs is the model’s class');
  await field.fill('okapi');
  await field.press('Enter');
  await page.getByText('“okapi” is no class of the model, or several.').waitFor();
  await field.fill('n02110185');
  await field.press('Enter');
  await page.getByText('All 3 are classes of the model.').waitFor();
  const seen = page.getByLabel('Seen of pictures');
  await seen.selectOption('all of them, squashed');
  await expect.poll(() => seen.inputValue()).toBe('squash');
  expect(await distilled(page, 'dmgd')).toEqual({
    pack: 'narrow-dit',
    prompts: ['Chihuahua', 'beagle', 'Siberian husky'],
    images: 3,
    squares: ['squash', 'browser-squash'],
  });
  expect(errors).toEqual([]);
  await context.close();
});
