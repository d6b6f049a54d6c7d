import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  noiseLevel,
  paperPosition,
  PAPER_SCHEDULES,
  paperTimestep,
  paperWindow,
} from '../../../src/core/guidance/paper-schedule';

describe("a paper's schedule", () => {
  it('of DiT is the chain of 50 that DMGD and MGD3 run: t = 510, 612, 917 at indices 25, 30, 45', () => {
    const { timesteps } = PAPER_SCHEDULES['dit-50']();
    expect(timesteps).toHaveLength(50);
    expect([25, 30, 45].map((index) => timesteps[49 - index])).toEqual([510, 612, 917]);
  });

  it('of SDXL is CoDA’s: 25 Karras sigmas from 14.6 down to 0.03', () => {
    const { levels } = PAPER_SCHEDULES['sdxl-25']();
    expect(levels).toHaveLength(25);
    expect(levels[0]).toBeCloseTo(14.61, 2);
    expect(levels[24]).toBeCloseTo(0.0292, 4);
  });

  it.each(['dit-50', 'sdxl-25'] as const)('%s finds its own steps at their own places', (name) => {
    const { timesteps, levels } = PAPER_SCHEDULES[name]();
    levels.forEach((level, step) => expect(paperPosition(name, level)).toBe(step));
    if (name === 'dit-50') {
      levels.forEach((level, step) => expect(paperTimestep(name, level)).toBe(timesteps[step]));
    }
  });

  it('places less noise later, between the steps of its neighbours, and never off the chain', () => {
    const pair = fc.tuple(
      fc.double({ min: -12, max: 12, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.constantFrom('dit-50', 'sdxl-25'), pair, (name, [log, less]) => {
        const { levels } = PAPER_SCHEDULES[name]();
        const here = paperPosition(name, Math.exp(log));
        expect(paperPosition(name, Math.exp(log - less))).toBeGreaterThanOrEqual(here);
        expect(here).toBeGreaterThanOrEqual(0);
        expect(here).toBeLessThanOrEqual(levels.length - 1);
      }),
    );
    expect(paperPosition('dit-50', Number.POSITIVE_INFINITY)).toBe(0);
    expect(paperTimestep('dit-50', Number.POSITIVE_INFINITY)).toBe(999);
    expect(paperTimestep('dit-50', 0)).toBe(0);
  });

  it('has another noise level at the same timestep', () => {
    const level = (name: 'dit-50' | 'sdxl-25', t: number) => PAPER_SCHEDULES[name]().table[t];
    expect(level('dit-50', 900)).toBeCloseTo(61, 0);
    expect(level('sdxl-25', 900)).toBeCloseTo(8.3, 1);
    expect(level('dit-50', 500)).toBeCloseTo(3.4, 1);
    expect(level('sdxl-25', 500)).toBeCloseTo(1.6, 1);
  });

  it('shows a window in timesteps and noise levels', () => {
    // DMGD's transport: indices 45 down to 30 of 50.
    const found = paperWindow({ start: 0.08, end: 0.4 }, 'dit-50');
    expect(found).toMatchObject({ first: 4, last: 19, timesteps: { from: 917, to: 612 } });
    const { levels } = PAPER_SCHEDULES['dit-50']();
    expect(found?.levels).toEqual({ from: levels[4], to: levels[19] });
    expect(paperWindow({ start: 0.4, end: 0.4 }, 'dit-50')).toBeNull();
  });
});

it('a noise level is noise over signal: sigma itself, and s / (1 - s) in a flow', () => {
  expect(noiseLevel(3, 'epsilon')).toBe(3);
  expect(noiseLevel(0.75, 'flow')).toBeCloseTo(3, 14);
  expect(noiseLevel(1, 'flow')).toBe(Number.POSITIVE_INFINITY);
});
