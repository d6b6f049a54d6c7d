/**
 * Distribution matching by optimal transport, DMGD (arXiv 2605.03877), as its official code has it:
 *
 *     x0hat = (x_t - sqrt(1 - abar) eps) / sqrt(abar)
 *     C_ij = || u_i - k_j ||     u: finished latents and x0hat, k: prototypes, all of length 1
 *     loss = sum P C             P: T Sinkhorn iterations on exp(-C/e), a = 1/N, b = counts / total
 *     mean <- mean - rho sigma_t d loss / d x_t
 *
 * The gradient runs through x0hat alone (eps and the finished latents are constants), but through its
 * normalisation and through every Sinkhorn iteration; d x0hat / d x_t = 1/sqrt(abar). What differs
 * from the official code: float64 and the log domain, because its float32 kernel vanishes for epsilon
 * below 0.013, and empty prototypes are harmless, where its loop turns NaN.
 *
 * The distance has no gradient at 0: where x0hat points exactly at a prototype that term gives 0, as
 * autograd's subgradient does. A latent of zeros has no direction; its gradient is 0.
 */
import { StillroomError } from '../errors';
import { costMatrix, l2NormaliseRows, rowNorm } from './cost';
import { prepareOtMemory, prepareOtTarget, type OtMemory, type OtTarget } from './ot-target';
import { checkEpsilon, checkIterations } from './problem';
import { unrolledSinkhorn } from './unrolled-sinkhorn';

export interface OtGuidanceStep {
  /** [D], the clean latent that the step implies. */
  readonly x0: Float64Array;
  /** Cumulative product of alphas at the step's training timestep, in (0, 1]. */
  readonly alphaBar: number;
  readonly target: OtTarget;
  readonly memory: OtMemory;
  /** Entropic regularisation of distances between unit vectors, published 0.1. */
  readonly sinkhornEpsilon: number;
  /** Published 5. */
  readonly iterations: number;
}

export interface OtGuidanceInput extends Omit<OtGuidanceStep, 'target' | 'memory'> {
  /** [K, D] */
  readonly prototypes: Float64Array;
  /** [K] counts or shares. */
  readonly weights: Float64Array;
  /** Finished latents of the class, each [D]. */
  readonly memory: readonly Float64Array[];
}

export interface OtGuidance {
  /** The transport cost <P, C>, between 0 and 2. */
  readonly loss: number;
  /** [D]: d loss / d x_t, the factor 1/sqrt(alphaBar) included. */
  readonly gradient: Float64Array;
  /** [rows, columns] distances between unit vectors; the last row is x0's. */
  readonly cost: Float64Array;
  /** [rows, columns], columns summing to the prototypes' shares. */
  readonly plan: Float64Array;
  /** Finished latents + 1. */
  readonly rows: number;
  /** Prototypes, empty ones included. */
  readonly columns: number;
}

/**
 * Loss and gradient of one step against a prepared target and memory.
 * @throws StillroomError BadParameter (alphaBar, epsilon, iterations), ShapeMismatch, NonFiniteOutput
 */
export function otGuidanceStep(step: OtGuidanceStep): OtGuidance {
  const { x0, alphaBar, target, memory, sinkhornEpsilon, iterations } = step;
  const { columns, dimension, directions, shares } = target;
  if (x0.length !== dimension || memory.cost.length !== memory.rows * columns) {
    throw new StillroomError(
      'ShapeMismatch',
      `A latent of ${x0.length} numbers with ${memory.rows} finished ones does not fit ${columns} prototypes of ${dimension}.`,
      { x0: x0.length, dimension, columns },
    );
  }
  if (!(alphaBar > 0 && alphaBar <= 1)) {
    throw new StillroomError(
      'BadParameter',
      `alphaBar is ${alphaBar}; a cumulative product of alphas lies in (0, 1].`,
      { alphaBar },
    );
  }
  checkIterations(iterations);
  const norm = rowNorm(x0, 0, dimension);
  if (!Number.isFinite(norm)) {
    throw new StillroomError(
      'NonFiniteOutput',
      'The predicted clean latent holds NaN or infinity; the model or an earlier guidance term has diverged.',
      { norm },
    );
  }

  const rows = memory.rows + 1;
  const direction = l2NormaliseRows(x0, dimension);
  const distances = costMatrix(direction, directions, dimension, 'euclidean');
  const cost = new Float64Array(rows * columns);
  cost.set(memory.cost);
  cost.set(distances, memory.rows * columns);
  checkEpsilon(sinkhornEpsilon, cost);
  const a = new Float64Array(rows).fill(1 / rows);
  const { loss, plan, lastRowCostGradient } = unrolledSinkhorn(
    cost,
    a,
    shares,
    sinkhornEpsilon,
    iterations,
  );

  const gradient = new Float64Array(dimension);
  if (norm > 0) {
    for (let j = 0; j < columns; j++) {
      const distance = distances[j] ?? 0;
      if (distance === 0) continue;
      const pull = (lastRowCostGradient[j] ?? 0) / distance;
      for (let d = 0; d < dimension; d++) {
        gradient[d] =
          (gradient[d] ?? 0) + pull * ((direction[d] ?? 0) - (directions[j * dimension + d] ?? 0));
      }
    }
    // Through u = x0/|x0|: only what is tangent to the sphere remains.
    let radial = 0;
    for (let d = 0; d < dimension; d++) radial += (gradient[d] ?? 0) * (direction[d] ?? 0);
    const scale = 1 / (norm * Math.sqrt(alphaBar));
    for (let d = 0; d < dimension; d++) {
      gradient[d] = scale * ((gradient[d] ?? 0) - radial * (direction[d] ?? 0));
    }
    if (!gradient.every(Number.isFinite)) {
      throw new StillroomError(
        'NonFiniteOutput',
        `A clean latent of norm ${norm} at alphaBar ${alphaBar} turns faster than numbers can say; the model or an earlier guidance term has collapsed it to zero.`,
        { norm, alphaBar },
      );
    }
  }
  return { loss, gradient, cost, plan, rows, columns };
}

/**
 * As `otGuidanceStep`, from prototypes and latents as they are; for a single call. In a loop,
 * prepare the target once a class and the memory once an image.
 * @throws StillroomError as `prepareOtTarget`, `prepareOtMemory` and `otGuidanceStep`
 */
export function otGuidance(input: OtGuidanceInput): OtGuidance {
  const target = prepareOtTarget(input.prototypes, input.weights);
  const memory = prepareOtMemory(target, input.memory);
  return otGuidanceStep({ ...input, target, memory });
}
