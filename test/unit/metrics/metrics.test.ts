import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix, type Matrix } from '../../../src/core/linalg/matrix';
import { ddRanking } from '../../../src/core/metrics/dd-ranking';
import { distributionMetrics } from '../../../src/core/metrics/distribution-metrics';
import { frechetDistance } from '../../../src/core/metrics/frechet';
import { modeRecall } from '../../../src/core/metrics/mode-recall';
import { realBalls, recall } from '../../../src/core/metrics/neighbourhoods';
import { samplePair } from '../../../src/core/metrics/sample-pair';
import { vendiOfPair, vendiScore } from '../../../src/core/metrics/vendi';
import { w2Squared } from '../../../src/core/metrics/wasserstein';
import { randomStream } from '../../../src/core/random/stream';

function cloud(seed: number, rows: number, columns: number, shift = 0): Matrix {
  const data = randomStream({ seed, purpose: 'cloud' }).fillNormal(
    new Float64Array(rows * columns),
  );
  return matrix(
    data.map((value) => value + shift),
    rows,
    columns,
  );
}

/** The same points after one plane rotation for every pair of neighbouring axes. */
function rotated({ data, rows, columns }: Matrix): Matrix {
  const out = Float64Array.from(data);
  for (let d = 0; d + 1 < columns; d++) {
    const [c, s] = [Math.cos(d + 0.7), Math.sin(d + 0.7)];
    for (let i = 0; i < rows; i++) {
      const [p, q] = [out[i * columns + d] ?? 0, out[i * columns + d + 1] ?? 0];
      out[i * columns + d] = c * p - s * q;
      out[i * columns + d + 1] = s * p + c * q;
    }
  }
  return matrix(out, rows, columns);
}

function permuted({ data, rows, columns }: Matrix, seed: number): Matrix {
  const order = randomStream({ seed, purpose: 'order' }).permutation(rows);
  const out = new Float64Array(data.length);
  order.forEach((from, to) => {
    out.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
  });
  return matrix(out, rows, columns);
}

/** Squared distance from the definition, as the reference counts with it. */
function square(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0;
  for (let d = 0; d < a.columns; d++) {
    sum += ((a.data[i * a.columns + d] ?? 0) - (b.data[j * b.columns + d] ?? 0)) ** 2;
  }
  return sum;
}

function radius(set: Matrix, i: number, k: number): number {
  return (
    Array.from({ length: set.rows }, (_, j) => j)
      .filter((j) => j !== i)
      .map((j) => square(set, i, set, j))
      .sort((p, q) => p - q)[k - 1] ?? Number.NaN
  );
}

const sizes = fc.record({
  n: fc.integer({ min: 6, max: 16 }),
  m: fc.integer({ min: 6, max: 16 }),
  d: fc.integer({ min: 1, max: 24 }),
  seed: fc.nat(1e6),
});

describe('distributionMetrics', () => {
  it('does not depend on the order of the points, nor on a rotation', () => {
    fc.assert(
      fc.property(sizes, ({ n, m, d, seed }) => {
        const real = cloud(seed, n, d);
        const fake = cloud(seed + 1, m, d, 0.5);
        const base = distributionMetrics(real, fake).metrics;
        const mixed = distributionMetrics(permuted(real, 1), permuted(fake, 2)).metrics;
        const turned = distributionMetrics(rotated(real), rotated(fake)).metrics;
        for (const name of Object.keys(base) as (keyof typeof base)[]) {
          const want = base[name];
          if (want === null) continue;
          expect(mixed[name]).toBeCloseTo(want, 8);
          expect(turned[name]).toBeCloseTo(want, 8);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('says which metrics small sets cannot have, and gives the others', () => {
    const { metrics, missing } = distributionMetrics(cloud(1, 20, 4), cloud(2, 1, 4));
    expect(metrics.coverage).not.toBeNull();
    expect(metrics.w2Squared).not.toBeNull();
    expect(metrics.vendiFake).toBeCloseTo(1, 14);
    expect(metrics.recall).toBeNull();
    expect(missing.recall).toMatch(/is 1 synthetic point.*at least 6/);
    expect(missing.frechet).toMatch(/at least 2/);
    expect(missing.coverage).toBeUndefined();
  });

  it('refuses what cannot be compared', () => {
    expect(() => distributionMetrics(cloud(1, 9, 4), cloud(2, 9, 5))).toThrow(/4 dimensions/);
    expect(() => distributionMetrics(cloud(1, 9, 4), cloud(2, 0, 4))).toThrow(/0 synthetic/);
    const broken = cloud(1, 9, 4);
    broken.data[5] = Number.NaN;
    expect(() => distributionMetrics(broken, cloud(2, 9, 4))).toThrow(/Number 5/);
    expect(() => distributionMetrics(cloud(1, 9, 4), cloud(2, 9, 4), { nearestK: 0 })).toThrow(
      /nearestK is 0/,
    );
  });

  it('is finite for identical points', () => {
    const flat = matrix(new Float64Array(40).fill(3), 10, 4);
    const { metrics } = distributionMetrics(flat, flat);
    expect(metrics.frechet).toBeCloseTo(0, 12);
    expect(metrics.w2Squared).toBeCloseTo(0, 12);
    expect(metrics.vendiReal).toBeCloseTo(1, 12);
    // Balls of radius 0 hold nothing: the comparison is strict.
    expect(metrics.coverage).toBe(0);
  });
});

describe('neighbourhoods', () => {
  it('count as the definition does when the synthetic set is a choice of real points', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 5 }), ({ n, m, d, seed }, k) => {
        // A coarse grid far from the origin: ties everywhere, and squares that cancel.
        const stream = randomStream({ seed, purpose: 'grid' });
        const grid = (rows: number) =>
          Float64Array.from({ length: rows * d }, () => 1000 + stream.integer(3) / 10);
        const real = matrix(grid(n), n, d);
        const fake = matrix(
          Float64Array.from({ length: m * d }, (_, p) => real.data[p % (n * d)] ?? 0),
          m,
          d,
        );
        const realRadii = Array.from({ length: n }, (_, i) => radius(real, i, k));
        const fakeRadii = Array.from({ length: m }, (_, j) => radius(fake, j, k));
        const inReal = Array.from({ length: n * m }, (_, p) =>
          Number(
            square(real, Math.floor(p / m), fake, p % m) < (realRadii[Math.floor(p / m)] ?? 0),
          ),
        );
        const inFake = Array.from({ length: n * m }, (_, p) =>
          Number(square(real, Math.floor(p / m), fake, p % m) < (fakeRadii[p % m] ?? 0)),
        );
        const pair = samplePair(real, fake);
        const got = realBalls(pair, k);
        const covered = realRadii.filter((_, i) => inReal.slice(i * m, i * m + m).includes(1));
        const precise = fakeRadii.filter((_, j) =>
          realRadii.some((_r, i) => inReal[i * m + j] === 1),
        );
        const recalled = realRadii.filter((_, i) => inFake.slice(i * m, i * m + m).includes(1));
        expect(got.coverage).toBe(covered.length / n);
        expect(got.precision).toBe(precise.length / m);
        expect(got.density).toBeCloseTo(inReal.reduce((sum, hit) => sum + hit, 0) / (k * m), 14);
        expect(recall(pair, k)).toBe(recalled.length / n);
      }),
      { numRuns: 120 },
    );
  });
});

describe('frechetDistance', () => {
  it('is 0 between a set and itself and |shift|^2 between a set and its shift, at any rank', () => {
    fc.assert(
      fc.property(sizes, ({ n, d, seed }) => {
        const real = cloud(seed, n, d);
        const moved = matrix(
          real.data.map((value) => value + 2),
          n,
          d,
        );
        const own = frechetDistance(samplePair(real, real));
        expect(own).toBeCloseTo(0, 9);
        expect(own).toBeGreaterThanOrEqual(0);
        expect(frechetDistance(samplePair(real, moved))).toBeCloseTo(4 * d, 8);
      }),
      { numRuns: 60 },
    );
  });

  it('is a sum over axes of (difference of means)^2 + (difference of deviations)^2 where both are diagonal', () => {
    // Points on the axes: covariance diag(2 s_d^2 / (n - 1)), mean 0.
    const axes = (scales: number[]) => {
      const d = scales.length;
      const data = new Float64Array(2 * d * d);
      scales.forEach((scale, a) => {
        data[2 * a * d + a] = scale;
        data[(2 * a + 1) * d + a] = -scale;
      });
      return matrix(data, 2 * d, d);
    };
    const [p, q] = [
      [1, 2, 5],
      [4, 2, 0.5],
    ];
    const deviation = (scale: number) => scale * Math.sqrt(2 / 5);
    const want = p.reduce((sum, s, i) => sum + (deviation(s) - deviation(q[i] ?? 0)) ** 2, 0);
    expect(frechetDistance(samplePair(axes(p), axes(q)))).toBeCloseTo(want, 12);
  });

  it('ends on a set of equal points, and on one of two: its products are rounding but for one direction', () => {
    const [n, d, m] = [203, 64, 50];
    const real = cloud(5, n, d);
    const mean = Float64Array.from({ length: d }, (_, k) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += real.data[i * d + k] ?? 0;
      return sum / n;
    });
    /** [centre + offset, centre - offset] in turn, where the centre is the real mean. */
    const turns = (offset: Float64Array) =>
      matrix(
        Float64Array.from({ length: m * d }, (_, p) => {
          const k = p % d;
          const sign = Math.floor(p / d) % 2 === 0 ? 1 : -1;
          return (mean[k] ?? 0) + sign * (offset[k] ?? 0);
        }),
        m,
        d,
      );
    let realTrace = 0;
    let alongSquare = 0;
    const offset = Float64Array.from(cloud(6, 1, d).data);
    for (let i = 0; i < n; i++) {
      let along = 0;
      for (let k = 0; k < d; k++) {
        const centred = (real.data[i * d + k] ?? 0) - (mean[k] ?? 0);
        realTrace += centred ** 2 / (n - 1);
        along += centred * (offset[k] ?? 0);
      }
      alongSquare += along ** 2 / (n - 1);
    }
    const equal = turns(new Float64Array(d));
    expect(frechetDistance(samplePair(real, equal))).toBeCloseTo(realTrace, 9);
    // The covariance is m / (m - 1) offset offset', so the trace has one root.
    const spread = m / (m - 1);
    const fakeTrace = spread * offset.reduce((sum, value) => sum + value * value, 0);
    const want = realTrace + fakeTrace - 2 * Math.sqrt(spread * alongSquare);
    expect(frechetDistance(samplePair(real, turns(offset)))).toBeCloseTo(want, 9);
  });

  it('gives one value by singular values and by eigenvalues', () => {
    // 140 points a side use the eigenvalues of M'M, 20 dimensions the triangular factors.
    const wide = (points: Matrix) => {
      const data = new Float64Array(points.rows * 200);
      for (let i = 0; i < points.rows; i++) {
        data.set(points.data.subarray(i * 20, (i + 1) * 20), i * 200);
      }
      return matrix(data, points.rows, 200);
    };
    const [real, fake] = [cloud(3, 140, 20), cloud(4, 150, 20, 0.3)];
    const narrow = frechetDistance(samplePair(real, fake));
    expect(frechetDistance(samplePair(wide(real), wide(fake)))).toBeCloseTo(narrow, 6);
  });
});

describe('vendiScore', () => {
  it('counts orthogonal points, and copies once', () => {
    const eye = matrix(
      Float64Array.from({ length: 25 }, (_, p) => (p % 6 === 0 ? 3 : 0)),
      5,
      5,
    );
    expect(vendiScore(eye)).toBeCloseTo(5, 12);
    const twice = matrix(Float64Array.of(...eye.data, ...eye.data), 10, 5);
    expect(vendiScore(twice)).toBeCloseTo(5, 12);
  });

  it('is the same through points and through dimensions, zero rows included', () => {
    const tall = cloud(8, 12, 5, 0.4);
    tall.data.fill(0, 0, 10);
    const wide = new Float64Array(12 * 20);
    for (let i = 0; i < 12; i++) wide.set(tall.data.subarray(i * 5, i * 5 + 5), i * 20);
    const score = vendiScore(tall);
    expect(vendiScore(matrix(wide, 12, 20))).toBeCloseTo(score, 11);
    expect(vendiOfPair(samplePair(tall, tall), 'fake')).toBeCloseTo(score, 11);
  });
});

describe('w2Squared, modeRecall, ddRanking', () => {
  it('moves a shifted set by its shift', () => {
    const real = cloud(6, 30, 3);
    const moved = matrix(
      real.data.map((value) => value + 1),
      30,
      3,
    );
    expect(w2Squared(samplePair(real, moved))).toBeCloseTo(3, 10);
  });

  it('counts distinct modes', () => {
    expect(modeRecall([0, 2, 2, -1, 0], 5)).toBe(0.4);
    expect(modeRecall([-1], 3)).toBe(0);
    expect(() => modeRecall([3], 3)).toThrow(/mode 3/);
  });

  it('spans 0 to 1 and refuses percentages', () => {
    const row = {
      realHard: 1,
      synHard: 0,
      synAny: 0,
      randomAny: 1,
      synAug: 1,
      randomAug: 0,
      synNoAug: 1,
      randomNoAug: 0,
    };
    expect(ddRanking(row).lrs).toBeCloseTo(0, 15);
    expect(ddRanking(row).ars).toBeCloseTo(1, 15);
    expect(() => ddRanking({ ...row, synAug: 68 })).toThrow(/synAug is 68/);
  });
});
