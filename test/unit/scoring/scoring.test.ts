import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import { boxMean } from '../../../src/core/scoring/box-mean';
import { poolDescriptors } from '../../../src/core/scoring/dift-pool';
import { TypicalityAccumulator } from '../../../src/core/scoring/typicality';
import { upsampleBilinear } from '../../../src/core/scoring/upsample';
import { chooseWindows, windowStandardError } from '../../../src/core/scoring/windows';

const normal = (seed: number, count: number) =>
  randomStream({ seed, purpose: 'scores' }).fillNormal(new Float64Array(count));

describe('chooseWindows', () => {
  const images = fc.record({
    height: fc.integer({ min: 1, max: 24 }),
    width: fc.integer({ min: 1, max: 24 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    topK: fc.integer({ min: 1, max: 8 }),
    seed: fc.nat(1e6),
    flat: fc.boolean(),
  });

  it('takes windows that stay inside, do not even touch, and come best first', () => {
    fc.assert(
      fc.property(images, ({ height, width, part, topK, seed, flat }) => {
        const side = 1 + Math.floor(part * (Math.min(height, width) - 1));
        const image = flat ? new Float64Array(height * width) : normal(seed, height * width);
        const means = boxMean(image, height, width, side);
        const windows = chooseWindows(means, { side, topK });
        expect(windows.length).toBeGreaterThanOrEqual(1);
        expect(windows.length).toBeLessThanOrEqual(topK);
        windows.forEach((window, i) => {
          expect(window.y >= 0 && window.y + side <= height).toBe(true);
          expect(window.x >= 0 && window.x + side <= width).toBe(true);
          for (const before of windows.slice(0, i)) {
            const apart = Math.max(Math.abs(window.y - before.y), Math.abs(window.x - before.x));
            expect(apart).toBeGreaterThan(side);
            expect(before.score).toBeGreaterThanOrEqual(window.score);
          }
        });
        if (flat) expect(windows[0]).toMatchObject({ y: 0, x: 0 });
        else expect(windows[0]?.score).toBe(Math.max(...means.values));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps to a minimum score and refuses scores that are not finite', () => {
    const means = { values: Float64Array.of(1, 0, 0, 5), height: 1, width: 4 };
    const choice = { side: 1, topK: 5 };
    expect(chooseWindows(means, { ...choice, minimumScore: 2 })).toHaveLength(1);
    expect(chooseWindows(means, { ...choice, minimumScore: 9 })).toHaveLength(0);
    const broken = { ...means, values: means.values.map(() => Number.NaN) };
    expect(() => chooseWindows(broken, choice)).toThrow(/window 0 is NaN/);
    expect(() => chooseWindows(means, { side: 1, topK: 0 })).toThrow(/whole numbers/);
  });
});

describe('boxMean', () => {
  it('is the plain mean of every window', () => {
    const [height, width, side] = [7, 9, 3];
    const image = normal(1, height * width);
    const means = boxMean(image, height, width, side);
    expect([means.height, means.width]).toEqual([5, 7]);
    means.values.forEach((mean, at) => {
      let sum = 0;
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          sum += image[(Math.floor(at / 7) + y) * width + (at % 7) + x] ?? 0;
        }
      }
      expect(mean).toBeCloseTo(sum / 9, 13);
    });
  });

  it('refuses a window larger than the image', () => {
    expect(() => boxMean(normal(1, 12), 3, 4, 4)).toThrow(/does not fit/);
  });
});

describe('upsampleBilinear', () => {
  it('keeps constants, and a slope between the first and last cell centres', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 }), (from, to) => {
        const ramp = {
          values: Float64Array.from({ length: from }, (_, i) => i),
          height: from,
          width: 1,
        };
        upsampleBilinear(ramp, to, 1).forEach((value, i) => {
          const source = ((i + 0.5) * from) / to - 0.5;
          expect(value).toBeCloseTo(Math.min(Math.max(source, 0), from - 1), 12);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('TypicalityAccumulator', () => {
  const [channels, height, width] = [3, 4, 5];
  const length = channels * height * width;
  const draw = (seed: number) => ({
    noise: normal(seed, length),
    epsNull: normal(seed + 1000, length),
    epsCond: normal(seed + 2000, length),
  });
  const filled = (seeds: readonly number[]) => {
    const accumulator = new TypicalityAccumulator(channels, height, width);
    for (const seed of seeds) accumulator.add(draw(seed));
    return accumulator;
  };

  it('is the difference of its two losses and does not mind the order of draws', () => {
    const scored = filled([1, 2, 3, 4]);
    const { nullPrompt, label } = scored.losses();
    const { values } = scored.map();
    const again = filled([4, 2, 1, 3]).map().values;
    values.forEach((value, i) => {
      expect(value).toBeCloseTo((nullPrompt.values[i] ?? 0) - (label.values[i] ?? 0), 13);
      expect(again[i]).toBeCloseTo(value, 13);
    });
  });

  it('changes sign when the prompts change places, and is 0 when they agree', () => {
    const { noise, epsNull, epsCond } = draw(5);
    const score = (epsNull: Float64Array, epsCond: Float64Array) => {
      const accumulator = new TypicalityAccumulator(channels, height, width);
      accumulator.add({ noise, epsNull, epsCond });
      return accumulator.map().values;
    };
    const there = score(epsNull, epsCond);
    score(epsCond, epsNull).forEach((value, i) => expect(value).toBeCloseTo(-(there[i] ?? 0), 13));
    expect(score(epsNull, epsNull).every((value) => value === 0)).toBe(true);
  });

  it('has the standard error of independent draws, of a pixel and of a window', () => {
    expect(filled([1]).standardError().values[0]).toBe(Number.POSITIVE_INFINITY);
    const seeds = [1, 2, 3, 4, 5];
    const single = seeds.map((seed) => filled([seed]));
    const scored = filled(seeds);
    const deviation = (scores: number[]) => {
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
      return Math.sqrt(squares / (scores.length - 1) / scores.length);
    };
    const pixel = deviation(single.map((one) => one.map().values[7] ?? 0));
    expect(scored.standardError().values[7]).toBeCloseTo(pixel, 13);

    const [imageHeight, imageWidth, side, y, x] = [16, 20, 6, 3, 11];
    const window = deviation(
      single.map((one) => {
        const image = upsampleBilinear(one.map(), imageHeight, imageWidth);
        const means = boxMean(image, imageHeight, imageWidth, side);
        return means.values[y * means.width + x] ?? 0;
      }),
    );
    const got = windowStandardError(scored, { y, x, side }, [imageHeight, imageWidth]);
    expect(got).toBeCloseTo(window, 13);
  });

  it('refuses draws that do not fit or are not finite, and stays as it was', () => {
    const scored = filled([1]);
    const before = scored.map().values;
    expect(() => scored.add({ ...draw(2), noise: [1] })).toThrow(/does not fit/);
    const epsCond = normal(3, length);
    epsCond[length - 1] = Number.NaN;
    expect(() => scored.add({ ...draw(2), epsCond })).toThrow(/latent pixel 19/);
    expect(scored.map().values).toEqual(before);
    expect(() => filled([]).map()).toThrow(/before the first draw/);
  });
});

describe('poolDescriptors', () => {
  const features = { values: normal(1, 2 * 4 * 4), channels: 2, height: 4, width: 4 };

  it('has length 1, and takes one cell for a box smaller than a cell', () => {
    const got = poolDescriptors(
      features,
      [
        [0, 0, 64, 64],
        [17, 33, 18, 34],
      ],
      [64, 64],
    );
    expect(Math.hypot(got[0] ?? 0, got[1] ?? 0)).toBeCloseTo(1, 14);
    const cell = [features.values[4 + 2] ?? 0, features.values[16 + 4 + 2] ?? 0];
    const norm = Math.hypot(...cell);
    expect(got[2]).toBeCloseTo((cell[0] ?? 0) / norm, 14);
    expect(got[3]).toBeCloseTo((cell[1] ?? 0) / norm, 14);
  });

  it('refuses boxes outside the image and features that are not finite', () => {
    expect(() => poolDescriptors(features, [[0, 0, 65, 64]], [64, 64])).toThrow(/Box 0/);
    expect(() => poolDescriptors(features, [[5, 5, 5, 9]], [64, 64])).toThrow(/empty/);
    const broken = { ...features, values: features.values.map(() => Number.NaN) };
    expect(() => poolDescriptors(broken, [[0, 0, 64, 64]], [64, 64])).toThrow(/not finite/);
  });
});
