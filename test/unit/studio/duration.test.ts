import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { countOf, formatDuration, formatPace } from '../../../src/studio/job-bar/duration';

describe('a duration in words', () => {
  it.each([
    [0, '0 s'],
    [8.4, '8 s'],
    [59.6, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3599.7, '1 h 00 min'],
    [12_000, '3 h 20 min'],
    [Number.POSITIVE_INFINITY, 'unknown'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });

  it('never says 60 of a smaller unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (seconds) => {
        expect(formatDuration(seconds)).not.toMatch(/\b60 (s|min)/);
      }),
    );
  });
});

describe('a pace', () => {
  it.each([
    [0.424, '0.42 s'],
    [0.996, '1.0 s'],
    [1.26, '1.3 s'],
    [9.96, '10 s'],
    [75, '1 min 15 s'],
  ])('says %d seconds an image as %s', (seconds, words) => {
    expect(formatPace(seconds)).toBe(words);
  });
});

it('counts in singular and plural', () => {
  expect([countOf(1, 'image'), countOf(12_345, 'image'), countOf(2, 'class', 'classes')]).toEqual([
    '1 image',
    '12,345 images',
    '2 classes',
  ]);
});
