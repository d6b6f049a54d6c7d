import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectCores, type CoreSetOptions } from '../../../src/core/density/core-set';
import { StillroomError } from '../../../src/core/errors';
import { matrix, type Matrix } from '../../../src/core/linalg/matrix';
import { gaussianMixture } from '../linalg/mixture';

function attempt(points: Matrix, options: CoreSetOptions) {
  try {
    return selectCores(points, options);
  } catch (error) {
    if (error instanceof StillroomError && error.code === 'TooFewCores') return error;
    throw error;
  }
}

const scene = fc.record({
  rows: fc.integer({ min: 1, max: 100 }),
  columns: fc.integer({ min: 1, max: 4 }),
  groups: fc.integer({ min: 1, max: 6 }),
  separation: fc.constantFrom(0, 3, 12),
  seed: fc.nat({ max: 1000 }),
  imagesPerClass: fc.integer({ min: 1, max: 30 }),
  minClusterSize: fc.integer({ min: 2, max: 10 }),
});

describe('the core set', { timeout: 30_000 }, () => {
  it('has exactly as many distinct cores as asked for, or says how many there are', () => {
    fc.assert(
      fc.property(scene, ({ rows, columns, groups, separation, ...asked }) => {
        const points = gaussianMixture(rows, columns, groups, asked.seed, separation);
        const options = { ...asked, minSamples: 3 };
        const result = attempt(points, options);
        if (result instanceof StillroomError) {
          const { supported, nearest } = result.data;
          expect(supported).toBeLessThan(options.imagesPerClass);
          expect(result.message).toContain(`form no more than ${String(supported)} cluster`);
          if (nearest === 0) return;
          const offered = attempt(points, { ...options, imagesPerClass: Number(nearest) });
          expect(offered).not.toBeInstanceOf(StillroomError);
          return;
        }
        const indices = new Set(result.cores.map(({ representative }) => representative));
        expect(indices.size).toBe(options.imagesPerClass);
        const owners = new Set<number>();
        for (const { members, representative } of result.cores) {
          expect(members).toContain(representative);
          for (const i of members) {
            expect(owners.has(i)).toBe(false);
            owners.add(i);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the largest clusters when there are more than wanted', () => {
    // Group sizes 60, 40 and 20, far apart.
    const base = gaussianMixture(120, 3, 1, 5);
    const shift = (i: number): number => (i < 60 ? 0 : i < 100 ? 200 : 400);
    const points = matrix(
      base.data.map((x, p) => x + shift(Math.floor(p / 3))),
      120,
      3,
    );
    const options = { minClusterSize: 15, minSamples: 3, seed: 0 };
    const three = selectCores(points, { ...options, imagesPerClass: 3 });
    const two = selectCores(points, { ...options, imagesPerClass: 2 });
    expect(three.clustering.clusterCount).toBe(3);
    expect(two.cores).toEqual(three.cores.slice(0, 2));
    expect(two.cores.every(({ origin }) => origin === 'cluster')).toBe(true);
  });

  it('groups the noise when nothing is dense and there is enough of it', () => {
    const points = gaussianMixture(60, 8, 1, 2);
    const { cores, noise } = selectCores(points, {
      imagesPerClass: 6,
      minClusterSize: 20,
      minSamples: 3,
      seed: 4,
    });
    expect(noise).toHaveLength(60);
    expect(cores.map(({ origin }) => origin)).toEqual(Array.from({ length: 6 }, () => 'noise'));
    expect(cores.reduce((sum, { members }) => sum + members.length, 0)).toBe(60);
  });

  it('says that one image more is too many, and which number works', () => {
    // 20 noise points fill 20 / 5 cores.
    const points = gaussianMixture(20, 8, 1, 2);
    const options = { minClusterSize: 15, minSamples: 3, seed: 4 };
    expect(selectCores(points, { ...options, imagesPerClass: 4 }).cores).toHaveLength(4);
    const error = attempt(points, { ...options, imagesPerClass: 5 });
    expect(error).toBeInstanceOf(StillroomError);
    expect((error as StillroomError).data).toEqual({ imagesPerClass: 5, supported: 0, nearest: 4 });
  });

  it('offers a larger number where the official factor allows one', () => {
    // Ten need 5 x 10 = 50 points, eleven need 3 x 11 = 33.
    const points = gaussianMixture(40, 8, 1, 2);
    const options = { minClusterSize: 35, minSamples: 3, seed: 4 };
    const error = attempt(points, { ...options, imagesPerClass: 10 });
    expect((error as StillroomError).data['nearest']).toBe(11);
    expect(selectCores(points, { ...options, imagesPerClass: 11 }).cores).toHaveLength(11);
  });

  it('does not make several cores of identical images', () => {
    const points = matrix(new Float64Array(80), 40, 2);
    const error = attempt(points, {
      imagesPerClass: 3,
      minClusterSize: 5,
      minSamples: 3,
      seed: 0,
    });
    expect((error as StillroomError).data).toEqual({ imagesPerClass: 3, supported: 0, nearest: 1 });
  });

  it('offers no number that it refuses where images differ by rounding alone', () => {
    for (const base of [0.1, 3.7, -2.3]) {
      for (const different of [2, 3, 40]) {
        // Neighbouring numbers lie between 2^-53 and 2^-52 of their size apart.
        const value = (row: number): number => base + (row % different) * Math.abs(base) * 2 ** -52;
        const points = matrix(
          Float64Array.from({ length: 40 }, (_, row) => value(row)),
          40,
          1,
        );
        const options = { minClusterSize: 30, minSamples: 3, seed: 0 };
        for (const imagesPerClass of [3, 5, 12]) {
          const error = attempt(points, { ...options, imagesPerClass });
          if (!(error instanceof StillroomError)) continue;
          const nearest = Number(error.data['nearest']);
          expect(nearest).toBeGreaterThan(0);
          const offered = attempt(points, { ...options, imagesPerClass: nearest });
          expect(offered, `${base}, ${different}`).not.toBeInstanceOf(StillroomError);
        }
      }
    }
  });

  it('refuses no images per class', () => {
    const options = { imagesPerClass: 0, minClusterSize: 5, minSamples: 3, seed: 0 };
    expect(() => selectCores(gaussianMixture(30, 2, 1, 1), options)).toThrow(/at least 1/);
  });
});
