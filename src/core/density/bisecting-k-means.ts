/**
 * Bisecting k-means: the hierarchical centres of ManifoldGD (arXiv 2602.23295, its code's `divisive`
 * clustering with the criterion `sse`). The class is split in two by 2-means, then the part with the
 * largest sum of squares about its mean, again and again, until there are as many parts as asked for.
 * Coarse parts of the class are told apart before fine ones, where k-means moves all centres at once.
 *
 * A part that is split leaves its place in the list and its halves come last, so the parts stand in the
 * order in which they were made. The code's rule of levels, which its scripts switch on, then picks as
 * many leaves as there are: all of them, in another order. 2-means is the best of 10 starts there and
 * here; ours are keyed by (seed, name, number of the split). Where a part cannot be split (copies of one
 * point), the code halves it at random; ours leaves it and goes on with the next.
 */
import { StillroomError, throwIfAborted } from '../errors';
import { matrix, requireFinite, selectRows, type Matrix } from '../linalg/matrix';
import { kMeans } from './k-means';
import { membersByLabel } from './representative';

export interface HierarchicalCentres {
  /** Part of every point, [n], numbered as the centres. */
  readonly labels: Int32Array;
  /** Means of the parts, [k, d]. */
  readonly centres: Matrix;
  /** Points of each part, [k]. */
  readonly sizes: Int32Array;
}

export interface BisectingOptions {
  readonly seed: number;
  /** What is clustered, usually a class folder's name. */
  readonly name?: string;
  readonly signal?: AbortSignal | undefined;
}

interface Part {
  /** Rows, ascending. */
  readonly members: Int32Array;
  readonly mean: Float64Array;
  /** Sum of squared distances to the mean. */
  readonly scatter: number;
}

const RESTARTS = 10;

function partOf({ data, columns }: Matrix, members: Int32Array): Part {
  const mean = new Float64Array(columns);
  for (const row of members) {
    for (let c = 0; c < columns; c++) mean[c] = (mean[c] ?? 0) + (data[row * columns + c] ?? 0);
  }
  for (let c = 0; c < columns; c++) mean[c] = (mean[c] ?? 0) / members.length;
  let scatter = 0;
  for (const row of members) {
    for (let c = 0; c < columns; c++) {
      scatter += ((data[row * columns + c] ?? 0) - (mean[c] ?? 0)) ** 2;
    }
  }
  return { members, mean, scatter };
}

/** The two halves of a part, or none where all its points are one. */
function halves(points: Matrix, part: Part, split: number, options: BisectingOptions): Part[] {
  const { seed, name = '', signal } = options;
  const local = selectRows(points, part.members);
  const start = { seed, name: `${name}/split ${split}`, restarts: RESTARTS, signal };
  const { labels, sizes } = kMeans(local, 2, start);
  if (sizes.includes(0)) return [];
  return membersByLabel(labels, 2, part.members).map((members) => partOf(points, members));
}

/**
 * Splits until there are as many parts as asked for.
 * @param clusters from 1 to the number of different points
 * @throws StillroomError BadParameter for any other number; NonFiniteOutput; Aborted
 */
export function bisectingKMeans(
  points: Matrix,
  clusters: number,
  options: BisectingOptions,
): HierarchicalCentres {
  requireFinite(points, 'Bisecting k-means');
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > points.rows) {
    throw tooMany(clusters, points.rows);
  }
  const whole = Int32Array.from({ length: points.rows }, (_, row) => row);
  const parts: Part[] = [partOf(points, whole)];
  const closed = new Set<Part>();
  for (let split = 0; parts.length < clusters;) {
    throwIfAborted(options.signal);
    const widest = parts
      .filter((part) => part.members.length > 1 && !closed.has(part))
      .reduce<Part | null>((a, b) => (a === null || b.scatter > a.scatter ? b : a), null);
    if (widest === null) throw tooMany(clusters, parts.length);
    const found = halves(points, widest, split, options);
    if (found.length === 0) {
      closed.add(widest);
      continue;
    }
    parts.splice(parts.indexOf(widest), 1);
    parts.push(...found);
    split += 1;
  }
  return asCentres(points, parts);
}

function asCentres({ rows, columns }: Matrix, parts: readonly Part[]): HierarchicalCentres {
  const labels = new Int32Array(rows);
  const centres = new Float64Array(parts.length * columns);
  parts.forEach(({ members, mean }, label) => {
    for (const row of members) labels[row] = label;
    centres.set(mean, label * columns);
  });
  return {
    labels,
    centres: matrix(centres, parts.length, columns),
    sizes: Int32Array.from(parts, ({ members }) => members.length),
  };
}

function tooMany(clusters: number, possible: number): StillroomError {
  return new StillroomError(
    'BadParameter',
    `${clusters} parts cannot be made of these points by splitting; ${possible} can.`,
    { clusters, possible },
  );
}
