/**
 * All eigenvalues of a real symmetric matrix, without vectors.
 *
 * Householder reduction to tridiagonal form, then implicit QL with Wilkinson's shift (Wilkinson &
 * Reinsch, "Handbook for Automatic Computation II", 1971). ml-matrix has the same pair, but always
 * with vectors, several times the work: a Vendi score of 1,000 points would take seconds.
 *
 * The reduction is bound by memory. Step k needs A v for a new v after the rank-two update
 * A - v w' - w v' of step k - 1, so both are made in one sweep over the lower triangle (sweep-kernel.ts):
 * 2/3 n^3 multiplications and n^3/6 entries read and written. Backward stable: every eigenvalue
 * is off by at most about n * 2e-16 * |A|.
 */
import { bindKernel } from '../wasm/kernel';
import { sweepKernel } from './sweep-kernel';

const BYTES = Float64Array.BYTES_PER_ELEMENT;

let compiled: WebAssembly.Module | undefined;

/**
 * The lower triangle over a number, and four vectors, in the kernel's memory. The side is made even by
 * a row and a column of zeros.
 */
function sweepMemory(matrix: Float64Array, n: number, unit: number) {
  const side = n + (n % 2);
  compiled ??= sweepKernel();
  const { buffer, run } = bindKernel(compiled, 'sweep', (side + 4) * side * BYTES);
  const values = new Float64Array(buffer, 0, side * side);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) values[i * side + j] = (matrix[i * n + j] ?? 0) / unit;
    if (i % 2 === 1) values[(i - 1) * side + i] = values[i * side + i - 1] ?? 0;
  }
  const vector = (place: number): Float64Array =>
    new Float64Array(buffer, (side + place) * side * BYTES, side);
  return { run, side, values, vectors: [vector(0), vector(1), vector(2), vector(3)] as const };
}

/**
 * Reduces to tridiagonal form, from the last row up: what a step clears is then a row, which lies in
 * one piece. Fills the diagonal [n] and the off-diagonal [n], entry i of which joins i and i + 1.
 */
function tridiagonalise(
  matrix: Float64Array,
  n: number,
  unit: number,
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): void {
  const { run, side, values, vectors } = sweepMemory(matrix, n, unit);
  let [v, u] = vectors;
  const [, , w, y] = vectors;
  for (let k = n - 1; k >= 0; k--) {
    const row = values.subarray(k * side, k * side + k + 1);
    const vk = v[k] ?? 0;
    const wk = w[k] ?? 0;
    for (let j = 0; j <= k; j++) row[j] = (row[j] ?? 0) - vk * (w[j] ?? 0) - wk * (v[j] ?? 0);
    diagonal[k] = row[k] ?? 0;
    if (k === 0) return;

    // The reflection 1 - tau u u' that clears row k left of its last off-diagonal entry.
    const alpha = row[k - 1] ?? 0;
    let square = 0;
    for (let j = 0; j < k - 1; j++) square += (row[j] ?? 0) ** 2;
    let tau = 0;
    u.fill(0);
    offDiagonal[k - 1] = alpha;
    if (square > 0) {
      const beta = (alpha > 0 ? -1 : 1) * Math.sqrt(alpha * alpha + square);
      tau = (beta - alpha) / beta;
      for (let j = 0; j < k - 1; j++) u[j] = (row[j] ?? 0) / (alpha - beta);
      u[k - 1] = 1;
      offDiagonal[k - 1] = beta;
    }
    // An odd number of rows takes row k along, for which u is 0 and which nothing reads any more.
    const stride = side * BYTES;
    run(0, stride, (k + (k % 2)) * stride, v.byteOffset, w.byteOffset, u.byteOffset, y.byteOffset);
    let product = 0;
    for (let j = 0; j < k; j++) product += (u[j] ?? 0) * (y[j] ?? 0);
    for (let j = 0; j < k; j++) w[j] = tau * ((y[j] ?? 0) - 0.5 * tau * product * (u[j] ?? 0));
    [v, u] = [u, v];
  }
}

/** Implicit QL on a tridiagonal matrix; the eigenvalues replace the diagonal. */
function implicitQl(diagonal: Float64Array, offDiagonal: Float64Array): void {
  const n = diagonal.length;
  let norm = 0;
  for (let i = 0; i < n; i++) {
    norm = Math.max(norm, Math.abs(diagonal[i] ?? 0) + Math.abs(offDiagonal[i] ?? 0));
  }
  const negligible = Number.EPSILON * norm;
  for (let low = 0; low < n; low++) {
    for (;;) {
      let high = low;
      while (high < n - 1 && Math.abs(offDiagonal[high] ?? 0) > negligible) high++;
      if (high === low) break;
      const gap = ((diagonal[low + 1] ?? 0) - (diagonal[low] ?? 0)) / (2 * (offDiagonal[low] ?? 0));
      const root = Math.hypot(gap, 1);
      let g =
        (diagonal[high] ?? 0) -
        (diagonal[low] ?? 0) +
        (offDiagonal[low] ?? 0) / (gap + (gap >= 0 ? root : -root));
      let sine = 1;
      let cosine = 1;
      let shift = 0;
      let i = high - 1;
      for (; i >= low; i--) {
        const f = sine * (offDiagonal[i] ?? 0);
        const b = cosine * (offDiagonal[i] ?? 0);
        const r = Math.sqrt(f * f + g * g);
        offDiagonal[i + 1] = r;
        if (r === 0) {
          diagonal[i + 1] = (diagonal[i + 1] ?? 0) - shift;
          break;
        }
        sine = f / r;
        cosine = g / r;
        g = (diagonal[i + 1] ?? 0) - shift;
        const turned = ((diagonal[i] ?? 0) - g) * sine + 2 * cosine * b;
        shift = sine * turned;
        diagonal[i + 1] = g + shift;
        g = cosine * turned - b;
      }
      if (i < low) {
        diagonal[low] = (diagonal[low] ?? 0) - shift;
        offDiagonal[low] = g;
      }
      offDiagonal[high] = 0;
    }
  }
}

/** A power of two near a size: dividing by it rounds nothing. 1 for 0 and for what is no number. */
function powerOfTwoBelow(size: number): number {
  if (!(size > 0 && size < Infinity)) return 1;
  return 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(size))));
}

/**
 * The eigenvalues, ascending.
 * @param matrix [n, n] symmetric and finite; only the lower triangle is read
 * @throws StillroomError Unsupported without SIMD in WebAssembly, OutOfMemory
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  // Squares of what is tiny vanish, rotations are none then, and QL never ends: near 1 they do not.
  const unit = powerOfTwoBelow(matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  tridiagonalise(matrix, n, unit, diagonal, offDiagonal);
  implicitQl(diagonal, offDiagonal);
  return diagonal.map((value) => value * unit).sort();
}
