/**
 * A discrete transport problem: move the mass `a` of n places to the mass `b` of m places, where a
 * unit from i to j costs `cost[i * m + j]`.
 *
 * Everything in this folder works on this one record, in float64 and row-major. The checks stand
 * here, so that every solver refuses the same inputs with the same words: a negative or NaN weight,
 * weights that are no shares, a cost that is not finite, an epsilon that is not positive. Weights of
 * zero are legal everywhere (0 log 0 = 0); their rows and columns of a plan are zero.
 */
import { StillroomError } from '../errors';

export interface TransportProblem {
  /** [rows, columns], any sign, finite. */
  readonly cost: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** [rows], not negative, sum 1. */
  readonly a: Float64Array;
  /** [columns], not negative, sum 1. */
  readonly b: Float64Array;
}

/** How far a sum of weights may stand from 1: what shares stored as float32 can be off by. */
const SUM_TOLERANCE = 1e-6;

/**
 * Largest |cost| / epsilon that is computed. At 1e10 the exponents of a plan are still good to about
 * 1e-6; far above it every digit of them is rounding noise.
 */
export const MAX_COST_OVER_EPSILON = 1e10;

/** Largest |cost| and epsilon: epsilon times the logarithm of a weight, -745 at least, stays finite. */
const LARGEST_SCALE = 1e300;

/**
 * Weights divided by their sum, which has to be 1 within 1e-6 (what float32 shares may be off by).
 * @throws StillroomError BadParameter for a negative or non-finite weight or another sum
 */
export function checkedShares(weights: Float64Array, name: string): Float64Array {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0;
    if (!(weight >= 0) || weight === Number.POSITIVE_INFINITY) {
      throw new StillroomError(
        'BadParameter',
        `Weight ${i} of ${name} is ${weight}; transport weights must be finite and not negative.`,
        { name, index: i, weight },
      );
    }
    sum += weight;
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw new StillroomError(
      'BadParameter',
      `The ${weights.length} weights of ${name} sum to ${sum}; they must sum to 1: divide them by their sum.`,
      { name, sum },
    );
  }
  return weights.map((weight) => weight / sum);
}

/**
 * The problem with its weights made exact shares.
 * @throws StillroomError ShapeMismatch when the lengths do not fit together
 * @throws StillroomError BadParameter for weights that are no shares and for a non-finite cost
 */
export function checkedProblem(problem: TransportProblem): TransportProblem {
  const { cost, rows, columns, a, b } = problem;
  if (rows < 1 || columns < 1 || cost.length !== rows * columns) {
    throw new StillroomError(
      'ShapeMismatch',
      `A cost matrix of ${cost.length} numbers is not ${rows} x ${columns}; both sides need at least one point.`,
      { rows, columns, length: cost.length },
    );
  }
  if (a.length !== rows || b.length !== columns) {
    throw new StillroomError(
      'ShapeMismatch',
      `${a.length} and ${b.length} weights do not fit a cost matrix of ${rows} x ${columns}.`,
      { rows, columns, a: a.length, b: b.length },
    );
  }
  largestCost(cost);
  return { cost, rows, columns, a: checkedShares(a, 'a'), b: checkedShares(b, 'b') };
}

/**
 * The largest absolute cost.
 * @throws StillroomError BadParameter when a cost is not finite or above 1e300
 */
export function largestCost(cost: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < cost.length; i++) {
    const size = Math.abs(cost[i] ?? 0);
    if (!(size <= LARGEST_SCALE)) {
      throw new StillroomError(
        'BadParameter',
        `Cost ${i} of the transport problem is ${cost[i] ?? 0}; every cost must be a finite number, at most ${LARGEST_SCALE} in size.`,
        { index: i },
      );
    }
    if (size > largest) largest = size;
  }
  return largest;
}

/**
 * Refuses a regularisation that is not positive, above 1e300, or too small for these costs.
 * @throws StillroomError BadParameter
 */
export function checkEpsilon(epsilon: number, cost: Float64Array): void {
  if (!(epsilon > 0 && epsilon <= LARGEST_SCALE)) {
    throw new StillroomError(
      'BadParameter',
      `Epsilon is ${epsilon}; the entropic regularisation must be a positive number, at most ${LARGEST_SCALE}.`,
      { epsilon },
    );
  }
  const largest = largestCost(cost);
  if (largest > MAX_COST_OVER_EPSILON * epsilon) {
    throw new StillroomError(
      'BadParameter',
      `Epsilon ${epsilon} is too small for costs up to ${largest}: their ratio must stay below ${MAX_COST_OVER_EPSILON}. Take a larger epsilon, or the exact transport cost.`,
      { epsilon, largest },
    );
  }
}

/**
 * Refuses a number of iterations that is not a whole positive one.
 * @throws StillroomError BadParameter
 */
export function checkIterations(iterations: number): void {
  if (!Number.isInteger(iterations) || iterations < 1) {
    throw new StillroomError(
      'BadParameter',
      `${iterations} Sinkhorn iterations were asked for; it must be a whole number from 1 on.`,
      { iterations },
    );
  }
}
