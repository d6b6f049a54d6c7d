/**
 * Standardisation of columns, (x - mean) / scale, as scikit-learn's StandardScaler defines it.
 *
 * The scale is the population standard deviation (divisor n). A column whose variance is only the
 * rounding of its sum keeps scale 1: by the error bound of the two-pass algorithm (Chan, Golub,
 * LeVeque 1983) that is variance <= n * u * variance + (n * mean * u)^2, u the unit round-off of
 * float64. CoDA standardises each dimension of a class's latents before it looks for neighbours.
 */
import { columnMeans, type Matrix } from './matrix';

export interface Standardised {
  /** (x - mean) / scale, float64, same shape as the input. */
  readonly transformed: Matrix;
  /** [columns] */
  readonly mean: Float64Array;
  /** [columns], always positive. */
  readonly scale: Float64Array;
}

/** Standardises every column over the rows; zero rows give zero rows. */
export function standardise(points: Matrix): Standardised {
  const { data, rows, columns } = points;
  const mean = columnMeans(points);
  const scale = new Float64Array(columns);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++, p++) {
      const difference = (data[p] ?? 0) - (mean[c] ?? 0);
      scale[c] = (scale[c] ?? 0) + difference * difference;
    }
  }
  for (let c = 0; c < columns; c++) {
    const variance = rows > 0 ? (scale[c] ?? 0) / rows : 0;
    const roundOff = (rows * (mean[c] ?? 0) * Number.EPSILON) ** 2;
    const constant = variance <= rows * Number.EPSILON * variance + roundOff;
    scale[c] = constant ? 1 : Math.sqrt(variance);
  }
  const transformed = new Float64Array(rows * columns);
  for (let i = 0, p = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++, p++) {
      transformed[p] = ((data[p] ?? 0) - (mean[c] ?? 0)) / (scale[c] ?? 1);
    }
  }
  return { transformed: { data: transformed, rows, columns }, mean, scale };
}
