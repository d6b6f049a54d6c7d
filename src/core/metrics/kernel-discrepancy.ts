/**
 * The unbiased squared maximum mean discrepancy with the cubic polynomial kernel (Binkowski et al.,
 * "Demystifying MMD GANs", ICLR 2018, there called KID):
 *
 *     K(x, y) = (x.y / d + 1)^3
 *     MMD^2 = mean_{i != j} K(x_i, x_j) + mean_{i != j} K(y_i, y_j) - 2 mean_{i, j} K(x_i, y_j)
 *
 * Unbiased, hence negative at times for equal distributions. It needs no covariance and so stays
 * meaningful for the few images of a distilled class.
 */
import { rawProduct, requirePoints, type SamplePair } from './sample-pair';

/**
 * @throws StillroomError TooFewImages when a set has fewer than 2 points
 */
export function polynomialMmd2(pair: SamplePair): number {
  const { realCount: n, fakeCount: m, dimension } = pair;
  requirePoints('the kernel discrepancy', n, 2, 'real');
  requirePoints('the kernel discrepancy', m, 2, 'synthetic');
  const kernel = (i: number, j: number): number => {
    const base = rawProduct(pair, i, j) / dimension + 1;
    return base * base * base;
  };
  const withinMean = (first: number, count: number): number => {
    let sum = 0;
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < i; j++) sum += kernel(first + i, first + j);
    }
    return (2 * sum) / (count * (count - 1));
  };
  let across = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) across += kernel(i, n + j);
  return withinMean(0, n) + withinMean(n, m) - (2 * across) / (n * m);
}
