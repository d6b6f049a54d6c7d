/**
 * The fuzzy graph of the points: how much each belongs to the surroundings of each other one
 * (McInnes et al. 2018, section 3.1).
 *
 *   A[i, j] = exp(-max(0, d - rho_i) / sigma_i) for the neighbours j of i, 0 for i itself
 *   graph   = m (A + A^T - A o A^T) + (1 - m) A o A^T
 *
 * Every point measures with its own scale, so that A is not symmetric; the fuzzy union (m = 1)
 * joins what either of two points says, the intersection (m = 0) keeps what both say.
 */
import type { Neighbours } from '../../linalg/select-nearest';
import { localScales, type LocalScaleOptions, type LocalScales } from './local-scale';
import type { Pace } from './pace';
import { portableExp } from './portable-exp';
import { transposed, type SparseGraph } from './sparse-graph';

export interface FuzzyGraphOptions extends LocalScaleOptions {
  /** 1 for the union, 0 for the intersection; 1 when left out. */
  readonly setOpMixRatio?: number | undefined;
}

export interface FuzzyGraph extends LocalScales {
  /** Symmetric, without loops. */
  readonly graph: SparseGraph;
}

/** The memberships that each point sees, row by row in the order of its neighbours. */
function memberships(
  { indices, distances, k }: Neighbours,
  { rhos, sigmas }: LocalScales,
): SparseGraph {
  const count = rhos.length;
  const starts = new Int32Array(count + 1);
  const columns = new Int32Array(indices.length);
  const weights = new Float64Array(indices.length);
  let place = 0;
  for (let i = 0; i < count; i++) {
    const rho = rhos[i] ?? 0;
    const sigma = sigmas[i] ?? 0;
    for (let p = i * k; p < i * k + k; p++) {
      if (indices[p] === i) continue;
      const beyond = (distances[p] ?? 0) - rho;
      columns[place] = indices[p] ?? 0;
      weights[place] = beyond <= 0 || sigma === 0 ? 1 : portableExp(-beyond / sigma);
      place += 1;
    }
    starts[i + 1] = place;
  }
  return { starts, columns: columns.slice(0, place), weights: weights.slice(0, place) };
}

/** Entry by entry m (x + y - x y) + (1 - m) x y of two graphs with ascending rows. */
function mixed(left: SparseGraph, right: SparseGraph, mixRatio: number): SparseGraph {
  const count = left.starts.length - 1;
  const most = left.columns.length + right.columns.length;
  const starts = new Int32Array(count + 1);
  const columns = new Int32Array(most);
  const weights = new Float64Array(most);
  let place = 0;
  for (let row = 0; row < count; row++) {
    const leftEnd = left.starts[row + 1] ?? 0;
    const rightEnd = right.starts[row + 1] ?? 0;
    let l = left.starts[row] ?? 0;
    let r = right.starts[row] ?? 0;
    while (l < leftEnd || r < rightEnd) {
      const leftColumn = l < leftEnd ? (left.columns[l] ?? count) : count;
      const rightColumn = r < rightEnd ? (right.columns[r] ?? count) : count;
      const column = Math.min(leftColumn, rightColumn);
      const x = leftColumn === column ? (left.weights[l++] ?? 0) : 0;
      const y = rightColumn === column ? (right.weights[r++] ?? 0) : 0;
      const weight = mixRatio * (x + y - x * y) + (1 - mixRatio) * (x * y);
      if (weight === 0) continue;
      columns[place] = column;
      weights[place] = weight;
      place += 1;
    }
    starts[row + 1] = place;
  }
  return { starts, columns: columns.slice(0, place), weights: weights.slice(0, place) };
}

/**
 * The fuzzy graph of points known by their neighbours.
 * @param neighbours of every point, nearest first, the point itself among them
 * @throws StillroomError Aborted
 */
export async function fuzzyGraph(
  neighbours: Neighbours,
  { setOpMixRatio = 1, ...scaleOptions }: FuzzyGraphOptions,
  pace: Pace,
): Promise<FuzzyGraph> {
  const scales = await localScales(neighbours, scaleOptions, pace);
  await pace.rest();
  const backward = transposed(memberships(neighbours, scales));
  return { ...scales, graph: mixed(transposed(backward), backward, setOpMixRatio) };
}
