import { describe, expect, it } from 'vitest';
import { importRoots } from '../../../src/data/import/import-roots';
import { readingSentences } from '../../../src/studio/adapters/reading-sentences';

const file = (path: string) =>
  ({ kind: 'file', path, file: new File(['x'], path.split('/').at(-1) ?? '') }) as const;

describe('what the page says of a collection', () => {
  it('names the split that is held out', async () => {
    const paths = ['train/cat/1.png', 'train/dog/1.png', 'val/cat/2.png', 'val/dog/2.png'];
    const { reading } = await importRoots(paths.map((path) => file(`pets/${path}`)));
    const sentences = readingSentences(reading?.parts ?? []);
    expect(sentences.some((text) => text.includes('val') && text.includes('held out'))).toBe(true);
  });

  it('is nothing where folders are just classes', async () => {
    const { reading } = await importRoots(['cat/1.png', 'dog/1.png'].map((path) => file(path)));
    expect(readingSentences(reading?.parts ?? [])).toEqual([]);
  });
});
