import { expect, it } from 'vitest';
import { kindOnceRead } from '../../../src/studio/picture/usePicture';
import type { ClassRow } from '../../../src/studio/state/collection';

const fox: ClassRow = {
  folder: 'fox',
  name: 'fox',
  prompt: 'a photo of a fox',
  usualPrompt: 'a photo of a fox',
  imageCount: 40,
  heldOut: 0,
  included: true,
  read: { state: 'done' },
  explored: { state: 'waiting' },
  notice: null,
  problem: null,
};

it('shows what a class’s folder lists until the class is read, and its pictures from then on', () => {
  expect(kindOnceRead(undefined, 'full')).toBe('listed');
  expect(kindOnceRead({ ...fox, read: { state: 'waiting' } }, 'thumbnail')).toBe('listed');
  const failed = { state: 'failed', message: 'The folder is gone.' } as const;
  expect(kindOnceRead({ ...fox, read: failed }, 'full')).toBe('listed');
  expect(kindOnceRead(fox, 'thumbnail')).toBe('thumbnail');
  expect(kindOnceRead(fox, 'full')).toBe('full');
});
