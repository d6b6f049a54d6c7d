/**
 * Which points have room to be drawn as their picture. A picture stands in its point's place and hides no
 * other point: it has room where no other shown point's centre lies under it. So an overview is of points,
 * and pictures come up as one zooms in, first where the class is sparse.
 */
import { screenX, screenY, type Frame, type View } from './viewport';

/** Side of a picture at the whole map, and the most it grows to, in pixels. */
const SMALLEST = 24;
const LARGEST = 72;
/** A neighbour's centre may come this near, as a share of the side. */
const REACH = 0.75;

/** Side of the pictures on a map, which grows slower than the map. @param zoom over the whole map, from 1 */
export function pictureSide(zoom: number): number {
  return Math.round(Math.min(LARGEST, Math.max(SMALLEST, SMALLEST * Math.sqrt(zoom))));
}

/**
 * @param points [n, 2]
 * @param shown 1 for points that take part; null for all
 * @param most pictures, beyond which the later points stay points
 * @returns indices, ascending
 */
export function pointsWithRoom(
  points: Float32Array,
  shown: Uint8Array | null,
  view: View,
  { width, height }: Frame,
  side: number,
  most: number,
): number[] {
  const reach = side * REACH;
  const columns = Math.ceil(width / reach) + 2;
  const rows = Math.ceil(height / reach) + 2;
  // The points of each cell as a chain; a cell outside the frame has none.
  const first = new Int32Array(columns * rows).fill(-1);
  const next = new Int32Array(points.length / 2).fill(-1);
  const cellOf = (x: number, y: number): number => {
    const [column, row] = [Math.floor(x / reach) + 1, Math.floor(y / reach) + 1];
    const inside = column >= 0 && column < columns && row >= 0 && row < rows;
    return inside ? row * columns + column : -1;
  };
  const xAt = (i: number) => screenX(view, points[2 * i] ?? NaN);
  const yAt = (i: number) => screenY(view, points[2 * i + 1] ?? NaN);
  const placed: number[] = [];
  for (let i = 0; i < next.length; i++) {
    if (shown !== null && shown[i] !== 1) continue;
    const cell = cellOf(xAt(i), yAt(i));
    if (cell < 0) continue;
    next[i] = first[cell] ?? -1;
    first[cell] = i;
    placed.push(i);
  }
  const isNear = (a: number, b: number) =>
    Math.abs(xAt(a) - xAt(b)) < reach && Math.abs(yAt(a) - yAt(b)) < reach;
  const isCrowded = (i: number): boolean => {
    const cell = cellOf(xAt(i), yAt(i));
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        for (let j = first[cell + dy * columns + dx] ?? -1; j >= 0; j = next[j] ?? -1) {
          if (j !== i && isNear(i, j)) return true;
        }
      }
    }
    return false;
  };
  const free: number[] = [];
  for (const i of placed) {
    if (free.length === most) break;
    if (!isCrowded(i)) free.push(i);
  }
  return free;
}
