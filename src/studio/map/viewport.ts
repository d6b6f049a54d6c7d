/** Where a map's points stand on the screen: one scale for both axes, y upwards, as on paper. Pure. */

export interface View {
  /** Pixels a unit of the map; above 0. */
  readonly scale: number;
  /** Where the map's origin stands, in pixels from the left and from the top. */
  readonly x: number;
  readonly y: number;
}

/** In pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** How far a map can be enlarged over the view that shows all of it, and made smaller. */
const FURTHEST = 64;
const NEAREST = 0.5;

export const screenX = (view: View, x: number): number => view.x + x * view.scale;
export const screenY = (view: View, y: number): number => view.y - y * view.scale;

/**
 * The view that shows every point.
 * @param points [n, 2]; a point that has no place yet is NaN
 * @param margin pixels that stay free on every side
 */
export function fitted(points: Float32Array, { width, height }: Frame, margin: number): View {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i] ?? NaN, points[i + 1] ?? NaN];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
  }
  if (left > right) return { scale: 1, x: width / 2, y: height / 2 };
  const room = (pixels: number) => Math.max(1, pixels - 2 * margin);
  const wide = right > left ? room(width) / (right - left) : Infinity;
  const high = top > bottom ? room(height) / (top - bottom) : Infinity;
  const least = Math.min(wide, high);
  const scale = Number.isFinite(least) ? least : 1;
  return {
    scale,
    x: width / 2 - (scale * (left + right)) / 2,
    y: height / 2 + (scale * (bottom + top)) / 2,
  };
}

export function moved(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/**
 * Larger or smaller around a spot that stays where it is.
 * @param whole the view that shows everything: what the limits are measured by
 */
export function zoomed(view: View, factor: number, at: Spot, whole: View): View {
  const wanted = view.scale * factor;
  const scale = Math.min(FURTHEST * whole.scale, Math.max(NEAREST * whole.scale, wanted));
  const by = scale / view.scale;
  return { scale, x: at.x + (view.x - at.x) * by, y: at.y + (view.y - at.y) * by };
}
