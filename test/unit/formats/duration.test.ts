import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration } from '../../../src/core/duration';

describe('a duration in words', () => {
  it.each([
    [0, '0 s'],
    [8.4, '8 s'],
    [59.6, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3599.7, '1 h 00 min'],
    [12_000, '3 h 20 min'],
    [172_769, '47 h 59 min'],
    [172_770, '2 d 00 h'],
    [187_200, '2 d 04 h'],
    [Number.POSITIVE_INFINITY, 'unknown'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });

  it('never says a whole of a larger unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (seconds) => {
        expect(formatDuration(seconds)).not.toMatch(/\b60 (s|min)|d 24 h/);
      }),
    );
  });
});
