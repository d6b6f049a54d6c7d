import { describe, expect, it } from 'vitest';
import { countOf, formatPace } from '../../../src/studio/job-bar/duration';

describe('a pace', () => {
  it.each([
    [0, 'under 0.01 s'],
    [0.005, '0.01 s'],
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
