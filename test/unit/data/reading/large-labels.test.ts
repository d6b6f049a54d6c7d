import { expect, it } from 'vitest';
import type { SourceImage } from '../../../../src/data/import/collection';
import { importRoots } from '../../../../src/data/import/import-roots';
import type { ImportProgress } from '../../../../src/data/import/options';
import type { ImportRoot } from '../../../../src/data/import/roots';
import { sparseBlob } from '../containers/sparse-blob';
import { rootsOf, sourceOf } from '../memory-source';
import { pictures } from './read';

const listed = (files: readonly SourceImage[]): ImportRoot => ({
  kind: 'listed',
  name: 'set',
  async *list() {
    yield* files;
  },
});

it.each([true, false])(
  'a table too large to be read is said to be, its size known: %s',
  async (known) => {
    const blob = sparseBlob(200e6, []);
    const table: SourceImage = {
      path: 'set/cat/labels.csv',
      size: known ? blob.size : undefined,
      open: () => Promise.resolve(blob),
    };
    const paths = [...pictures('set/cat'), ...pictures('set/dog')];
    const { rejected } = await importRoots([...rootsOf(paths), listed([table])]);
    expect(rejected).toEqual([
      {
        path: 'set/cat/labels.csv',
        reason:
          'is too large a table: 200 MB, of which 134 MB are read at most; leave only its columns of file names, labels and splits in it',
      },
    ]);
  },
);

const COUNT = 3000;
const pairs = (onOpen: (at: number) => void): SourceImage[] =>
  Array.from({ length: COUNT }, (_, i) => i).flatMap((i) => {
    const labels = sourceOf(`set/${i}.cls`, String(i % 2));
    const open = (): Promise<Blob> => {
      onOpen(i);
      return labels.open();
    };
    return [sourceOf(`set/${i}.png`), { ...labels, open }];
  });

it('labels in a file a picture are counted while they are read', async () => {
  const told: ImportProgress[] = [];
  await importRoots([listed(pairs(() => undefined))], { onProgress: (one) => told.push(one) });
  const labels = told.flatMap(({ labels }) => labels ?? []);
  expect(labels.at(-1)).toEqual({ read: COUNT, of: COUNT });
});

it('labels in a file a picture are not read on once the import is cancelled', async () => {
  const cancel = new AbortController();
  let opened = 0;
  const files = pairs((at) => {
    opened++;
    if (at === 20) cancel.abort();
  });
  const imported = importRoots([listed(files)], { signal: cancel.signal });
  await expect(imported).rejects.toMatchObject({ code: 'Aborted' });
  expect(opened).toBeLessThan(COUNT);
});
