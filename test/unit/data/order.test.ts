import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNatural, sortNaturally } from '../../../src/data/import/order';
import { Pacer } from '../../../src/core/pacing';

const name = fc.string({
  unit: fc.constantFrom('0', '1', '9', 'a', 'B', '_', '\u{1f40b}', '\uff21'),
  maxLength: 6,
});

describe('natural order', () => {
  it('counts, and knows no locale', () => {
    const sorted = ['b1', 'a10', 'a2', 'A1', 'a02', 'ä1', 'a2b', 'a'].sort(compareNatural);
    expect(sorted).toEqual(['A1', 'a', 'a02', 'a2', 'a2b', 'a10', 'b1', 'ä1']);
  });

  it('compares numbers longer than any integer type', () => {
    expect(compareNatural('9'.repeat(40), `1${'0'.repeat(40)}`)).toBeLessThan(0);
  });

  it('goes by code points where UTF-16 would not', () => {
    expect(compareNatural('\uff21', '\u{1f40b}')).toBeLessThan(0);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(compareNatural(a, b))).toBe(-Math.sign(compareNatural(b, a)) + 0);
        expect(compareNatural(a, b) === 0).toBe(a === b);
        if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) {
          expect(compareNatural(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('sorts long lists in slices to the same result', async () => {
    const paths = Array.from({ length: 5000 }, (_, i) => `c/${(i * 2654435761) % 5000}.png`);
    const sorted = await sortNaturally(paths, (path) => path, new Pacer());
    expect(sorted).toEqual([...paths].sort(compareNatural));
  });
});
