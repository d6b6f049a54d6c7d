/** A weighted graph as the rows of its sparse matrix, columns ascending within each row. */
export interface SparseGraph {
  /** Where each row starts in `columns` and `weights`; one more for the end, [n + 1]. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly weights: Float64Array;
}

/** Turns rows into columns; the rows of the result are in ascending order whatever the order was. */
export function transposed({ starts, columns, weights }: SparseGraph): SparseGraph {
  const count = starts.length - 1;
  const newStarts = new Int32Array(count + 1);
  for (const column of columns) newStarts[column + 1] = (newStarts[column + 1] ?? 0) + 1;
  for (let i = 0; i < count; i++) newStarts[i + 1] = (newStarts[i + 1] ?? 0) + (newStarts[i] ?? 0);
  const next = newStarts.slice();
  const newColumns = new Int32Array(columns.length);
  const newWeights = new Float64Array(columns.length);
  for (let row = 0; row < count; row++) {
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e++) {
      const column = columns[e] ?? 0;
      const place = next[column] ?? 0;
      next[column] = place + 1;
      newColumns[place] = row;
      newWeights[place] = weights[e] ?? 0;
    }
  }
  return { starts: newStarts, columns: newColumns, weights: newWeights };
}

/** The graph without the edges that are lighter than `least`. */
export function pruned({ starts, columns, weights }: SparseGraph, least: number): SparseGraph {
  const newStarts = new Int32Array(starts.length);
  const newColumns = new Int32Array(columns.length);
  const newWeights = new Float64Array(columns.length);
  let place = 0;
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e++) {
      const weight = weights[e] ?? 0;
      if (weight < least) continue;
      newColumns[place] = columns[e] ?? 0;
      newWeights[place] = weight;
      place += 1;
    }
    newStarts[row + 1] = place;
  }
  return {
    starts: newStarts,
    columns: newColumns.slice(0, place),
    weights: newWeights.slice(0, place),
  };
}

/** The largest weight; 0 without edges. */
export function heaviest({ weights }: SparseGraph): number {
  let most = 0;
  for (const weight of weights) most = Math.max(most, weight);
  return most;
}
