import { expect, it } from 'vitest';
import type { SourceImage } from '../../../../src/data/import/collection';
import { importRoots } from '../../../../src/data/import/import-roots';
import type { ImportRoot } from '../../../../src/data/import/roots';
import { sparseBlob } from '../containers/sparse-blob';
import { rootsOf } from '../memory-source';
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
