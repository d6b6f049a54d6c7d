import { describe, expect, it } from 'vitest';
import type { CoresOfClass } from '../../../src/run/stages/core-supply';
import { coreAdvice } from '../../../src/studio/distil/coreAdvice';

const enough: CoresOfClass = { found: 10, fromNoise: 0, supply: null, problem: null };
const short = (supported: number, nearest: number): CoresOfClass => ({
  found: 0,
  fromNoise: 0,
  supply: { supported, nearest },
  problem: 'Too few.',
});
const named = (...cores: CoresOfClass[]) => cores.map((one, i) => ({ name: `c${i}`, cores: one }));

describe('advice for small classes', () => {
  it('is none where all give enough from their clusters', () => {
    expect(coreAdvice(10, named(enough, enough))).toEqual({ lines: [], make: null, fill: null });
  });

  it('is what the least class gives', () => {
    expect(coreAdvice(10, named(enough, short(7, 7), short(5, 5)))).toEqual({
      lines: ['c1 gives 7 of 10 cores.', 'c2 gives 5 of 10 cores.'],
      make: 5,
      fill: null,
    });
  });

  it('says how many images in no cluster a fill takes, before and after', () => {
    expect(coreAdvice(10, named(short(5, 11)))).toEqual({
      lines: ['c0 gives 5 of 10 cores. 11 are possible with 6 from images in no cluster.'],
      make: 5,
      fill: 11,
    });
    expect(coreAdvice(11, named({ ...enough, found: 11, fromNoise: 6 })).lines).toEqual([
      'c0 gives 11 cores, 6 of them from images in no cluster.',
    ]);
  });

  it('offers no number that a class cannot give', () => {
    const broken = { ...enough, found: 0, problem: 'No images.' };
    expect(coreAdvice(10, named(short(5, 5), broken))).toMatchObject({ make: null, fill: null });
    expect(coreAdvice(10, named(short(0, 0)))).toMatchObject({ make: null, fill: null });
    expect(coreAdvice(10, named(short(5, 11), short(5, 5)))).toMatchObject({ make: 5, fill: null });
  });
});
