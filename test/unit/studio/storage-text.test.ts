import { expect, it } from 'vitest';
import { megabytes, storageText } from '../../../src/studio/collection/storageText';

it('says sizes so that they can be told apart', () => {
  const text = (size: number) => megabytes(size * 2 ** 20);
  expect([text(0), text(0.001), text(2.44), text(9.96), text(31.4), text(1234)]).toEqual([
    '0 MB',
    '0.1 MB',
    '2.4 MB',
    '10 MB',
    '31 MB',
    '1,234 MB',
  ]);
});

it('says what is kept, what is in memory alone, and nothing where nobody tells', () => {
  const used = 31 * 2 ** 20;
  expect(storageText({ usedBytes: used, memoryBytes: 0 })).toBe('31 MB kept in this browser');
  expect(storageText({ usedBytes: used, memoryBytes: 2 ** 20 })).toBe(
    '31 MB kept in this browser · 1 MB in memory only',
  );
  expect(storageText({ usedBytes: null, memoryBytes: 0 })).toBe('');
});
