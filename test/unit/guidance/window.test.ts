import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chainIndicesOfWindow,
  checkWindow,
  inWindow,
  timestepsOfWindow,
  windowOfChainIndices,
  windowOfRun,
  windowSteps,
} from '../../../src/core/guidance/window';
import { PAPER_SCHEDULES } from '../../../src/core/guidance/paper-schedule';

describe('a guidance window', () => {
  it('of DMGD, indices 30..45 of 50, is the shares 0.08 to 0.4 that its sliders show', () => {
    expect(windowOfChainIndices(30, 45, 50)).toEqual({ start: 0.08, end: 0.4 });
    expect(chainIndicesOfWindow({ start: 0.08, end: 0.4 }, 50)).toEqual({ low: 30, high: 45 });
  });

  it('goes from chain indices to shares and back', () => {
    const chain = fc
      .tuple(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat())
      .map(([total, a, b]) => ({
        total,
        low: Math.min(a % total, b % total),
        high: Math.max(a % total, b % total),
      }));
    fc.assert(
      fc.property(chain, ({ total, low, high }) => {
        const window = windowOfChainIndices(low, high, total);
        expect(chainIndicesOfWindow(window, total)).toEqual({ low, high });
      }),
    );
  });

  it('holds exactly the steps between its ends, and none when both ends are one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, a, b) => {
          const window = { start: Math.min(a, b), end: Math.max(a, b) };
          const { first, end } = windowSteps(window, total);
          for (let k = 0; k < total; k++) {
            const place = { index: k, total, level: 1 };
            expect(inWindow(window, place)).toBe(k >= first && k < end);
          }
          expect(chainIndicesOfWindow({ start: a, end: a }, total)).toBeNull();
        },
      ),
    );
  });

  it('shows the training timesteps at its ends', () => {
    const timesteps = [900, 700, 500, 300, 100];
    expect(timestepsOfWindow({ start: 0.2, end: 0.8 }, timesteps)).toEqual({ from: 700, to: 300 });
    expect(timestepsOfWindow({ start: 0.2, end: 0.2 }, timesteps)).toBeNull();
  });

  it('read at the noise level of a paper is the same window under the paper’s own steps', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('dit-50' as const, 'sdxl-25' as const),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (reference, a, b) => {
          const shares = { start: Math.min(a, b), end: Math.max(a, b) };
          const { timesteps, levels } = PAPER_SCHEDULES[reference]();
          expect(windowOfRun({ ...shares, reference }, timesteps, levels)).toEqual(
            windowOfRun(shares, timesteps, levels),
          );
        },
      ),
    );
  });

  it('read at the noise level of DiT falls on the noisiest steps of Stable Diffusion', () => {
    const { timesteps, levels } = PAPER_SCHEDULES['sdxl-25']();
    const transport = { start: 0.08, end: 0.4 };
    const steps = windowOfRun(transport, timesteps, levels);
    const same = windowOfRun({ ...transport, reference: 'dit-50' }, timesteps, levels);
    // SDXL's schedule begins at noise over signal 14.6, where DMGD's window, 71 to 6.7, is half over.
    expect(same?.first).toBe(0);
    expect(same?.levels.to).toBeGreaterThan(PAPER_SCHEDULES['dit-50']().levels[20] ?? Infinity);
    expect(steps?.levels.to).toBeLessThan(3);
  });

  it('is refused out of order or out of range', () => {
    for (const window of [
      { start: 0.5, end: 0.4 },
      { start: -0.1, end: 1 },
      { start: 0, end: 1.1 },
      { start: Number.NaN, end: 1 },
    ]) {
      expect(() => checkWindow(window)).toThrow(/guidance window/);
    }
  });
});
