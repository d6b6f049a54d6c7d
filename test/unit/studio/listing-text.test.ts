/** How far and how fast a collection is listed. */
import { expect, it } from 'vitest';
import { listingCount, listingText } from '../../../src/studio/collection/listingText';

const nothing = { files: 1200, images: 0, archive: null };
const archive = (entries: number, unpackedBytes: number) => ({
  files: 0,
  images: 0,
  archive: { name: 'cats.tgz', entries, unpackedBytes },
});

it('counts files, entries or unpacked bytes, with a rate once there is one', () => {
  expect(listingText(nothing, null)).toBe('Reading folders: 1,200 files seen');
  expect(listingText(nothing, 349.6)).toBe('Reading folders: 1,200 files seen, 350 a second');
  expect(listingText(archive(1, 0), 20)).toBe('Reading the list of cats.tgz: 1 entry, 20 a second');
  expect(listingText(archive(0, 2.5e6), 1.2e6)).toBe('Unpacking cats.tgz: 2.5 MB, 1.2 MB a second');
  expect(listingText(archive(0, 0), null)).toBe('Opening cats.tgz');
});

it('counts files of labels against all of them', () => {
  const labels = { ...nothing, labels: { read: 900, of: 30_000 } };
  expect(listingText(labels, 310.2)).toBe('Reading labels: 900 of 30,000 files, 310 a second');
  expect(listingCount(labels)).toEqual({ key: 'labels', done: 900 });
});

it('names what is counted anew where something else is', () => {
  const keys = [nothing, archive(0, 5), archive(5, 5)].map((one) => listingCount(one).key);
  expect(new Set(keys).size).toBe(3);
  expect([nothing, archive(0, 5), archive(7, 5)].map((one) => listingCount(one).done)).toEqual([
    1200, 5, 7,
  ]);
});
