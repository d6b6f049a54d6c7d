/** Which numbers of images per class a class can give, for the error that says so. */
import { StillroomError } from '../errors';
import { selectRows, type Matrix } from '../linalg/matrix';

/** Noise points wanted for each core that k-means makes of noise (CoDA's official code). */
export function noiseFactor(imagesPerClass: number): number {
  if (imagesPerClass <= 10) return 5;
  return imagesPerClass <= 50 ? 3 : 1;
}

export interface CoreSupply {
  readonly imagesPerClass: number;
  /** Clusters once no cluster can be split at minClusterSize. */
  readonly afterSplitting: number;
  /** Clusters once no cluster can be split at any size. */
  readonly afterForcedSplitting: number;
  /** Points in no cluster. */
  readonly noise: Int32Array;
  /** How many of so many clusters k-means fills with the noise: fewer where points differ by rounding alone. */
  readonly filled: (clusters: number) => number;
}

function distinctRows(points: Matrix, indices: Int32Array): number {
  const { data, columns } = selectRows(points, indices);
  const rows = new Set<string>();
  for (let r = 0; r < indices.length; r++) {
    rows.add(data.subarray(r * columns, (r + 1) * columns).join());
  }
  return rows.size;
}

/** The number of images per class nearest to the one asked for that this class can give, 0 if none. */
function nearestPossible(points: Matrix, supply: CoreSupply): number {
  let most = distinctRows(points, supply.noise);
  const possible = (count: number): boolean => {
    if (count < 1) return false;
    if (count <= supply.afterForcedSplitting) return true;
    const need = count - supply.afterSplitting;
    if (need > most || supply.noise.length < noiseFactor(count) * need) return false;
    const filled = supply.filled(need);
    if (filled < need) most = filled;
    return filled === need;
  };
  for (let step = 1; step <= Math.max(points.rows, supply.imagesPerClass); step++) {
    if (possible(supply.imagesPerClass - step)) return supply.imagesPerClass - step;
    if (possible(supply.imagesPerClass + step)) return supply.imagesPerClass + step;
  }
  return 0;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/**
 * The error for a class that runs out of clusters. Its data: `imagesPerClass` asked for,
 * `supported` cores found, and `nearest`, the nearest number that works (0 when none does).
 */
export function tooFewCores(points: Matrix, supply: CoreSupply): StillroomError {
  const { imagesPerClass, afterForcedSplitting: supported, noise } = supply;
  const nearest = nearestPossible(points, supply);
  const advice =
    nearest > 0
      ? `Set the images per class to ${nearest}, or lower the minimum cluster size.`
      : 'Add images, or lower the minimum cluster size.';
  return new StillroomError(
    'TooFewCores',
    `${counted(imagesPerClass, 'core')} needed, but the ${counted(points.rows, 'image')} of this class form no more than ` +
      `${counted(supported, 'cluster')}, and ${counted(noise.length, 'image')} in none of them are too few for the rest. ${advice}`,
    { imagesPerClass, supported, nearest },
  );
}
