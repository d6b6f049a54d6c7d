/**
 * Each point's own measure of distance (McInnes et al. 2018, section 3.1).
 *
 * rho is the distance to the nearest neighbour that is not at the same place: up to there a
 * neighbour belongs to the point with membership 1 (local connectivity; a fraction of it
 * interpolates between neighbours). sigma is the scale on which membership falls off beyond,
 *
 *   sum over neighbours of exp(-max(0, d - rho) / sigma) = bandwidth log2 k,
 *
 * found by bisection to 1e-5, as umap-learn does it: its stopping point is part of the numbers that
 * others publish. sigma is at least a thousandth of the mean distance, so that a crowd of near
 * duplicates does not let it go to 0.
 */
import type { Neighbours } from '../../linalg/select-nearest';
import type { Pace } from './pace';
import { portableExp, portableLog } from './portable-exp';

export interface LocalScales {
  /** Distance up to which membership is 1, [n]. */
  readonly rhos: Float64Array;
  /** Scale of its fall beyond, [n]. */
  readonly sigmas: Float64Array;
}

export interface LocalScaleOptions {
  /** Neighbours taken as certain, may be a fraction; 1 when left out. */
  readonly localConnectivity?: number | undefined;
  /** Factor on the sum of memberships; 1 when left out. */
  readonly bandwidth?: number | undefined;
}

const MOST_BISECTIONS = 64;
const TOLERANCE = 1e-5;
const LEAST_SHARE_OF_MEAN = 1e-3;
/** Multiply-adds of one membership: an exponential and its bookkeeping. */
const MEMBERSHIP_COST = 40;

const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
};

/** Distance of the localConnectivity-th neighbour that is farther than 0. */
function certainDistance(row: ArrayLike<number>, localConnectivity: number): number {
  const distances = Array.from(row).filter((distance) => distance > 0);
  if (distances.length < localConnectivity) return distances.at(-1) ?? 0;
  const whole = Math.floor(localConnectivity);
  const fraction = localConnectivity - whole;
  if (whole === 0) return fraction * (distances[0] ?? 0);
  const lower = distances[whole - 1] ?? 0;
  if (fraction <= TOLERANCE) return lower;
  return lower + fraction * ((distances[whole] ?? lower) - lower);
}

function membershipSum(row: ArrayLike<number>, rho: number, sigma: number): number {
  let sum = 0;
  for (let j = 1; j < row.length; j++) {
    const beyond = (row[j] ?? 0) - rho;
    sum += beyond > 0 ? portableExp(-beyond / sigma) : 1;
  }
  return sum;
}

/** The scale at which the memberships sum up to the target, and the bisections it took. */
function bisect(row: ArrayLike<number>, rho: number, target: number): [number, number] {
  let low = 0;
  let high = Infinity;
  let sigma = 1;
  for (let step = 0; step < MOST_BISECTIONS; step++) {
    const sum = membershipSum(row, rho, sigma);
    if (Math.abs(sum - target) < TOLERANCE) return [sigma, step + 1];
    if (sum > target) {
      high = sigma;
      sigma = (low + high) / 2;
    } else {
      low = sigma;
      sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
    }
  }
  return [sigma, MOST_BISECTIONS];
}

/**
 * rho and sigma of every point.
 * @param neighbours of every point, nearest first, the point itself among them
 * @throws StillroomError Aborted
 */
export async function localScales(
  { distances, k }: Neighbours,
  { localConnectivity = 1, bandwidth = 1 }: LocalScaleOptions,
  pace: Pace,
): Promise<LocalScales> {
  const count = distances.length / k;
  const rhos = new Float64Array(count);
  const sigmas = new Float64Array(count);
  const target = bandwidth * (portableLog(k) / portableLog(2));
  const meanOfAll = mean(distances);
  for (let i = 0; i < count; i++) {
    const row = distances.subarray(i * k, i * k + k);
    const rho = certainDistance(row, localConnectivity);
    const [sigma, steps] = bisect(row, rho, target);
    rhos[i] = rho;
    sigmas[i] = Math.max(sigma, LEAST_SHARE_OF_MEAN * (rho > 0 ? mean(row) : meanOfAll));
    await pace.spend(steps * k * MEMBERSHIP_COST);
  }
  return { rhos, sigmas };
}
