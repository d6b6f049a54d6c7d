/**
 * The leading eigenvectors of a large sparse symmetric matrix, by Lanczos with thick restarts
 * (Wu and Simon 2000), which is Krylov-Schur (Stewart 2001) for symmetric matrices.
 *
 * An orthonormal basis V of m vectors grows by A times its last vector; H = V^T A V is a small
 * dense matrix. When the basis is full, the eigenpairs (theta, y) of H give Ritz pairs
 * (theta, V y) whose residual is |beta y_m|, beta the length of what the last product left outside
 * of V. The best Ritz vectors and the direction of that remainder make the next basis. Every new
 * vector is orthogonalised against all of V twice, hence no ghosts. What is found is confirmed from
 * a new random direction, because one Krylov space holds a single vector of an eigenvalue that has
 * several, as those of a ring do.
 *
 * All sums run in one fixed order of +, -, *, / and square roots, as does ml-matrix's symmetric
 * eigensolver: equal input gives equal bits on every engine.
 */
import { EigenvalueDecomposition, Matrix as DenseMatrix } from 'ml-matrix';
import type { RandomStream } from '../../random/stream';
import { combined, freshDirection, normalise, orthogonalise } from './orthonormal-basis';
import type { Pace } from './pace';

export interface EigenProblem {
  /** Number of rows of the matrix. */
  readonly size: number;
  /** Writes A x to `product`. */
  readonly multiply: (x: Float64Array, product: Float64Array) => void;
  /** Multiply-adds of one product. */
  readonly cost: number;
  /** A unit vector that is an eigenvector; it is left out of the result. */
  readonly known: Float64Array;
  /** How many to find, 1 to size - 1. */
  readonly wanted: number;
}

/** Residual at which a Ritz vector counts as found; eigenvalues here lie in [-1, 1]. */
const TOLERANCE = 1e-4;
/** Full bases after which the best that was found is taken. */
const MOST_RESTARTS = 60;
/** A full basis holds half as many vectors again as are wanted, and these; the confirmation these. */
const SPARE_VECTORS = 20;
/** Multiply-adds a number of a vector and a direction of the basis, of both passes. */
const ORTHOGONALISATION = 4;
/** Multiply-adds of the dense eigenproblem, times its size cubed. */
const DENSE_SOLUTION = 8;

/** A growing basis with the matrix seen from within it. */
interface Subspace {
  /** Orthonormal vectors, all at right angles to the known one. */
  readonly basis: Float64Array[];
  /** H = V^T A V, [most, most]. */
  readonly projected: DenseMatrix;
  /** Unit vector with which the basis goes on; null when basis and known vector span everything. */
  next: Float64Array | null;
  /** Length of what the last product left outside of the basis. */
  remainder: number;
}

/** Takes the next direction into the basis, with its row and column of H. */
function grow(
  subspace: Subspace,
  direction: Float64Array,
  problem: EigenProblem,
  random: RandomStream,
): void {
  const { basis, projected } = subspace;
  const { size, known } = problem;
  basis.push(direction);
  const column = basis.length - 1;
  const product = new Float64Array(size);
  problem.multiply(direction, product);
  const spanned = [known, ...basis];
  const parts = orthogonalise(product, spanned);
  for (let row = 0; row <= column; row++) {
    projected.set(row, column, parts[row + 1] ?? 0);
    projected.set(column, row, parts[row + 1] ?? 0);
  }
  subspace.remainder = normalise(product);
  if (spanned.length === size) subspace.next = null;
  else if (subspace.remainder > 0) subspace.next = product;
  else subspace.next = freshDirection(random, size, spanned);
}

/** The Ritz pairs of a subspace, best first. */
function ritzPairs({ basis, projected, remainder }: Subspace) {
  const grown = projected.subMatrix(0, basis.length - 1, 0, basis.length - 1);
  const { realEigenvalues: thetas, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(
    grown,
    { assumeSymmetric: true },
  );
  const order = thetas.map((_, i) => i).sort((i, j) => (thetas[j] ?? 0) - (thetas[i] ?? 0));
  const last = thetas.length - 1;
  return {
    order,
    vectors,
    theta: (i: number): number => thetas[i] ?? 0,
    residual: (i: number): number => Math.abs(remainder * vectors.get(last, i)),
  };
}

/**
 * Eigenvectors of the largest eigenvalues but the known one, largest first, of length 1.
 * @throws StillroomError Aborted
 */
export async function leadingEigenvectors(
  problem: EigenProblem,
  random: RandomStream,
  pace: Pace,
): Promise<Float64Array[]> {
  const { size, cost, known, wanted } = problem;
  const most = Math.min(size - 1, Math.ceil(1.5 * wanted) + SPARE_VECTORS);
  const subspace: Subspace = {
    basis: [],
    projected: DenseMatrix.zeros(most, most),
    next: freshDirection(random, size, [known]),
    remainder: 0,
  };
  const { basis, projected } = subspace;
  let full = most;
  let foundBefore = -Infinity;
  for (let restart = 1; ; restart++) {
    while (basis.length < full && subspace.next !== null) {
      grow(subspace, subspace.next, problem, random);
      await pace.spend(cost + ORTHOGONALISATION * size * basis.length);
    }
    const { order, vectors, theta, residual } = ritzPairs(subspace);
    await pace.spend(DENSE_SOLUTION * full * full * full);
    const best = order.slice(0, wanted);
    const converged = best.every((i) => residual(i) < TOLERANCE);
    const sum = best.reduce((total, i) => total + theta(i), 0);
    const confirmed = converged && (subspace.next === null || sum < foundBefore + TOLERANCE);
    if (confirmed || restart === MOST_RESTARTS) return combined(basis, vectors, best);
    const kept = converged ? best : order.slice(0, wanted + SPARE_VECTORS / 2);
    basis.splice(0, basis.length, ...combined(basis, vectors, kept));
    projected.mul(0);
    kept.forEach((i, row) => projected.set(row, row, theta(i)));
    full = most;
    if (!converged) continue;
    foundBefore = sum;
    full = Math.min(most, wanted + SPARE_VECTORS);
    subspace.next = freshDirection(random, size, [known, ...basis]);
  }
}
