/**
 * Points in small groups of neighbours, each inside a ball, so that the triangle inequality tells
 * which groups are too far apart to matter: x is nearer to no point of a ball with centre c and radius
 * r than |x - c| - r.
 *
 * The groups are those of the nearest of sqrt(n) / 2 pivots, drawn evenly from the points, cut to 64.
 * That costs one part in sqrt(n) of all distances. Where points form clusters most pairs of groups
 * drop out; where they do not, as in uniform noise of many dimensions, none does.
 */
import { cancellationBound, squaredDistanceTile, tileRows, type Rows } from './distance-tile';

/** Most points of a ball. */
export const BALL_POINTS = 64;

export interface Balls {
  readonly count: number;
  /** The points, those of a ball side by side. */
  readonly rows: Rows;
  /** Index of the point at each place, [n]. */
  readonly ids: Int32Array;
  /** Place of each ball's first point, and the end, [count + 1]. */
  readonly starts: Int32Array;
  /** Means of the balls' points, [count, columns]. */
  readonly centres: Float64Array;
  readonly radii: Float64Array;
  /** Distance of the point at each place to its own centre, [n]. */
  readonly offsets: Float64Array;
}

/** Which of some pivots is nearest, [n]; rounding may choose among nearly equal ones. */
function nearestPivots(points: Rows, count: number, pivots: number): Int32Array {
  const { values, columns } = points;
  const chosen = new Float64Array(pivots * columns);
  for (let p = 0; p < pivots; p++) {
    const start = Math.floor((p * count) / pivots) * columns;
    chosen.set(values.subarray(start, start + columns), p * columns);
  }
  const targets = tileRows(chosen, pivots, columns);
  const block = new Float64Array(BALL_POINTS * pivots);
  const nearest = new Int32Array(count);
  for (let top = 0; top < count; top += BALL_POINTS) {
    const bottom = Math.min(top + BALL_POINTS, count);
    squaredDistanceTile(points, top, bottom, targets, 0, pivots, block);
    for (let i = top; i < bottom; i++) {
      const base = (i - top) * pivots;
      let best = 0;
      for (let p = 1; p < pivots; p++) {
        if ((block[base + p] ?? 0) < (block[base + best] ?? 0)) best = p;
      }
      nearest[i] = best;
    }
  }
  return nearest;
}

function distance(a: Float64Array, i: number, b: Float64Array, j: number, columns: number): number {
  let sum = 0;
  for (let c = 0, p = i * columns, q = j * columns; c < columns; c++, p++, q++) {
    const difference = (a[p] ?? 0) - (b[q] ?? 0);
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** @param values [count, columns], moved to their mean */
export function ballsOf(values: Float64Array, count: number, columns: number): Balls {
  const pivots = Math.ceil(Math.sqrt(count) / 2);
  const groups = Array.from({ length: pivots }, (): number[] => []);
  nearestPivots(tileRows(values, count, columns), count, pivots).forEach((pivot, i) => {
    groups[pivot]?.push(i);
  });
  const ids = Int32Array.from(groups.flat());
  const starts = [0];
  for (const { length } of groups) {
    const first = starts.at(-1) ?? 0;
    for (let taken = 0; taken < length; taken += BALL_POINTS) {
      starts.push(first + Math.min(taken + BALL_POINTS, length));
    }
  }
  const ordered = new Float64Array(count * columns);
  ids.forEach((id, place) => {
    ordered.set(values.subarray(id * columns, (id + 1) * columns), place * columns);
  });
  const balls = starts.length - 1;
  const centres = new Float64Array(balls * columns);
  const radii = new Float64Array(balls);
  const offsets = new Float64Array(count);
  for (let b = 0; b < balls; b++) {
    const first = starts[b] ?? 0;
    const end = starts[b + 1] ?? 0;
    const centre = centres.subarray(b * columns, (b + 1) * columns);
    for (let p = first * columns; p < end * columns; p += columns) {
      for (let c = 0; c < columns; c++) centre[c] = (centre[c] ?? 0) + (ordered[p + c] ?? 0);
    }
    for (let c = 0; c < columns; c++) centre[c] = (centre[c] ?? 0) / (end - first);
    for (let place = first; place < end; place++) {
      const offset = distance(ordered, place, centres, b, columns);
      offsets[place] = offset;
      if (offset > (radii[b] ?? 0)) radii[b] = offset;
    }
  }
  return {
    count: balls,
    rows: tileRows(ordered, count, columns),
    ids,
    starts: Int32Array.from(starts),
    centres,
    radii,
    offsets,
  };
}

/**
 * Whether some point of ball `first` may have one of ball `second` at less than its bar, a squared
 * distance [n] by place. "No" is certain, for distances by `squaredDistanceTile` too.
 *
 * Rounding: the terms of a gap above 0 are at most D = |x - c| or |c - c'|, each off by less than
 * (columns + 4) epsilon D / 2, so gap^2 by less than 4 (columns + 4) epsilon D^2, and D^2 is at most
 * four times the largest squared norm: 4 cancellation bounds, and a fifth for the tile's own.
 */
export function mayReach(balls: Balls, first: number, second: number, bars: Float64Array): boolean {
  const { rows, starts, centres, radii, offsets } = balls;
  const { values, columns, largestNorm } = rows;
  const margin = 5 * cancellationBound(columns, largestNorm, largestNorm);
  const radius = radii[second] ?? 0;
  const apart = distance(centres, first, centres, second, columns) - radius;
  for (let place = starts[first] ?? 0; place < (starts[first + 1] ?? 0); place++) {
    const bar = (bars[place] ?? 0) + margin;
    let gap = apart - (offsets[place] ?? 0);
    if (gap > 0 && gap * gap >= bar) continue;
    gap = distance(values, place, centres, second, columns) - radius;
    if (gap > 0 && gap * gap >= bar) continue;
    return true;
  }
  return false;
}
