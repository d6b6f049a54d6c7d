import type { Matrix } from '../../../src/core/linalg/matrix';
import { randomStream } from '../../../src/core/random/stream';

/** Points of a Gaussian mixture from keyed random numbers: `groups` centres, unit spread each. */
export function gaussianMixture(
  rows: number,
  columns: number,
  groups: number,
  seed: number,
  separation = 8,
): Matrix {
  const random = randomStream({ seed, purpose: 'test-mixture' });
  const centres = random.fillNormal(new Float64Array(groups * columns));
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const group = i % groups;
    for (let c = 0; c < columns; c++) {
      data[i * columns + c] = separation * (centres[group * columns + c] ?? 0) + random.normal();
    }
  }
  return { data, rows, columns };
}
