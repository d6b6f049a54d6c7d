/**
 * Equal pictures count once: a folder in which pictures lie again, as the same file under another name
 * and saved anew with other bytes, gives what it gives without them. Held for every method, the advice, random
 * sets and what is held out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeSource } from '../../../src/command/node-source';
import { openCollection } from '../../../src/command/open-collection';
import { Handle } from '../../../src/core/control';
import type { Split } from '../../../src/core/held-out';
import { randomStream } from '../../../src/core/random/stream';
import { methodById, methods } from '../../../src/methods';
import { distill } from '../../../src/run/distill';
import { randomSet } from '../../../src/run/evaluation/sets/real-sets';
import { Runs } from '../../../src/run/results/runs';
import { coresOfClass } from '../../../src/run/stages/core-supply';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';
import { keptSet } from '../run/kept-set';

const CLASSES = ['fox', 'owl'];
const PICTURES = 14;
const { signal } = new AbortController();

/** Cores of a dozen pictures. */
const FEW = { nNeighbors: 4, minClusterSize: 2, minSamples: 1, seedCandidates: 2 };

let base: string;
let once: string;
let again: string;
let repeats: string;

/** A PNG of a class: a colour of its own, a shade, noise. */
async function draw(path: string, name: string): Promise<void> {
  const random = randomStream({ seed: 1, name, purpose: 'test-picture' });
  const shade = 160 * random.uniform();
  const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, () => shade + 90 * random.uniform());
  await sharp(pixels, { raw: { width: 16, height: 16, channels: 3 } })
    .png()
    .toFile(path);
}

/** The same pixels in another file. */
async function saveAnew(from: string, to: string): Promise<void> {
  await sharp(from).png({ compressionLevel: 0 }).toFile(to);
  expect((await readFile(from)).equals(await readFile(to))).toBe(false);
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'stillroom-equal-'));
  // Paths are the same in both, so that nothing else tells them apart.
  [once, again, repeats] = ['once', 'again', 'repeats'].map((name) =>
    join(base, name, 'birds'),
  ) as [string, string, string];
  for (const name of CLASSES) {
    for (const place of [once, again, repeats]) await mkdir(join(place, name), { recursive: true });
    for (let i = 0; i < PICTURES; i++) {
      const file = `${String(i).padStart(2, '0')}.png`;
      const original = join(once, name, file);
      await draw(original, `${name}/${i}`);
      await copyFile(original, join(again, name, file));
      // Between the others and after them, some three times.
      if (i % 2 === 0) await copyFile(original, join(again, name, file.replace('.', 'b.')));
      if (i % 3 === 0) await saveAnew(original, join(again, name, `z${file}`));
      const copies = i < 5 ? 12 : 0;
      for (let copy = 0; copy < copies; copy++) {
        await copyFile(original, join(repeats, name, `${copy}-${file}`));
      }
    }
  }
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function sourceOf(folder: string, split: Split = { kind: 'none' }): Promise<NodeSource> {
  return new NodeSource(await openCollection([folder]), { split });
}

/** Read once for all methods. */
const sources = new Map<string, Promise<NodeSource>>();

function source(folder: string): Promise<NodeSource> {
  const known = sources.get(folder) ?? sourceOf(folder);
  sources.set(folder, known);
  return known;
}

function ownRecipe(method: string, imagesPerClass: number) {
  const { schema } = methodById(method);
  const few = Object.entries(FEW).filter(([name]) => name in schema);
  return recipeFor({
    method,
    parameters: Object.fromEntries(few),
    sampling: { imagesPerClass, steps: 2 },
    folders: CLASSES,
  });
}

/** What a run over a folder keeps. */
async function made(folder: string, method: string, imagesPerClass: number) {
  const storage = new MemoryStorage();
  const parts = memoryParts({ storage, source: await source(folder) });
  const recipe = ownRecipe(method, imagesPerClass);
  const order = { recipe, handle: 'run', label: 'birds', startedAt: '2026-01-01T00:00:00Z' };
  await distill(parts, order, new Handle(), () => undefined);
  return keptSet(new Runs(storage), 'run');
}

const ids = methods.map(({ id }) => id);

describe.each(ids)('%s', (method) => {
  it('makes of a folder with repeated pictures what it makes without them', async () => {
    const plain = await made(once, method, 3);
    expect(plain.problems).toEqual([]);
    expect(plain.images).toHaveLength(3 * CLASSES.length);
    expect(await made(again, method, 3)).toEqual(plain);
  });

  it('makes no more images than there are different pictures', async () => {
    const { problems, images } = await made(repeats, method, 10);
    expect(images).toEqual([]);
    expect(problems.map(({ folder }) => folder)).toEqual(CLASSES);
    for (const { message } of problems) expect(message).toMatch(/\b5 (different|windows)/);
  });
});

describe('what is said of a class', () => {
  it('counts different pictures among its cores', async () => {
    const request = { ...FEW, imagesPerClass: 10, space: 'latents' } as const;
    const [without, within] = await Promise.all(
      [once, again].map(async (folder) => {
        return coresOfClass(memoryParts({ source: await source(folder) }), 'owl', request, signal);
      }),
    );
    expect(within).toEqual(without);
    const parts = memoryParts({ source: await source(repeats) });
    const few = await coresOfClass(parts, 'owl', request, signal);
    expect(few.problem).toContain('10 cores needed, but the 5 images');
    expect(few.supply?.nearest).toBeLessThanOrEqual(5);
  });
});

describe('sets of real images', () => {
  it('hold no picture twice', async () => {
    const classes = CLASSES.map((folder) => ({ folder, name: folder, prompt: folder }));
    const contents = await Promise.all(
      [once, again].map(async (folder) => {
        const place = { source: await source(folder), resolution: 8 };
        return randomSet(place, classes, { imagesPerClass: 9, seed: 2 }).content(1, signal);
      }),
    );
    expect(contents[1]).toBe(contents[0]);
  });
});

describe('what is held out', () => {
  it('holds no picture twice, and none that is used', async () => {
    const share: Split = { kind: 'share', percent: 30 };
    const [without, within] = await Promise.all([sourceOf(once, share), sourceOf(again, share)]);
    for (const name of CLASSES) {
      expect(await within.heldOut(name, signal)).toEqual(await without.heldOut(name, signal));
      expect(await within.read(name, signal)).toEqual(await without.read(name, signal));
    }
    const counts = CLASSES.map(async (name) => (await within.heldOut(name, signal)).length);
    expect(Math.max(...(await Promise.all(counts)))).toBeGreaterThan(0);
  });
});
