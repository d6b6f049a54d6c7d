/**
 * Entropic optimal transport by Sinkhorn's algorithm (Cuturi, "Sinkhorn Distances", NeurIPS 2013):
 *
 *     min_P <P, C> + e sum P (log P - 1),   rows sum to a, columns to b
 *     f_i = e (log a_i - LSE_j (g_j - C_ij)/e),   then   g_j = e (log b_j - LSE_i (f_i - C_ij)/e)
 *
 * from f = g = 0. Two ways to stop: a fixed number of iterations, where the plan is whatever they
 * made (only its columns are exact), or until both marginals are right to a tolerance. For the
 * second, the potentials are first found for larger epsilons (epsilon scaling: from the largest cost
 * down by a factor of 4), and when the iterations crawl, Newton's method takes over (`newton.ts`).
 * Neither changes the limit. The arithmetic is `scaling-kernel.ts`: the log domain's numbers at the price
 * of multiplications.
 */
import { StillroomError, throwIfAborted } from '../errors';
import { newtonPotentials } from './newton';
import { marginalError, transportCost } from './plan';
import {
  checkEpsilon,
  checkIterations,
  checkedProblem,
  largestCost,
  type TransportProblem,
} from './problem';
import { ScalingKernel } from './scaling-kernel';

export interface SinkhornResult {
  /** [rows, columns] */
  readonly plan: Float64Array;
  /** Potentials [rows] and [columns], -infinity where a weight is 0. */
  readonly f: Float64Array;
  readonly g: Float64Array;
  /** <P, C> */
  readonly transportCost: number;
  /** The larger L1 error of the two marginals. */
  readonly marginalError: number;
  /** Iterations made at the final epsilon. */
  readonly iterations: number;
}

export interface ConvergedSinkhornResult extends SinkhornResult {
  /** False when `maxIterations` were not enough; the plan is then the last one. */
  readonly converged: boolean;
}

export interface ConvergenceOptions {
  readonly epsilon: number;
  /** Largest L1 error of either marginal, default 1e-9. */
  readonly tolerance?: number;
  /** At the final epsilon, default 100,000. */
  readonly maxIterations?: number;
  /** Warm start through larger epsilons, default true. */
  readonly epsilonScaling?: boolean;
  /** Newton steps when Sinkhorn's are too slow, default true; only up to 1,000 columns. */
  readonly newton?: boolean;
  /** Column potentials [columns] to start from in place of epsilon scaling. */
  readonly start?: Float64Array;
  readonly signal?: AbortSignal | undefined;
}

/** Larger epsilons of the warm start shrink by this factor a stage. */
export const SCALING_FACTOR = 4;
/** A warm start only has to be roughly right: L1 error of the rows at which a stage ends. */
export const STAGE_TOLERANCE = 1e-3;
/** Iterations that a stage may take. */
export const STAGE_ITERATIONS = 50;
/** Newton's system has columns^2 entries. */
const NEWTON_COLUMNS = 1000;
/** Sinkhorn iterations before a try with Newton, at least; and per column, as that is its price. */
const ITERATIONS_BEFORE_NEWTON = 100;
const ITERATIONS_BETWEEN_ABORT_CHECKS = 16;

function result(
  problem: TransportProblem,
  kernel: ScalingKernel,
  epsilon: number,
  iterations: number,
): SinkhornResult {
  const { cost, rows, columns } = problem;
  const f = kernel.rowPotentials();
  const g = kernel.columnPotentials();
  const plan = new Float64Array(cost.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      plan[at] = Math.exp(((f[i] ?? 0) + (g[j] ?? 0) - (cost[at] ?? 0)) / epsilon);
    }
  }
  return {
    plan,
    f,
    g,
    transportCost: transportCost(plan, cost),
    marginalError: marginalError(plan, problem),
    iterations,
  };
}

/** Given column potentials, or zeros. */
function startOf({ columns }: TransportProblem, given: Float64Array | undefined): Float64Array {
  if (given === undefined) return new Float64Array(columns);
  if (given.length === columns) return given;
  throw new StillroomError(
    'ShapeMismatch',
    `${given.length} potentials do not start a transport problem of ${columns} columns.`,
    { given: given.length, columns },
  );
}

/**
 * Exactly `iterations` iterations, rows first.
 * @param epsilon positive, at least the largest |cost| / 1e10
 * @param from column potentials [columns] to start from; zeros when left out
 * @throws StillroomError BadParameter, ShapeMismatch
 */
export function sinkhorn(
  problem: TransportProblem,
  epsilon: number,
  iterations: number,
  from?: Float64Array,
): SinkhornResult {
  const checked = checkedProblem(problem);
  checkEpsilon(epsilon, checked.cost);
  checkIterations(iterations);
  const start = startOf(checked, from);
  const kernel = new ScalingKernel(checked.cost, checked.a, checked.b, epsilon, start);
  for (let t = 0; t < iterations; t++) kernel.iterate(0);
  return result(checked, kernel, epsilon, iterations);
}

/** Column potentials of a rough solution at larger epsilons, to start the final one from. */
function warmStart(problem: TransportProblem, epsilon: number): Float64Array {
  let g: Float64Array = new Float64Array(problem.columns);
  let stage = largestCost(problem.cost) / SCALING_FACTOR;
  for (; stage > epsilon; stage /= SCALING_FACTOR) {
    const kernel = new ScalingKernel(problem.cost, problem.a, problem.b, stage, g);
    kernel.iterate(0);
    for (let t = 1; t < STAGE_ITERATIONS; t++) {
      if (kernel.iterate(STAGE_TOLERANCE) < STAGE_TOLERANCE) break;
    }
    g = kernel.columnPotentials();
  }
  return g;
}

/**
 * Iterations until the L1 error of both marginals is below `tolerance`.
 * @throws StillroomError BadParameter, ShapeMismatch, Aborted
 */
export function convergedSinkhorn(
  problem: TransportProblem,
  options: ConvergenceOptions,
): ConvergedSinkhornResult {
  const { epsilon, tolerance = 1e-9, maxIterations = 100_000, epsilonScaling = true } = options;
  const checked = checkedProblem(problem);
  checkEpsilon(epsilon, checked.cost);
  checkIterations(maxIterations);
  const newton = options.newton !== false && checked.columns <= NEWTON_COLUMNS;
  const patience = Math.max(ITERATIONS_BEFORE_NEWTON, checked.columns);
  const start =
    options.start === undefined && epsilonScaling
      ? warmStart(checked, epsilon)
      : startOf(checked, options.start);
  let kernel = new ScalingKernel(checked.cost, checked.a, checked.b, epsilon, start);
  // The first iteration makes the columns right; from then on the row error tells.
  kernel.iterate(0);
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    if (iterations % ITERATIONS_BETWEEN_ABORT_CHECKS === 0) throwIfAborted(options.signal);
    if (kernel.iterate(tolerance) < tolerance) {
      return { ...result(checked, kernel, epsilon, iterations), converged: true };
    }
    if (newton && iterations % patience === 0) {
      const g = newtonPotentials(checked, epsilon, kernel.columnPotentials(), tolerance / 10);
      kernel = new ScalingKernel(checked.cost, checked.a, checked.b, epsilon, g);
      kernel.iterate(0);
    }
  }
  return { ...result(checked, kernel, epsilon, maxIterations), converged: false };
}
