/**
 * From a target request to targets: what each method asks to be found among a class's latents.
 *
 * CoDA's cores come from a longer pipeline (neighbours, UMAP, HDBSCAN) whose stages are kept on
 * their own, so they arrive here as image indices. Everything else is computed here, seeded by
 * (seed, class).
 */
import { StillroomError, throwIfAborted } from '../core/errors';
import { bisectingKMeans } from '../core/density/bisecting-k-means';
import { kMeans } from '../core/density/k-means';
import { columnMeans, matrix, requireFinite, selectRows, type Matrix } from '../core/linalg/matrix';
import { exactNeighbours } from '../core/linalg/neighbours';
import { squaredDistance } from '../core/linalg/pairwise';
import { randomStream, type RandomStream } from '../core/random/stream';
import { herding } from '../core/subset/herding';
import { kCentre } from '../core/subset/k-centre';
import type { ClassTargets, TargetRequest } from './targets';

/** Real images that stand for the class, and how many images each stands for. */
export interface RepresentativeImages {
  readonly images: ArrayLike<number>;
  readonly sizes: ArrayLike<number>;
}

export interface TargetOptions {
  readonly seed: number;
  /** Class folder's name, keys the random numbers. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

/** Targets that are real images of the class. */
export function imageTargets(
  latents: Matrix,
  { images, sizes }: RepresentativeImages,
): ClassTargets {
  return {
    points: selectRows(latents, images).data,
    weights: Float64Array.from(sizes),
    images: Int32Array.from(images),
  };
}

/** Targets that are real images, each standing for itself. */
function singleImages(latents: Matrix, images: ArrayLike<number>): ClassTargets {
  return imageTargets(latents, { images, sizes: new Float64Array(images.length).fill(1) });
}

/**
 * A random choice, which looks at nothing of the images.
 * @param rows images of the class
 * @param count of the choice, `rows` at most
 * @returns rows in the order in which they are taken: fewer are the first of more
 */
export function randomImages(
  rows: number,
  count: number,
  { seed, name }: { readonly seed: number; readonly name: string },
): Int32Array {
  const order = randomStream({ seed, name, purpose: 'random-images' }).permutation(rows);
  return Int32Array.from(order.subarray(0, count));
}

function requireImages(latents: Matrix, count: number, what: string): void {
  if (count <= latents.rows) return;
  throw new StillroomError(
    'TooFewImages',
    `${count} ${what} were asked for, but the class has ${latents.rows} images. Ask for ${latents.rows} at most, or add images.`,
    { asked: count, images: latents.rows },
  );
}

/** How many different rows there are, counted up to `enough`. */
function differentRows({ data, rows, columns }: Matrix, enough: number): number {
  const found: number[] = [];
  const same = (a: number, b: number) => {
    for (let d = 0; d < columns; d++) {
      if (data[a * columns + d] !== data[b * columns + d]) return false;
    }
    return true;
  };
  for (let row = 0; row < rows && found.length < enough; row++) {
    if (!found.some((known) => same(known, row))) found.push(row);
  }
  return found.length;
}

/** Copies of one image cannot stand for several parts of a class. */
function requireDifferent(latents: Matrix, count: number, what: string): void {
  requireImages(latents, count, what);
  const different = differentRows(latents, count);
  if (different >= count) return;
  throw new StillroomError(
    'TooFewImages',
    `${count} ${what} were asked for, but only ${different} of the class's ${latents.rows} images ${different === 1 ? 'is' : 'are'} different, the others are copies. Ask for ${different} at most, or add images.`,
    { asked: count, different, images: latents.rows },
  );
}

/** @throws StillroomError TooFewCores when two cores are copies of one image */
function coreTargets(latents: Matrix, cores: RepresentativeImages, name: string): ClassTargets {
  const targets = imageTargets(latents, cores);
  const count = targets.images.length;
  const points = matrix(targets.points, count, latents.columns);
  const different = differentRows(points, count);
  if (different === count) return targets;
  throw new StillroomError(
    'TooFewCores',
    `The ${count} cores of "${name}" show ${different} different ${different === 1 ? 'image' : 'images'} only, the others are copies. Lower the images per class to ${different}, or add images.`,
    { count, different },
  );
}

/** Index of the row nearest to each centre; a row that several want goes to the first. */
function nearestRows(latents: Matrix, centres: Matrix): number[] {
  const taken = new Set<number>();
  for (let c = 0; c < centres.rows; c++) {
    let nearest = -1;
    let least = Infinity;
    for (let r = 0; r < latents.rows; r++) {
      if (taken.has(r)) continue;
      const distance = squaredDistance(latents, r, centres, c);
      if (distance < least) {
        least = distance;
        nearest = r;
      }
    }
    taken.add(nearest);
  }
  return [...taken];
}

/**
 * Rows drawn without replacement with probability proportional to their density, estimated as the
 * inverse of the distance to the k-th neighbour (in hundreds of dimensions the textbook's inverse
 * d-th power would leave one row only).
 */
function densitySample(
  latents: Matrix,
  count: number,
  neighbours: number,
  { seed, name }: TargetOptions,
): number[] {
  // A single image has no neighbours, and is the sample.
  if (latents.rows === 1) return [0];
  const k = Math.max(1, Math.min(neighbours, latents.rows - 1));
  const { distances } = exactNeighbours(latents, { k });
  const weights = Float64Array.from({ length: latents.rows }, (_, row) => {
    const reach = distances[row * k + k - 1] ?? 0;
    return 1 / Math.max(reach, Number.EPSILON);
  });
  const random = randomStream({ seed, name, purpose: 'density-sample' });
  return drawWithoutReplacement(weights, count, random);
}

/** DMGD's code adds this to every sum of distances, so that copies of one image have a density. */
const DISTANCE_FLOOR = 1e-8;

/**
 * DMGD's density of every row as a probability: 1 / (sum of its distances to all rows + 1e-8), over the
 * sum of these.
 */
function summedDensity(latents: Matrix, signal: AbortSignal | undefined): Float64Array {
  const sums = new Float64Array(latents.rows);
  for (let a = 0; a < latents.rows; a++) {
    throwIfAborted(signal);
    for (let b = 0; b < a; b++) {
      const distance = Math.sqrt(squaredDistance(latents, a, latents, b));
      sums[a] = (sums[a] ?? 0) + distance;
      sums[b] = (sums[b] ?? 0) + distance;
    }
  }
  const densities = sums.map((sum) => 1 / (sum + DISTANCE_FLOOR));
  const total = densities.reduce((sum, density) => sum + density, 0);
  return densities.map((density) => density / total);
}

/** Rows drawn one after the other with probability proportional to what is left of the weights. */
function drawWithoutReplacement(
  given: Float64Array,
  count: number,
  random: RandomStream,
): number[] {
  const weights = given.slice();
  const drawn: number[] = [];
  while (drawn.length < count) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let left = random.uniform() * total;
    let row = weights.findIndex((weight) => (left -= weight) < 0);
    // Rounding may leave a remainder after the last row.
    if (row < 0) row = weights.findLastIndex((weight) => weight > 0);
    drawn.push(row);
    weights[row] = 0;
  }
  return drawn;
}

/**
 * The targets of one class.
 * @param latents scaled latents of the class, [images, channels * height * width]
 * @param cores CoDA's representatives; needed for the request `coda-cores` only
 * @throws StillroomError TooFewImages, BadParameter, NonFiniteOutput, Aborted
 */
export function findTargets(
  request: TargetRequest,
  latents: Matrix,
  options: TargetOptions,
  cores: RepresentativeImages | null,
): ClassTargets {
  const { seed, name, signal } = options;
  requireFinite(latents, 'Encoding');
  requireImages(latents, 1, 'image');
  switch (request.kind) {
    case 'coda-cores':
      if (cores === null) {
        throw new StillroomError('BadParameter', `The cores of "${name}" were not found yet.`);
      }
      return coreTargets(latents, cores, name);
    case 'kmeans': {
      requireDifferent(latents, request.clusters, 'clusters');
      const { centres, sizes } = kMeans(latents, request.clusters, { seed, name, signal });
      return {
        points: centres.data,
        weights: Float64Array.from(sizes),
        images: new Int32Array(request.clusters).fill(-1),
      };
    }
    case 'hierarchical': {
      requireDifferent(latents, request.clusters, 'clusters');
      const keyed = { seed, name, signal };
      const { centres, sizes } = bisectingKMeans(latents, request.clusters, keyed);
      return {
        points: centres.data,
        weights: Float64Array.from(sizes),
        images: new Int32Array(request.clusters).fill(-1),
      };
    }
    case 'mean':
      return {
        points: columnMeans(latents),
        weights: Float64Array.of(1),
        images: Int32Array.of(-1),
      };
    case 'density': {
      requireImages(latents, request.count, 'prototypes');
      const density = summedDensity(latents, signal);
      const random = randomStream({ seed, name, purpose: 'density' });
      const images = drawWithoutReplacement(density, request.count, random);
      const sizes = images.map((image) => density[image] ?? 0);
      return imageTargets(latents, { images, sizes });
    }
    case 'density-sample': {
      requireImages(latents, request.count, 'prototypes');
      const images = densitySample(latents, request.count, request.nNeighbors, options);
      return imageTargets(latents, { images, sizes: images.map(() => 1) });
    }
    case 'random-images': {
      requireImages(latents, request.count, 'images');
      return singleImages(latents, randomImages(latents.rows, request.count, { seed, name }));
    }
    case 'nearest-to-kmeans': {
      requireDifferent(latents, request.count, 'images');
      const { centres, sizes } = kMeans(latents, request.count, { seed, name, signal });
      return imageTargets(latents, { images: nearestRows(latents, centres), sizes });
    }
    case 'herding':
      requireImages(latents, request.count, 'images');
      return singleImages(latents, herding(latents, request.count, signal));
    case 'k-centre':
      requireImages(latents, request.count, 'images');
      return singleImages(latents, kCentre(latents, request.count, signal));
    default:
      return request satisfies never;
  }
}
