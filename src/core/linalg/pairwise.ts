/**
 * Distances between all rows of two matrices, straight from their definitions in float64. The
 * reference for the ONNX kernels that do the same in float32 by blocks.
 */
import { StillroomError } from '../errors';
import type { Matrix } from './matrix';

function requireSameColumns(a: Matrix, b: Matrix): void {
  if (a.columns !== b.columns) {
    throw new StillroomError(
      'ShapeMismatch',
      `Points of ${a.columns} and of ${b.columns} dimensions have no distance.`,
      { a: a.columns, b: b.columns },
    );
  }
}

/** Squared Euclidean distance of row i of `a` and row j of `b`. */
export function squaredDistance(a: Matrix, i: number, b: Matrix, j: number): number {
  const { columns } = a;
  const x = a.data;
  const y = b.data;
  let sum = 0;
  for (let p = i * columns, q = j * columns, end = p + columns; p < end; p++, q++) {
    const difference = (x[p] ?? 0) - (y[q] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/**
 * Squared Euclidean distances, [a.rows, b.rows].
 * @throws StillroomError ShapeMismatch when the dimensions differ
 */
export function squaredEuclideanDistances(a: Matrix, b: Matrix): Float64Array {
  requireSameColumns(a, b);
  const out = new Float64Array(a.rows * b.rows);
  for (let i = 0, p = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++, p++) out[p] = squaredDistance(a, i, b, j);
  }
  return out;
}

/** Euclidean norm of every row. */
export function rowNorms({ data, rows, columns }: Matrix): Float64Array {
  const norms = new Float64Array(rows);
  for (let i = 0, p = 0; i < rows; i++) {
    let sum = 0;
    for (let c = 0; c < columns; c++, p++) sum += (data[p] ?? 0) ** 2;
    norms[i] = Math.sqrt(sum);
  }
  return norms;
}

/**
 * Cosine distances 1 - a.b / (|a| |b|), [a.rows, b.rows]; 1 where a row is zero.
 * @throws StillroomError ShapeMismatch when the dimensions differ
 */
export function cosineDistances(a: Matrix, b: Matrix): Float64Array {
  requireSameColumns(a, b);
  const { columns } = a;
  const normsA = rowNorms(a);
  const normsB = rowNorms(b);
  const out = new Float64Array(a.rows * b.rows);
  for (let i = 0, p = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++, p++) {
      let dot = 0;
      for (let c = 0; c < columns; c++) {
        dot += (a.data[i * columns + c] ?? 0) * (b.data[j * columns + c] ?? 0);
      }
      const norms = (normsA[i] ?? 0) * (normsB[j] ?? 0);
      out[p] = norms > 0 ? 1 - dot / norms : 1;
    }
  }
  return out;
}
