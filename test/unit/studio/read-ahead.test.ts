/** Which classes are read before anybody asks. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/core/formats/sha256';
import type { Collection, SourceImage } from '../../../src/data/import/collection';
import { USUAL_USE } from '../../../src/data/store/remembered-collection';
import type { IngestPool } from '../../../src/data/ingest/pool';
import { noNames } from '../../../src/core/by-name';
import { Schedule } from '../../../src/run/schedule';
import { Library } from '../../../src/studio/adapters/library';
import { patchClass, useCollection } from '../../../src/studio/state/collection';
import { selectClass } from '../../../src/studio/state/selection';

const CLASSES = ['ant', 'bee', 'cow', 'doe'];
const IMAGES = 3;
const never = new AbortController().signal;

/** Turns enough for everything that waits for nothing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A pool that reads a picture when it is told to. */
function heldPool() {
  const read: string[] = [];
  const waiting: (() => void)[] = [];
  async function* readAll(sources: readonly SourceImage[]) {
    for (const [index, source] of sources.entries()) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      read.push(source.path);
      const image = {
        sha256: sha256Hex(source.path),
        pixelHash: sha256Hex(source.path),
        thumbnail: new Blob([source.path]),
        pixels: new Uint8Array(3),
        width: 1,
        height: 1,
      };
      yield { ok: true, index, source, image } as const;
    }
  }
  const step = async (pictures: number) => {
    await settle();
    for (let i = 0; i < pictures; i++) {
      waiting.shift()?.();
      await settle();
    }
  };
  return { pool: { readAll } as unknown as IngestPool, read, step };
}

function collection(): Collection {
  const file = (path: string): SourceImage => ({
    path,
    size: 1,
    open: () => Promise.resolve(new Blob([path])),
  });
  const classes = CLASSES.map((folder) => ({
    folder,
    name: folder,
    images: Array.from({ length: IMAGES }, (_, i) => file(`${folder}/${i}`)),
  }));
  return { label: 'drawn', classes, rejected: [], origin: { kind: 'listing' } };
}

function shown() {
  const { pool, read, step } = heldPool();
  const schedule = new Schedule();
  const library = new Library({
    pool,
    schedule,
    saveEdits: () => undefined,
    onRead: () => undefined,
  });
  library.show(collection(), noNames(), USUAL_USE);
  selectClass('ant');
  /** Classes of which something was read, in their order. */
  const begun = () => [...new Set(read.map((path) => path.split('/')[0]))];
  return { library, schedule, step, read, begun };
}

const stateOf = (folder: string) =>
  useCollection.getState().classes.find((row) => row.folder === folder)?.read.state;

let page: ReturnType<typeof shown>;
beforeEach(() => {
  page = shown();
});
afterEach(() => {
  page.library.clear();
  selectClass(null);
});

it('are those that take part, and then none', async () => {
  patchClass('bee', { included: false });
  patchClass('doe', { included: false });
  await page.step(4 * IMAGES);
  expect(page.begun()).toEqual(['ant', 'cow']);
  expect(CLASSES.map(stateOf)).toEqual(['done', 'waiting', 'done', 'waiting']);
});

it('are the class that is looked at before the others, whether or not it takes part', async () => {
  patchClass('doe', { included: false });
  await page.step(1);
  selectClass('doe');
  await page.step(4 * IMAGES);
  expect(page.begun()).toEqual(['ant', 'doe', 'bee', 'cow']);
});

it('are read when they take part again', async () => {
  patchClass('bee', { included: false });
  await page.step(4 * IMAGES);
  expect(page.begun()).toEqual(['ant', 'cow', 'doe']);
  patchClass('bee', { included: true });
  await page.step(IMAGES);
  expect(stateOf('bee')).toBe('done');
});

it('let go of a class in the middle once it takes no part', async () => {
  await page.step(IMAGES + 1);
  expect(page.read.at(-1)).toBe('bee/0');
  patchClass('bee', { included: false });
  await page.step(3 * IMAGES);
  expect(page.begun()).toEqual(['ant', 'bee', 'cow', 'doe']);
  // The picture that was being read came; the third did not.
  expect(page.read.filter((path) => path.startsWith('bee'))).toEqual(['bee/0', 'bee/1']);
  expect(stateOf('bee')).toBe('waiting');
  // Whoever asks for it has it read whole.
  const { source } = page.library;
  const asked = source?.read('bee', never);
  await page.step(IMAGES);
  expect((await asked)?.length).toBe(IMAGES);
});

it('keep a class that somebody asked for', async () => {
  await page.step(IMAGES + 1);
  const asked = page.library.source?.read('bee', never);
  patchClass('bee', { included: false });
  await page.step(IMAGES);
  expect((await asked)?.length).toBe(IMAGES);
  expect(stateOf('bee')).toBe('done');
});

it.each([
  ['the model is in use', 'model'],
  ['a map is waited for', 'cores'],
] as const)(
  'stand still in the middle of a class while %s, but for one that is looked at',
  async (_, need) => {
    await page.step(IMAGES + 1);
    const hold = page.schedule.claim(need);
    // The pool has begun the next picture, which comes; the one after it does not.
    await page.step(3 * IMAGES);
    expect(page.read.slice(IMAGES)).toEqual(['bee/0', 'bee/1']);
    selectClass('bee');
    await page.step(3 * IMAGES);
    expect(page.read.slice(IMAGES)).toEqual(['bee/0', 'bee/1', 'bee/2']);
    hold.release();
    await page.step(2 * IMAGES);
    expect(page.begun()).toEqual(CLASSES);
  },
);

it('go on beside a model in use once somebody waits for them, and not while a person holds them', async () => {
  await page.step(IMAGES + 1);
  page.schedule.claim('everything');
  await page.step(3 * IMAGES);
  expect(stateOf('bee')).toBe('running');
  const asked = page.library.source?.read('bee', never);
  page.schedule.standStill(true);
  await page.step(IMAGES);
  expect(stateOf('bee')).toBe('running');
  page.schedule.standStill(false);
  await page.step(IMAGES);
  expect((await asked)?.length).toBe(IMAGES);
  expect(page.begun()).toEqual(['ant', 'bee']);
});
