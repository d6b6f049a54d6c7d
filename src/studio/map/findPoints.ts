/** Which points a pointer means. A pass over all of them: 50,000 take a fifth of a millisecond. */
import { screenX, screenY, type Spot, type View } from './viewport';

/**
 * The point nearest to a spot.
 * @param points [n, 2]
 * @param shown 1 for points that can be met; null for all
 * @param reach pixels
 * @returns its index, or null where none is within reach
 */
export function nearestPoint(
  points: Float32Array,
  shown: Uint8Array | null,
  view: View,
  at: Spot,
  reach: number,
): number | null {
  let best = reach * reach;
  let found: number | null = null;
  for (let i = 0; 2 * i + 1 < points.length; i++) {
    if (shown !== null && shown[i] !== 1) continue;
    const dx = screenX(view, points[2 * i] ?? NaN) - at.x;
    const dy = screenY(view, points[2 * i + 1] ?? NaN) - at.y;
    const far = dx * dx + dy * dy;
    // Never true for a point without a place.
    if (far <= best) [best, found] = [far, i];
  }
  return found;
}

/**
 * The points inside an outline, in order of their index.
 * @param outline corners in pixels; closed from the last to the first
 */
export function pointsInside(
  points: Float32Array,
  shown: Uint8Array | null,
  view: View,
  outline: readonly Spot[],
): number[] {
  const inside: number[] = [];
  for (let i = 0; 2 * i + 1 < points.length; i++) {
    if (shown !== null && shown[i] !== 1) continue;
    const at = {
      x: screenX(view, points[2 * i] ?? NaN),
      y: screenY(view, points[2 * i + 1] ?? NaN),
    };
    if (isInside(at, outline)) inside.push(i);
  }
  return inside;
}

/** Even-odd rule: a ray to the right crosses the outline an odd number of times. */
function isInside({ x, y }: Spot, outline: readonly Spot[]): boolean {
  let odd = false;
  let last = outline.at(-1);
  for (const corner of outline) {
    if (last !== undefined && corner.y > y !== last.y > y) {
      const crossing = last.x + ((y - last.y) / (corner.y - last.y)) * (corner.x - last.x);
      if (x < crossing) odd = !odd;
    }
    last = corner;
  }
  return odd;
}

/** The corners of the rectangle that a drag spans. */
export function rectangle(from: Spot, to: Spot): Spot[] {
  return [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
}
