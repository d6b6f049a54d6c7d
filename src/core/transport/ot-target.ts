/**
 * The fixed side of DMGD's distribution matching (arXiv 2605.03877, "distribution approximate
 * matching" and "greedy progressive matching"): prototypes k_j with shares b_j = counts / total, and
 * the class's finished latents, which are frozen.
 *
 * Both are brought to length 1 (prototypes after their k-means), and the distances between them do
 * not change while an image is made. They are therefore prepared once for an image and not once a
 * step. A prototype of weight 0 keeps its column: its potential is -infinity and its plan 0, which is
 * the same as leaving it out (the official loop turns NaN there).
 */
import { StillroomError } from '../errors';
import { costMatrix, l2NormaliseRows } from './cost';

export interface OtTarget {
  /** K, empty prototypes included. */
  readonly columns: number;
  readonly dimension: number;
  /** [K, D], rows of length 1. */
  readonly directions: Float64Array;
  /** [K], sum 1. */
  readonly shares: Float64Array;
}

export interface OtMemory {
  /** Frozen latents, M of them. */
  readonly rows: number;
  /** [M, K] Euclidean distances between unit rows. */
  readonly cost: Float64Array;
}

function checkFinite(values: Float64Array, what: string): void {
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    throw new StillroomError(
      'NonFiniteOutput',
      `Number ${index} of ${what} is ${values[index] ?? 0}; transport guidance needs finite latents.`,
      { index },
    );
  }
}

/**
 * @param prototypes [K, D]
 * @param weights [K] counts or shares, not negative, not all zero
 * @throws StillroomError ShapeMismatch, BadParameter (weights), NonFiniteOutput (prototypes)
 */
export function prepareOtTarget(prototypes: Float64Array, weights: Float64Array): OtTarget {
  const columns = weights.length;
  const dimension = prototypes.length / columns;
  if (columns < 1 || dimension < 1 || !Number.isInteger(dimension)) {
    throw new StillroomError(
      'ShapeMismatch',
      `${prototypes.length} numbers cannot be ${columns} prototypes of equal length.`,
      { prototypes: prototypes.length, weights: columns },
    );
  }
  checkFinite(prototypes, 'the prototypes');
  let total = 0;
  for (const weight of weights) {
    if (!(weight >= 0)) total = Number.NaN;
    total += weight;
  }
  if (!(total > 0) || total === Number.POSITIVE_INFINITY) {
    throw new StillroomError(
      'BadParameter',
      `Prototype weights [${weights.join(', ')}] are no counts: they must be finite, not negative and not all 0.`,
      {},
    );
  }
  return {
    columns,
    dimension,
    directions: l2NormaliseRows(prototypes, dimension),
    shares: weights.map((weight) => weight / total),
  };
}

/**
 * The frozen rows of the cost matrix.
 * @param memory M finished latents of the class, each [D], not normalised
 * @throws StillroomError ShapeMismatch, NonFiniteOutput
 */
export function prepareOtMemory(target: OtTarget, memory: readonly Float64Array[]): OtMemory {
  const { columns, dimension, directions } = target;
  const cost = new Float64Array(memory.length * columns);
  memory.forEach((latent, row) => {
    if (latent.length !== dimension) {
      throw new StillroomError(
        'ShapeMismatch',
        `Finished latent ${row} has ${latent.length} numbers, the prototypes ${dimension}.`,
        { row, length: latent.length, dimension },
      );
    }
    checkFinite(latent, `finished latent ${row}`);
    const direction = l2NormaliseRows(latent, dimension);
    cost.set(costMatrix(direction, directions, dimension, 'euclidean'), row * columns);
  });
  return { rows: memory.length, cost };
}
