import { afterEach, describe, expect, it } from 'vitest';
import { noNames, withName } from '../../../src/core/by-name';
import type { Collection, CollectionClass } from '../../../src/data/import/collection';
import type { IngestPool } from '../../../src/data/ingest/pool';
import { USUAL_USE } from '../../../src/data/store/remembered-collection';
import { Schedule } from '../../../src/run/schedule';
import { readDescription } from '../../../src/runtime/pack-loader';
import { Library } from '../../../src/studio/adapters/library';
import { emptyCollection, useCollection } from '../../../src/studio/state/collection';
import { changeSettings, useSettings } from '../../../src/studio/state/settings';
import { tinySource } from '../../support/tiny-pack';

const { pack: TINY } = await readDescription(tinySource());

const image = (path: string) => ({ path, size: 1, open: () => Promise.resolve(new Blob(['x'])) });

/** More than are made at once, with one image more than the one before. */
function collection(count: number, heldOut = false): Collection {
  const classes = Array.from({ length: count }, (_, k): CollectionClass => {
    const folder = `class ${k}`;
    const images = Array.from({ length: (k % 20) + 1 }, (_image, i) => image(`${folder}/${i}.png`));
    // The folders for evaluation have pictures of every other class.
    const held = heldOut && k % 2 === 0 ? { heldOut: [image(`val/${folder}/0.png`)] } : {};
    return { folder, name: folder, images, ...held };
  });
  return { label: 'many', classes, rejected: [], origin: { kind: 'listing' } };
}

function libraryOf(made: Collection): Library {
  const pool = {
    importRoots: () => Promise.resolve(made),
    async *readAll() {},
  } as unknown as IngestPool;
  const schedule = new Schedule();
  // Nothing is read ahead: the rows stay as they were made.
  schedule.standStill(true);
  const nothing = () => undefined;
  return new Library({ pool, schedule, saveEdits: nothing, onRead: nothing });
}

const rows = () => useCollection.getState().classes;

afterEach(() => {
  useCollection.setState(emptyCollection);
  useSettings.setState(useSettings.getInitialState());
});

describe('the rows of a collection', () => {
  it.each([
    ['a share held out', false],
    ['folders held out', true],
  ])('are the same, made while it is imported or when it is shown: %s', async (_, heldOut) => {
    const made = collection(450, heldOut);
    const edits = withName(noNames(), 'class 7', { name: 'seven', included: false });
    const later = libraryOf(made);
    later.use(TINY);
    later.show(made, edits, USUAL_USE);
    const asShown = rows();
    expect(asShown[7]).toMatchObject({ name: 'seven', included: false });
    later.clear();

    const ahead = libraryOf(made);
    await ahead.importRoots([]);
    // A model that is loaded meanwhile has other prompts.
    ahead.use(TINY);
    ahead.show(made, edits, USUAL_USE);
    expect(rows()).toEqual(asShown);
    ahead.clear();

    const before = libraryOf(made);
    before.use(TINY);
    await before.importRoots([]);
    // Settings that a person changed meanwhile: more images than the small classes have.
    const imagesPerClass = 15;
    changeSettings(
      ({ sampling }) => ({ sampling: { ...sampling, imagesPerClass } }),
      'imagesPerClass',
      0,
    );
    before.show(made, edits, USUAL_USE);
    for (const row of rows()) expect(row.problem === null).toBe(row.imageCount >= imagesPerClass);
    before.clear();
  });

  it('come to the page with what is said of them', () => {
    const made = collection(20);
    const library = libraryOf(made);
    const { imagesPerClass } = useSettings.getState().sampling;
    expect(imagesPerClass).toBeGreaterThan(1);
    library.show(made, noNames(), USUAL_USE);
    for (const row of rows()) expect(row.problem === null).toBe(row.imageCount >= imagesPerClass);
    library.clear();
  });
});
