/**
 * Orthonormal sets of long vectors, each a Float64Array of equal length. Sums run in one fixed order
 * of +, -, *, / and square roots.
 */
import type { Matrix as DenseMatrix } from 'ml-matrix';
import type { RandomStream } from '../../random/stream';

/** What is left of a vector of length about 1 and is shorter than this is rounding. */
const NOTHING_LEFT = 1e-12;

function dot(x: Float64Array, y: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < x.length; i += 4) {
    s0 += (x[i] ?? 0) * (y[i] ?? 0);
    s1 += (x[i + 1] ?? 0) * (y[i + 1] ?? 0);
    s2 += (x[i + 2] ?? 0) * (y[i + 2] ?? 0);
    s3 += (x[i + 3] ?? 0) * (y[i + 3] ?? 0);
  }
  for (; i < x.length; i++) s0 += (x[i] ?? 0) * (y[i] ?? 0);
  return s0 + s1 + (s2 + s3);
}

/** y += factor x */
function addScaled(y: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] = (y[i] ?? 0) + factor * (x[i] ?? 0);
}

/** Takes the parts along the basis out of a vector, twice; returns those parts. */
export function orthogonalise(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const parts = new Float64Array(basis.length);
  for (let pass = 0; pass < 2; pass++) {
    basis.forEach((direction, i) => {
      const part = dot(direction, vector);
      parts[i] = (parts[i] ?? 0) + part;
      addScaled(vector, -part, direction);
    });
  }
  return parts;
}

/** Scales to length 1; returns the length before, 0 for what is rounding and stays as it is. */
export function normalise(vector: Float64Array): number {
  const length = Math.sqrt(dot(vector, vector));
  if (!(length > NOTHING_LEFT)) return 0;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return length;
}

/** A unit vector at right angles to the basis. */
export function freshDirection(
  random: RandomStream,
  size: number,
  basis: readonly Float64Array[],
): Float64Array {
  for (;;) {
    const vector = random.fillUniform(new Float64Array(size)).map((value) => value - 0.5);
    orthogonalise(vector, basis);
    if (normalise(vector) > 0) return vector;
  }
}

/** The combinations V y of basis vectors for these columns of y. */
export function combined(
  basis: readonly Float64Array[],
  vectors: DenseMatrix,
  columns: readonly number[],
): Float64Array[] {
  return columns.map((column) => {
    const out = new Float64Array(basis[0]?.length ?? 0);
    basis.forEach((direction, i) => addScaled(out, vectors.get(i, column), direction));
    return out;
  });
}
