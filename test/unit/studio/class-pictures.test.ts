import { expect, it } from 'vitest';
import type { IngestPool } from '../../../src/data/ingest/pool';
import { ClassPictures } from '../../../src/studio/adapters/class-pictures';
import { sourceOf } from '../data/memory-source';

it('gives a picture as the model sees it, at the size of the one that is loaded now', async () => {
  const sides: number[] = [];
  const pool = {
    readOne: () => Promise.resolve({ pixels: new Uint8Array(3) }),
    encodePng: ({ width }: { width: number }) => {
      sides.push(width);
      return Promise.resolve(new Uint8Array(width));
    },
  } as unknown as IngestPool;
  const pictures = new ClassPictures(pool);
  const file = sourceOf('cat/1.png');
  const at = (side: number) => pictures.whole('cat', file, side, 'crop');
  const small = await at(64);
  const large = await at(512);
  expect(sides).toEqual([64, 512]);
  expect(large).not.toBe(small);
  expect(await at(64)).toBe(small);
  pictures.clear();
});
