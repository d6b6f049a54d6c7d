/**
 * A dense matrix as the arrays already lie in memory: row-major, one point a row.
 */
import { StillroomError } from '../errors';

export interface Matrix {
  /** rows x columns values, row-major. */
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A matrix over the given values, which are not copied.
 * @throws StillroomError ShapeMismatch when the values do not fill rows x columns
 */
export function matrix(data: Float32Array | Float64Array, rows: number, columns: number): Matrix {
  if (data.length !== rows * columns) {
    throw new StillroomError(
      'ShapeMismatch',
      `${data.length} values do not make a matrix of ${rows} rows and ${columns} columns.`,
      { values: data.length, rows, columns },
    );
  }
  return { data, rows, columns };
}

/** The rows with these indices, in that order, copied. */
export function selectRows(source: Matrix, indices: ArrayLike<number>): Matrix {
  const { columns } = source;
  const data = new Float64Array(indices.length * columns);
  for (let r = 0; r < indices.length; r++) {
    const start = (indices[r] ?? 0) * columns;
    data.set(source.data.subarray(start, start + columns), r * columns);
  }
  return { data, rows: indices.length, columns };
}

/** Mean of every column, [columns]; float64 sums with one correction pass. */
export function columnMeans({ data, rows, columns }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  if (rows === 0) return mean;
  const correction = new Float64Array(columns);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++, p++) mean[c] = (mean[c] ?? 0) + (data[p] ?? 0);
  }
  for (let c = 0; c < columns; c++) mean[c] = (mean[c] ?? 0) / rows;
  // The rounding of the long sums shows in the mean of what is left; a constant column gets its
  // exact value this way.
  for (let i = 0, p = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++, p++) {
      correction[c] = (correction[c] ?? 0) + ((data[p] ?? 0) - (mean[c] ?? 0));
    }
  }
  for (let c = 0; c < columns; c++) mean[c] = (mean[c] ?? 0) + (correction[c] ?? 0) / rows;
  return mean;
}

/** A float64 copy of the values with `shift` [columns] subtracted from every row. */
export function shiftedRows({ data, rows, columns }: Matrix, shift: Float64Array): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++, p++) out[p] = (data[p] ?? 0) - (shift[c] ?? 0);
  }
  return out;
}

/**
 * Refuses values that are not finite numbers, which no distance survives.
 * @throws StillroomError NonFiniteOutput naming the stage and the first bad row
 */
export function requireFinite({ data, columns }: Matrix, stage: string): void {
  for (let p = 0; p < data.length; p++) {
    if (!Number.isFinite(data[p])) {
      const row = Math.floor(p / columns);
      throw new StillroomError(
        'NonFiniteOutput',
        `${stage}: point ${row} holds ${String(data[p])} where a finite number is needed. Check the step before it.`,
        { stage, row },
      );
    }
  }
}
