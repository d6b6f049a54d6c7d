/**
 * Lines of equal density of a map's points, for the eye: a Gaussian kernel on a grid, marching squares at
 * the levels above which a quarter, a half and nine tenths of the points lie.
 */

/** Segments of one line, [x1, y1, x2, y2] each, in the map's units. */
export interface Contour {
  /** Share of the points that lie where it is at least as dense. */
  readonly share: number;
  readonly segments: Float32Array;
}

const CELLS = 96;
/** Of the kernel, as a share of the map's longer side. */
const BANDWIDTH = 0.025;
const SHARES = [0.9, 0.5, 0.25] as const;

interface Grid {
  readonly values: Float64Array;
  readonly left: number;
  readonly bottom: number;
  readonly step: number;
}

/** @param points [n, 2] @param shown 1 for points that count; null for all */
export function contours(points: Float32Array, shown: Uint8Array | null): Contour[] {
  const placed = placedPoints(points, shown);
  if (placed.length < 20) return [];
  const grid = densityGrid(points, placed);
  const dense = placed
    .map((i) => grid.values[cellAt(grid, points, i)] ?? 0)
    .toSorted((a, b) => b - a);
  return SHARES.map((share) => ({
    share,
    segments: linesAt(grid, dense[Math.ceil(share * dense.length) - 1] ?? 0),
  }));
}

function placedPoints(points: Float32Array, shown: Uint8Array | null): number[] {
  const placed: number[] = [];
  for (let i = 0; 2 * i + 1 < points.length; i++) {
    const known = !Number.isNaN(points[2 * i]) && !Number.isNaN(points[2 * i + 1]);
    if (known && (shown === null || shown[i] === 1)) placed.push(i);
  }
  return placed;
}

function cellAt({ left, bottom, step }: Grid, points: Float32Array, i: number): number {
  const column = Math.floor(((points[2 * i] ?? 0) - left) / step);
  const row = Math.floor(((points[2 * i + 1] ?? 0) - bottom) / step);
  return row * CELLS + column;
}

function densityGrid(points: Float32Array, placed: readonly number[]): Grid {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const i of placed) {
    const [x, y] = [points[2 * i] ?? 0, points[2 * i + 1] ?? 0];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
  }
  const extent = Math.max(right - left, top - bottom) || 1;
  const sigma = BANDWIDTH * extent;
  // Room for the kernel on every side, so that no line is cut.
  const step = (extent + 8 * sigma) / CELLS;
  const middle = (low: number, high: number) => (low + high) / 2 - (CELLS / 2) * step;
  const grid: Grid = {
    values: new Float64Array(CELLS * CELLS),
    left: middle(left, right),
    bottom: middle(bottom, top),
    step,
  };
  for (const i of placed) {
    const cell = cellAt(grid, points, i);
    grid.values[cell] = (grid.values[cell] ?? 0) + 1;
  }
  blur(grid.values, sigma / step);
  return grid;
}

/** A Gaussian along rows, then along columns. @param sigma in cells */
function blur(values: Float64Array, sigma: number): void {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: reach + 1 }, (_, d) => Math.exp(-((d / sigma) ** 2) / 2));
  const line = new Float64Array(CELLS);
  for (const [along, across] of [
    [1, CELLS],
    [CELLS, 1],
  ] as const) {
    for (let row = 0; row < CELLS; row++) {
      for (let i = 0; i < CELLS; i++) {
        let sum = 0;
        const end = Math.min(CELLS - 1, i + reach);
        for (let j = Math.max(0, i - reach); j <= end; j++) {
          sum += (weights[Math.abs(j - i)] ?? 0) * (values[row * across + j * along] ?? 0);
        }
        line[i] = sum;
      }
      for (let i = 0; i < CELLS; i++) values[row * across + i * along] = line[i] ?? 0;
    }
  }
}

/** Marching squares between the cells' centres; a saddle is taken as two separate corners. */
function linesAt({ values, left, bottom, step }: Grid, level: number): Float32Array {
  const segments: number[] = [];
  const at = (column: number, row: number) => values[row * CELLS + column] ?? 0;
  /** Adds where the line crosses the side from one corner to the next, if it does. */
  const cross = (x: number, y: number, value: number, dx: number, dy: number, next: number) => {
    if (value >= level === next >= level) return;
    const share = (level - value) / (next - value);
    segments.push(left + step * (x + share * dx + 0.5), bottom + step * (y + share * dy + 0.5));
  };
  for (let y = 0; y + 1 < CELLS; y++) {
    for (let x = 0; x + 1 < CELLS; x++) {
      const [one, two] = [at(x, y), at(x + 1, y)];
      const [four, three] = [at(x, y + 1), at(x + 1, y + 1)];
      cross(x, y, one, 1, 0, two);
      cross(x + 1, y, two, 0, 1, three);
      cross(x + 1, y + 1, three, -1, 0, four);
      cross(x, y + 1, four, 0, -1, one);
    }
  }
  return Float32Array.from(segments);
}
