/**
 * K-means assignment by blocks, exact: the graph names the nearest center and how near the
 * runner-up is; where both lie within rounding of each other, the row is decided in float64.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { Matrix } from '../../core/linalg/matrix';
import { squaredDistance } from '../../core/linalg/pairwise';
import { float32Rows, originOf, roundOff } from './float32-rows';
import { blockRows } from './block-rows';
import type { BlockKernels } from './block-kernels';

export interface Assignment {
  /** Index of the nearest center, [rows]. */
  readonly labels: Int32Array;
  /** Squared distance to it, [rows], float32. */
  readonly squaredDistances: Float32Array;
}

function nearestExactly(points: Matrix, row: number, centers: Matrix): [number, number] {
  let best = Infinity;
  let label = 0;
  for (let c = 0; c < centers.rows; c++) {
    const distance = squaredDistance(points, row, centers, c);
    if (distance < best) {
      best = distance;
      label = c;
    }
  }
  return [label, best];
}

/** See Kernels.assign. */
export async function assignToCenters(
  kernels: BlockKernels,
  points: Matrix,
  centers: Matrix,
  signal?: AbortSignal,
): Promise<Assignment> {
  if (centers.rows === 0) {
    throw new StillroomError(
      'BadParameter',
      'Points can be assigned to one center or more, not 0.',
    );
  }
  const { rows, columns } = points;
  const origin = originOf(points);
  const left = float32Rows(points, origin);
  const right = float32Rows(centers, origin);
  const largest = right.norms.reduce((a, b) => Math.max(a, b), 0);
  const labels = new Int32Array(rows);
  const squaredDistances = new Float32Array(rows);
  const size = blockRows(columns);
  for (let start = 0; start < rows; start += size) {
    throwIfAborted(signal);
    const end = Math.min(start + size, rows);
    const found = await kernels.nearestCenters(left, start, end, right);
    for (let i = start; i < end; i++) {
      const best = found.best[i - start] ?? 0;
      const second = found.second[i - start] ?? 0;
      const error = roundOff(columns, (left.norms[i] ?? 0) + largest);
      if (second - best > 2 * error) {
        labels[i] = found.labels[i - start] ?? 0;
        squaredDistances[i] = best;
      } else {
        [labels[i], squaredDistances[i]] = nearestExactly(points, i, centers);
      }
    }
  }
  return { labels, squaredDistances };
}
