/**
 * The Sinkhorn divergence (Genevay, Peyre, Cuturi, AISTATS 2018; Feydy et al., AISTATS 2019):
 *
 *     OT_e(a, b) = min_P <P, C> + e KL(P | a x b)
 *     S_e(a, b)  = OT_e(a, b) - OT_e(a, a)/2 - OT_e(b, b)/2
 *
 * It is zero exactly between equal measures, which the entropic cost is not. The value of a problem
 * is read from its dual, sum a (f - e log a) + sum b (g - e log b) + e (1 - sum P): at a stop with
 * marginals wrong by t the dual is wrong by order t^2, the primal by order t. The entropy term is part
 * of it; POT 0.8.2's `empirical_sinkhorn_divergence` leaves it out and gives another number.
 */
import { StillroomError } from '../errors';
import { costMatrix, type CostKind } from './cost';
import { convergedSinkhorn, type ConvergenceOptions } from './sinkhorn';

export interface Measure {
  /** [n, dimension] */
  readonly points: Float64Array;
  /** [n], not negative, sum 1. */
  readonly weights: Float64Array;
}

export interface SinkhornDivergenceOptions extends ConvergenceOptions {
  readonly dimension: number;
  readonly cost: CostKind;
}

export interface SinkhornDivergence {
  readonly divergence: number;
  readonly otAB: number;
  readonly otAA: number;
  readonly otBB: number;
}

/** sum w (potential - e log w), points of weight 0 left out. */
function dualPart(weights: Float64Array, potentials: Float64Array, epsilon: number): number {
  return weights.reduce(
    (sum, weight, i) =>
      weight > 0 ? sum + weight * ((potentials[i] ?? 0) - epsilon * Math.log(weight)) : sum,
    0,
  );
}

/**
 * OT_e(x, y) with its KL term, converged.
 * @throws StillroomError BadParameter when the iterations do not converge, and as `convergedSinkhorn`
 */
export function entropicTransport(
  x: Measure,
  y: Measure,
  options: SinkhornDivergenceOptions,
): number {
  const { epsilon } = options;
  const solution = convergedSinkhorn(
    {
      cost: costMatrix(x.points, y.points, options.dimension, options.cost),
      rows: x.weights.length,
      columns: y.weights.length,
      a: x.weights,
      b: y.weights,
    },
    options,
  );
  if (!solution.converged) {
    throw new StillroomError(
      'BadParameter',
      `Sinkhorn did not converge in ${solution.iterations} iterations at epsilon ${epsilon} (marginals off by ${solution.marginalError}). Take a larger epsilon or more iterations.`,
      { epsilon, iterations: solution.iterations, marginalError: solution.marginalError },
    );
  }
  const mass = solution.plan.reduce((sum, entry) => sum + entry, 0);
  return (
    dualPart(x.weights, solution.f, epsilon) +
    dualPart(y.weights, solution.g, epsilon) +
    epsilon * (1 - mass)
  );
}

/**
 * The divergence between two weighted clouds of points and the three costs that it consists of.
 * @throws StillroomError as `entropicTransport`
 */
export function sinkhornDivergence(
  x: Measure,
  y: Measure,
  options: SinkhornDivergenceOptions,
): SinkhornDivergence {
  const otAB = entropicTransport(x, y, options);
  const otAA = entropicTransport(x, x, options);
  const otBB = entropicTransport(y, y, options);
  return { divergence: otAB - otAA / 2 - otBB / 2, otAB, otAA, otBB };
}
