import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  centreWindow,
  permutedClasses,
  randomWindows,
  windowEntropy,
} from '../../../src/core/scoring/controls';
import {
  drawNoise,
  drawTimestep,
  DEFAULT_RANGE,
  noiseLevelAt,
} from '../../../src/core/scoring/draws';
import { scoringFrame } from '../../../src/core/scoring/tiling';

describe('controls', () => {
  it('puts random windows apart and inside, the same for the same seed', () => {
    const cases = fc.record({
      width: fc.integer({ min: 64, max: 400 }),
      side: fc.integer({ min: 8, max: 64 }),
      count: fc.integer({ min: 1, max: 5 }),
      seed: fc.nat(1e6),
    });
    fc.assert(
      fc.property(cases, ({ width, side, count, seed }) => {
        const frame = scoringFrame(width, 100, 64, 8);
        const choice = { side, count, seed, image: 'x' };
        const windows = randomWindows(frame, choice);
        expect(randomWindows(frame, choice)).toEqual(windows);
        expect(windows.length).toBeGreaterThanOrEqual(1);
        windows.forEach(({ y, x }, i) => {
          expect(y >= 0 && y + side <= frame.height && x >= 0 && x + side <= frame.width).toBe(
            true,
          );
          for (const other of windows.slice(0, i)) {
            expect(Math.max(Math.abs(y - other.y), Math.abs(x - other.x))).toBeGreaterThan(side);
          }
        });
      }),
    );
    const frame = scoringFrame(64, 64, 64, 8);
    expect(centreWindow(frame, { side: 32, seed: 1, image: 'x' })).toMatchObject({ y: 16, x: 16 });
  });

  it('gives every class another one, nobody twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 50 }), fc.nat(1e6), (count, seed) => {
        const other = permutedClasses(count, seed);
        expect(new Set(other).size).toBe(count);
        other.forEach((one, own) => expect(one).not.toBe(own));
      }),
    );
    expect(() => permutedClasses(1, 0)).toThrow(/two classes/);
  });

  it('measures entropy in bits: none for grey, one for two halves', () => {
    const grey = new Uint8Array(8 * 8 * 3).fill(90);
    expect([...windowEntropy(grey, 8, 8, 4).values]).toEqual(Array(25).fill(0));
    const halves = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) =>
      Math.floor(i / 3) % 8 < 4 ? 0 : 255,
    );
    const { values, width } = windowEntropy(halves, 8, 8, 4);
    expect(values[0]).toBe(0);
    expect(values[2]).toBeCloseTo(1, 12);
    expect(width).toBe(5);
  });
});

describe('draws', () => {
  it('takes timesteps inside the range, the same for every image', () => {
    const times = Array.from({ length: 400 }, (_, draw) =>
      drawTimestep(7, draw, DEFAULT_RANGE, 1000),
    );
    expect(Math.min(...times)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...times)).toBeLessThanOrEqual(700);
    const mean = times.reduce((a, b) => a + b, 0) / times.length;
    // Uniform over 600 steps: sd 173, so 5 standard errors of the mean are 43.
    expect(Math.abs(mean - 400)).toBeLessThan(44);
    expect(() => drawTimestep(7, 0, { from: 0.7, to: 0.1 }, 1000)).toThrow(/below the second/);
  });

  it('keys noise by image, tile and draw', () => {
    const noise = (image: string, tile: number, draw: number) =>
      drawNoise({ seed: 1, image, tile }, draw, new Float64Array(4)).join();
    const all = [noise('a', 0, 0), noise('b', 0, 0), noise('a', 1, 0), noise('a', 0, 1)];
    expect(new Set(all).size).toBe(4);
    expect(noise('a', 0, 0)).toBe(all[0]);
  });

  it('mixes by the schedule, or linearly for a flow', () => {
    const alphas = Float64Array.of(1, 0.64);
    expect(noiseLevelAt(1, 'v', alphas)).toEqual({ signal: 0.8, noise: 0.6 });
    expect(noiseLevelAt(1, 'flow', alphas)).toEqual({ signal: 0.5, noise: 0.5 });
  });
});
