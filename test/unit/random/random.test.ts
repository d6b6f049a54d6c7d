import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/core/random/normal';
import { philox4x32 } from '../../../src/core/random/philox';
import { randomStream } from '../../../src/core/random/stream';

function block(counter: number[], key: number[]): string[] {
  const out = new Uint32Array(4);
  philox4x32(counter, key, out);
  return [...out].map((word) => word.toString(16).padStart(8, '0'));
}

describe('Philox4x32-10', () => {
  // Known-answer vectors of the Random123 distribution that accompanies the paper.
  it('gives the published words for the zero counter and key', () => {
    expect(block([0, 0, 0, 0], [0, 0])).toEqual(['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']);
  });
  it('gives the published words for all bits set', () => {
    const f = 0xffffffff;
    expect(block([f, f, f, f], [f, f])).toEqual(['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd']);
  });
  it('gives the published words for the digits of pi', () => {
    expect(
      block([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    ).toEqual(['d16cfe09', '94fdcceb', '5001e420', '24126ea1']);
  });
});

describe('normalQuantile', () => {
  it('agrees with tabulated quantiles', () => {
    // Standard normal tables; the last is the five-sigma tail.
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 13);
    expect(normalQuantile(2.866515718791933e-7)).toBeCloseTo(-5, 10);
  });
});

describe('randomStream', () => {
  const key = { seed: 7, name: 'tench', image: 3, step: 11, purpose: 'step-noise' };

  it('repeats itself for an equal key and differs in every part of the key', () => {
    const first = randomStream(key).fillNormal(new Float64Array(16));
    expect(randomStream(key).fillNormal(new Float64Array(16))).toEqual(first);
    for (const change of [
      { seed: 8 },
      { name: 'church' },
      { image: 4 },
      { step: 12 },
      { purpose: 'x' },
    ]) {
      expect(randomStream({ ...key, ...change }).normal()).not.toBe(first[0]);
    }
  });

  it('has the moments of a standard normal', () => {
    const n = 100_000;
    const values = randomStream(key).fillNormal(new Float64Array(n));
    const moment = (p: number) => values.reduce((sum, v) => sum + v ** p, 0) / n;
    // Five standard errors of each moment's estimate.
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  it('draws integers over the whole range and permutes without loss', () => {
    const stream = randomStream(key);
    const seen = new Set(Array.from({ length: 400 }, () => stream.integer(7)));
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...stream.permutation(50)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
  });
});
