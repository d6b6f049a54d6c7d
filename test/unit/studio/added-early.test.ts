/** What is added while the collection of the last visit is still read. */
import { afterEach, expect, it, vi } from 'vitest';
import type { RestoredCollection } from '../../../src/data/store/remembered-collection';
import type { PageParts } from '../../../src/studio/adapters/page-parts';
import { CollectionCommands } from '../../../src/studio/commands/collection/collection-commands';
import type { RunCommands } from '../../../src/studio/commands/run/run-commands';
import { nextTask } from '../../../src/core/next-task';
import { emptyCollection, useCollection } from '../../../src/studio/state/collection';

afterEach(() => {
  useCollection.setState(emptyCollection);
  vi.unstubAllGlobals();
});

const commandsOf = (parts: object) =>
  new CollectionCommands(parts as PageParts, {} as RunCommands, () => undefined);

/** What a page asks its server for, which does not answer. */
function askedFor(): readonly string[] {
  const asked: string[] = [];
  vi.stubGlobal('document', { baseURI: 'https://page.example/' });
  vi.stubGlobal('fetch', (url: URL) => {
    asked.push(url.pathname);
    return new Promise(() => undefined);
  });
  return asked;
}

it('waits for it, so that it is not put in the place of what was added', async () => {
  const said: string[] = [];
  let answer: (restored: RestoredCollection) => void = () => undefined;
  const restored = new Promise<RestoredCollection>((resolve) => {
    answer = resolve;
  });
  const parts = {
    library: {
      classes: [],
      importRoots: () => {
        said.push('lists');
        return new Promise(() => undefined);
      },
    },
    memory: Promise.resolve({ restore: () => restored }),
  };
  const collection = commandsOf(parts);
  const restoring = collection.restore();
  const file = Object.assign(new File(['a'], '1.png'), { webkitRelativePath: 'cat/1.png' });
  const other = Object.assign(new File(['b'], '2.png'), { webkitRelativePath: 'cat/2.png' });
  void collection.addFiles([file, other]);
  for (let turn = 0; turn < 10; turn++) await nextTask();
  expect(said).toEqual([]);

  answer({ status: 'none' });
  await restoring;
  await expect.poll(() => said).toEqual(['lists']);
});

it('leaves the classes of the last visit where the sample collection was asked for before they came', async () => {
  const asked = askedFor();
  let answer: (restored: RestoredCollection) => void = () => undefined;
  const restored = new Promise<RestoredCollection>((resolve) => {
    answer = resolve;
  });
  const classes: object[] = [];
  const parts = { library: { classes }, memory: Promise.resolve({ restore: () => restored }) };
  const collection = commandsOf(parts);
  const restoring = collection.restore();
  void collection.loadSample();
  for (let turn = 0; turn < 10; turn++) await nextTask();
  expect(asked).toEqual([]);

  classes.push({ folder: 'cat' });
  answer({ status: 'none' });
  await restoring;
  for (let turn = 0; turn < 10; turn++) await nextTask();
  expect(asked).toEqual([]);
});

it('brings the sample collection once nothing came of the last visit', async () => {
  const asked = askedFor();
  const restore = () => Promise.resolve({ status: 'none' });
  const parts = { library: { classes: [] }, memory: Promise.resolve({ restore }) };
  const collection = commandsOf(parts);
  await collection.restore();
  void collection.loadSample();
  await expect.poll(() => asked).toHaveLength(1);
});
