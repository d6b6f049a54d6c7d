/**
 * Squared distances by |a|^2 + |b|^2 - 2 a.b, the form that a matrix product can compute.
 *
 * It is several times faster than sum (a - b)^2, since a block of 4 x 2 pairs shares its loads, but
 * it cancels: near-duplicates far from the origin lose all their digits. So its values only choose
 * candidates; whatever is kept is computed again from the definition. `cancellationBound` says how
 * far such a value can be off, which makes the choice exact and not merely likely.
 */
export interface Rows {
  /** Float64 values, [rows, columns]. */
  readonly values: Float64Array;
  /** Squared norm of every row. */
  readonly norms: Float64Array;
  readonly largestNorm: number;
  readonly columns: number;
}

/** Rows ready for `squaredDistanceTile`. */
export function tileRows(values: Float64Array, rows: number, columns: number): Rows {
  const norms = new Float64Array(rows);
  let largestNorm = 0;
  for (let i = 0, p = 0; i < rows; i++) {
    let sum = 0;
    for (let c = 0; c < columns; c++, p++) sum += (values[p] ?? 0) ** 2;
    norms[i] = sum;
    if (sum > largestNorm) largestNorm = sum;
  }
  return { values, norms, largestNorm, columns };
}

/**
 * Largest error of a value of `squaredDistanceTile` between a row of squared norm `normA` and one
 * of at most `normB`: each product and sum rounds once, and |a.b| <= (|a|^2 + |b|^2) / 2.
 */
export function cancellationBound(columns: number, normA: number, normB: number): number {
  return 2 * (columns + 4) * Number.EPSILON * (normA + normB);
}

/**
 * Squared distances of rows rowStart..rowEnd-1 of `a` and columnStart..columnEnd-1 of `b` into
 * `out`, [rowEnd - rowStart, columnEnd - columnStart]. May be negative by the bound above.
 */
export function squaredDistanceTile(
  a: Rows,
  rowStart: number,
  rowEnd: number,
  b: Rows,
  columnStart: number,
  columnEnd: number,
  out: Float64Array,
): void {
  const d = a.columns;
  const x = a.values;
  const y = b.values;
  const width = columnEnd - columnStart;
  for (let i = rowStart; i < rowEnd; i += 4) {
    // At the lower edge the last row stands in for missing ones: computed twice, stored once more.
    const i1 = Math.min(i + 1, rowEnd - 1);
    const i2 = Math.min(i + 2, rowEnd - 1);
    const i3 = Math.min(i + 3, rowEnd - 1);
    const o0 = (i - rowStart) * width - columnStart;
    const o1 = (i1 - rowStart) * width - columnStart;
    const o2 = (i2 - rowStart) * width - columnStart;
    const o3 = (i3 - rowStart) * width - columnStart;
    const n0 = a.norms[i] ?? 0;
    const n1 = a.norms[i1] ?? 0;
    const n2 = a.norms[i2] ?? 0;
    const n3 = a.norms[i3] ?? 0;
    for (let j = columnStart; j < columnEnd; j += 2) {
      const k = Math.min(j + 1, columnEnd - 1);
      let p0 = 0;
      let p1 = 0;
      let p2 = 0;
      let p3 = 0;
      let q0 = 0;
      let q1 = 0;
      let q2 = 0;
      let q3 = 0;
      let a0 = i * d;
      let a1 = i1 * d;
      let a2 = i2 * d;
      let a3 = i3 * d;
      let b1 = k * d;
      for (let b0 = j * d, end = b0 + d; b0 < end; b0++, b1++, a0++, a1++, a2++, a3++) {
        const u = y[b0] ?? 0;
        const v = y[b1] ?? 0;
        const x0 = x[a0] ?? 0;
        const x1 = x[a1] ?? 0;
        const x2 = x[a2] ?? 0;
        const x3 = x[a3] ?? 0;
        p0 += x0 * u;
        q0 += x0 * v;
        p1 += x1 * u;
        q1 += x1 * v;
        p2 += x2 * u;
        q2 += x2 * v;
        p3 += x3 * u;
        q3 += x3 * v;
      }
      const nj = b.norms[j] ?? 0;
      const nk = b.norms[k] ?? 0;
      out[o0 + j] = n0 + nj - 2 * p0;
      out[o0 + k] = n0 + nk - 2 * q0;
      out[o1 + j] = n1 + nj - 2 * p1;
      out[o1 + k] = n1 + nk - 2 * q1;
      out[o2 + j] = n2 + nj - 2 * p2;
      out[o2 + k] = n2 + nk - 2 * q2;
      out[o3 + j] = n3 + nj - 2 * p3;
      out[o3 + k] = n3 + nk - 2 * q3;
    }
  }
}
