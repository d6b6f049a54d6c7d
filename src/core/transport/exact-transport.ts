/**
 * Exact optimal transport: min_P <P, C> with rows summing to a and columns to b.
 *
 * The transportation simplex (Dantzig 1951; the tree form is the network simplex of Ahuja, Magnanti,
 * Orlin, "Network Flows", ch. 11). A basis is a spanning tree of n + m - 1 used pairs; it fixes
 * potentials with C_ij = u_i + v_j on its pairs; a pair with C_ij < u_i + v_j enters and the pair that
 * runs dry first on the cycle it closes leaves. When no pair can enter, the plan is optimal.
 *
 * Ties are the danger: equal weights make plans with fewer used pairs than a tree has, and pivots
 * that move nothing can cycle. The masses are therefore brought to whole numbers and perturbed in the
 * classical way, (n + 1) a_i + 1 against (n + 1) b_j with n more on the last: no proper part of the
 * sources then balances a part of the sinks, so every pivot moves mass, in exact integer arithmetic.
 * The final plan takes the tree and the true weights, so the perturbation leaves no trace in it.
 * About n^2 to n^3 work; meant for up to about 1,000 x 1,000.
 */
import { StillroomError, throwIfAborted } from '../errors';
import { largestCost, checkedProblem, type TransportProblem } from './problem';
import { TransportTree } from './transport-tree';

export interface ExactTransport {
  /** The optimal <P, C>. */
  readonly cost: number;
  /** [rows, columns], at most rows + columns - 1 entries above 0. */
  readonly plan: Float64Array;
}

/** Whole masses are at most this in sum after the perturbation: doubles count exactly up to 2^53. */
const LARGEST_TOTAL = 2 ** 52;
/** Beyond this a share could be less than one unit of the whole masses. */
const LARGEST_SIDE = 2 ** 15;
/** A reduced cost counts as negative below this share of the largest cost: 256 units of round-off. */
const PRICING_TOLERANCE = 2 ** -44;
const PIVOTS_BETWEEN_ABORT_CHECKS = 256;

/**
 * Shares as whole numbers >= 1 of sum `total`, each within about one unit of share * total: cumulative
 * sums are rounded, so the roundings never add up.
 */
function wholeMasses(shares: Float64Array, total: number): Float64Array {
  const masses = new Float64Array(shares.length);
  let sum = 0;
  let before = 0;
  let raised = 0;
  let largest = 0;
  for (let i = 0; i < shares.length; i++) {
    sum += shares[i] ?? 0;
    const until = i === shares.length - 1 ? total : Math.min(total, Math.round(sum * total));
    const mass = until - before;
    if (mass < 1) raised += 1 - mass;
    masses[i] = Math.max(mass, 1);
    before = until;
    if (mass > (masses[largest] ?? 0)) largest = i;
  }
  masses[largest] = (masses[largest] ?? 0) - raised;
  return masses;
}

const isUniform = (weights: Float64Array): boolean =>
  weights.every((weight) => weight === weights[0]);

/** Whole, perturbed masses of both sides. */
function perturbedMasses(a: Float64Array, b: Float64Array): [Float64Array, Float64Array] {
  const step = a.length + 1;
  let supply: Float64Array;
  let demand: Float64Array;
  if (isUniform(a) && isUniform(b)) {
    supply = new Float64Array(a.length).fill(b.length);
    demand = new Float64Array(b.length).fill(a.length);
  } else {
    const total = Math.floor(LARGEST_TOTAL / step) - 1;
    supply = wholeMasses(a, total);
    demand = wholeMasses(b, total);
  }
  const last = b.length - 1;
  return [
    supply.map((mass) => mass * step + 1),
    demand.map((mass, j) => mass * step + (j === last ? a.length : 0)),
  ];
}

/** Indices of the weights above 0. */
function positive(weights: Float64Array): Int32Array {
  return Int32Array.from([...weights.keys()].filter((i) => (weights[i] ?? 0) > 0));
}

/**
 * Brings the tree to optimality. Rows are priced in turn, a block of about sqrt(n m) pairs at a time,
 * and the best pair of a block enters; a whole round without one ends it.
 * @returns the number of pivots
 */
function pivotToOptimum(
  tree: TransportTree,
  cost: Float64Array,
  rows: number,
  columns: number,
  signal: AbortSignal | undefined,
): number {
  const tolerance = PRICING_TOLERANCE * largestCost(cost);
  const blockRows = Math.max(1, Math.ceil(Math.sqrt(rows / columns)));
  const { rowPotentials, columnPotentials } = tree;
  let clean = 0;
  let row = 0;
  let pivots = 0;
  while (clean < rows) {
    if (pivots % PIVOTS_BETWEEN_ABORT_CHECKS === 0) throwIfAborted(signal);
    let best = -tolerance;
    let bestRow = -1;
    let bestColumn = -1;
    for (let r = 0; r < blockRows && clean < rows; r++) {
      const start = row * columns;
      const u = rowPotentials[row] ?? 0;
      for (let j = 0; j < columns; j++) {
        const reduced = (cost[start + j] ?? 0) - u - (columnPotentials[j] ?? 0);
        if (reduced < best) {
          best = reduced;
          bestRow = row;
          bestColumn = j;
        }
      }
      row = row + 1 === rows ? 0 : row + 1;
      clean += 1;
    }
    if (bestRow >= 0) {
      tree.pivot(bestRow, bestColumn, best);
      pivots += 1;
      clean = 0;
    }
  }
  return pivots;
}

/**
 * @throws StillroomError BadParameter, ShapeMismatch, Aborted
 */
export function exactTransport(problem: TransportProblem, signal?: AbortSignal): ExactTransport {
  const { cost, rows, columns, a, b } = checkedProblem(problem);
  if (rows > LARGEST_SIDE || columns > LARGEST_SIDE) {
    throw new StillroomError(
      'Unsupported',
      `Exact transport between ${rows} and ${columns} points is out of reach (${LARGEST_SIDE} at most); use the Sinkhorn divergence.`,
      { rows, columns },
    );
  }
  const usedRows = positive(a);
  const usedColumns = positive(b);
  const used = new Float64Array(usedRows.length * usedColumns.length);
  let at = 0;
  for (const i of usedRows) for (const j of usedColumns) used[at++] = cost[i * columns + j] ?? 0;
  const shareA = Float64Array.from(usedRows, (i) => a[i] ?? 0);
  const shareB = Float64Array.from(usedColumns, (j) => b[j] ?? 0);
  const [supply, demand] = perturbedMasses(shareA, shareB);

  const tree = new TransportTree(used, supply, demand);
  // Potentials are updated by differences; the optimum has to hold for freshly computed ones.
  while (pivotToOptimum(tree, used, usedRows.length, usedColumns.length, signal) > 0) {
    tree.refreshPotentials();
  }

  const plan = new Float64Array(rows * columns);
  let total = 0;
  for (const { row, column, mass } of tree.flows(shareA, shareB)) {
    const place = (usedRows[row] ?? 0) * columns + (usedColumns[column] ?? 0);
    plan[place] = Math.max(mass, 0);
    total += mass * (cost[place] ?? 0);
  }
  return { cost: total, plan };
}
