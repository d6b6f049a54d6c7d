/**
 * Precision, recall, density and coverage from balls around the points of a set.
 *
 *     r_k(x) = distance from x to the k-th nearest other point of its own set
 *     precision = share of fake y inside some real ball:  |x - y| < r_k(x)
 *     recall    = share of real x inside some fake ball:  |x - y| < r_k(y)
 *     density   = real balls a fake point lies in, mean over fake points, / k
 *     coverage  = share of real balls with a fake point inside
 *
 * Precision and recall: Kynkaanniemi et al., NeurIPS 2019. Density and coverage: Naeem et al., ICML
 * 2020. The comparisons are strict, as in the published code, and ties are the rule here: when a
 * synthetic set is a choice of real images, |x - y| *equals* r_k(x) for the k-th neighbour. So what
 * the Gram matrix gives only sorts out the clear cases; whatever lies within its rounding of a radius
 * is computed again from the definition, on both sides alike.
 */
import { cancellationBound } from '../linalg/distance-tile';
import type { Matrix } from '../linalg/matrix';
import { squaredDistance } from '../linalg/pairwise';
import { StillroomError } from '../errors';
import { requirePoints, type SamplePair } from './sample-pair';

/** Squared distances of a pair's points with the error that they may have. */
class PairDistances {
  readonly #pair: SamplePair;

  constructor(pair: SamplePair) {
    this.#pair = pair;
  }

  /** |x_i|^2 + |x_j|^2 - 2 x_i . x_j */
  approximate(i: number, j: number): number {
    const { gram, total } = this.#pair;
    return this.#square(i) + this.#square(j) - 2 * (gram[i * total + j] ?? 0);
  }

  /** Largest error of `approximate`. The move by the mean rounds too: hence the doubling. */
  slack(i: number, j: number): number {
    return 2 * cancellationBound(this.#pair.dimension, this.#square(i), this.#square(j));
  }

  exact(i: number, j: number): number {
    const [a, p] = this.#locate(i);
    const [b, q] = this.#locate(j);
    return squaredDistance(a, p, b, q);
  }

  #square(i: number): number {
    return this.#pair.gram[i * this.#pair.total + i] ?? 0;
  }

  #locate(i: number): [Matrix, number] {
    const { real, fake, realCount } = this.#pair;
    return i < realCount ? [real, i] : [fake, i - realCount];
  }
}

/** Squared r_k of points first..first+count-1 among themselves, exact. */
function squaredRadii(
  distances: PairDistances,
  first: number,
  count: number,
  k: number,
): Float64Array {
  const radii = new Float64Array(count);
  const values = new Float64Array(count - 1);
  for (let i = 0; i < count; i++) {
    let slack = 0;
    for (let j = 0, at = 0; j < count; j++) {
      if (j === i) continue;
      values[at++] = distances.approximate(first + i, first + j);
      slack = Math.max(slack, distances.slack(first + i, first + j));
    }
    // The true k nearest all lie within twice the slack above the k-th smallest value.
    const limit = smallest(values, k) + 2 * slack;
    const candidates: number[] = [];
    for (let j = 0, at = 0; j < count; j++) {
      if (j === i) continue;
      if ((values[at++] ?? 0) <= limit) candidates.push(distances.exact(first + i, first + j));
    }
    radii[i] = candidates.sort((p, q) => p - q)[k - 1] ?? 0;
  }
  return radii;
}

/** The k-th smallest of some values, by insertion into a short ascending list. */
function smallest(values: Float64Array, k: number): number {
  const best = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  for (const value of values) {
    if (!(value < (best[k - 1] ?? 0))) continue;
    let place = k - 1;
    while (place > 0 && (best[place - 1] ?? 0) > value) {
      best[place] = best[place - 1] ?? 0;
      place -= 1;
    }
    best[place] = value;
  }
  return best[k - 1] ?? 0;
}

/** Whether |x_i - x_j|^2 < radius, decided exactly. */
function inside(distances: PairDistances, i: number, j: number, radius: number): boolean {
  const value = distances.approximate(i, j);
  // 3 covers the slack and the rounding of the comparison itself.
  if (Math.abs(value - radius) > 3 * distances.slack(i, j)) return value < radius;
  return distances.exact(i, j) < radius;
}

function checkK(k: number): void {
  if (!Number.isInteger(k) || k < 1) {
    throw new StillroomError(
      'BadParameter',
      `nearestK is ${k}; it must be a whole number from 1 on.`,
      { k },
    );
  }
}

export interface RealBalls {
  readonly precision: number;
  readonly density: number;
  readonly coverage: number;
}

/**
 * The three measures that use balls around real points.
 * @param k which neighbour sets the radius, usually 5
 * @throws StillroomError TooFewImages when there are not k + 1 real points, BadParameter
 */
export function realBalls(pair: SamplePair, k: number): RealBalls {
  checkK(k);
  const { realCount, fakeCount } = pair;
  requirePoints(`precision, density and coverage with k = ${k}`, realCount, k + 1, 'real');
  const distances = new PairDistances(pair);
  const radii = squaredRadii(distances, 0, realCount, k);
  const hits = new Uint8Array(fakeCount);
  let covered = 0;
  let inclusions = 0;
  for (let i = 0; i < realCount; i++) {
    let holds = 0;
    for (let j = 0; j < fakeCount; j++) {
      if (!inside(distances, i, realCount + j, radii[i] ?? 0)) continue;
      hits[j] = 1;
      holds += 1;
    }
    inclusions += holds;
    if (holds > 0) covered += 1;
  }
  return {
    precision: hits.reduce((sum, hit) => sum + hit, 0) / fakeCount,
    density: inclusions / (k * fakeCount),
    coverage: covered / realCount,
  };
}

/**
 * The share of real points inside a ball around a synthetic one.
 * @param k which neighbour sets the radius, usually 5
 * @throws StillroomError TooFewImages when there are not k + 1 synthetic points, BadParameter
 */
export function recall(pair: SamplePair, k: number): number {
  checkK(k);
  const { realCount, fakeCount } = pair;
  requirePoints(`recall with k = ${k}`, fakeCount, k + 1, 'synthetic');
  const distances = new PairDistances(pair);
  const radii = squaredRadii(distances, realCount, fakeCount, k);
  let found = 0;
  for (let i = 0; i < realCount; i++) {
    for (let j = 0; j < fakeCount; j++) {
      if (inside(distances, i, realCount + j, radii[j] ?? 0)) {
        found += 1;
        break;
      }
    }
  }
  return found / realCount;
}
