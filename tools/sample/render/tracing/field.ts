/**
 * The packed scene: every shape as 24 numbers in one Float64Array, and the questions that a ray asks.
 *
 * A ray first makes a short list of the shapes whose bounding balls it passes (`gather`), usually two
 * or three of twenty; only those are asked for distances on its way. This and not the distance
 * functions decides the speed. A shadow ray's list holds everything inside a cone, as wide as its
 * penumbra, so that the list's edge is never seen.
 */
import type { Material } from '../scene/material';
import type { Shape } from '../scene/shape';
import { shapeDistance } from './distance';

const STRIDE = 24;
const BLEND = 1;
const PLACE = 2;
const AXES = 5;
const SIZES = 14;
const BOUND = 20;

export class Field {
  readonly materials: readonly Material[];
  readonly count: number;
  /** Index of the shape nearest to the last point asked for. */
  nearest = 0;
  /** The gathered part of the last ray: no shape is nearer than `enter` or farther than `leave`. */
  enter = 0;
  leave = 0;
  /** The last point in the coordinates of the shape given to `toLocal`. */
  readonly local = new Float64Array(3);
  readonly #data: Float64Array;
  readonly #list: Int32Array;
  #listed = 0;

  constructor(shapes: readonly Shape[]) {
    this.count = shapes.length;
    this.materials = shapes.map((one) => one.material);
    this.#data = new Float64Array(STRIDE * shapes.length);
    this.#list = new Int32Array(shapes.length);
    for (const [i, one] of shapes.entries()) {
      const o = i * STRIDE;
      this.#data[o] = one.kind;
      this.#data[o + BLEND] = one.blend;
      this.#data.set(one.at, o + PLACE);
      this.#data.set(one.axes, o + AXES);
      this.#data.set(one.sizes, o + SIZES);
      this.#data[o + BOUND] = one.bound;
    }
  }

  /**
   * Lists the shapes near the ray from (x, y, z) along the unit vector (dx, dy, dz).
   * @param margin extra radius, per unit of distance along the ray
   * @returns true when there are any
   */
  gather(
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    margin: number,
  ): boolean {
    const data = this.#data;
    let listed = 0;
    let enter = 1e9;
    let leave = 0;
    for (let i = 0; i < this.count; i++) {
      const o = i * STRIDE;
      const px = (data[o + 2] as number) - x;
      const py = (data[o + 3] as number) - y;
      const pz = (data[o + 4] as number) - z;
      const along = px * dx + py * dy + pz * dz;
      const bound = (data[o + BOUND] as number) + (data[o + BLEND] as number) * 0.5;
      if (along < -bound) continue;
      const reach = bound + margin * (along > 0 ? along + bound : bound);
      const away = px * px + py * py + pz * pz - along * along;
      const span = reach * reach - away;
      if (span < 0) continue;
      const half = Math.sqrt(span);
      if (along - half < enter) enter = along - half;
      if (along + half > leave) leave = along + half;
      this.#list[listed++] = i;
    }
    this.#listed = listed;
    this.enter = enter > 0 ? enter : 0;
    this.leave = leave;
    return listed > 0;
  }

  /** Lists the shapes within `reach` of a point. */
  gatherAround(x: number, y: number, z: number, reach: number): boolean {
    const data = this.#data;
    let listed = 0;
    for (let i = 0; i < this.count; i++) {
      const o = i * STRIDE;
      const px = (data[o + 2] as number) - x;
      const py = (data[o + 3] as number) - y;
      const pz = (data[o + 4] as number) - z;
      const far = (data[o + BOUND] as number) + reach;
      if (px * px + py * py + pz * pz < far * far) this.#list[listed++] = i;
    }
    this.#listed = listed;
    return listed > 0;
  }

  /** Signed distance from a point to the listed shapes, neighbours melted together. */
  distance(x: number, y: number, z: number): number {
    const data = this.#data;
    const list = this.#list;
    let result = 1e9;
    let closest = 1e9;
    for (let n = 0; n < this.#listed; n++) {
      const index = list[n] as number;
      const o = index * STRIDE;
      const px = x - (data[o + 2] as number);
      const py = y - (data[o + 3] as number);
      const pz = z - (data[o + 4] as number);
      const blend = data[o + BLEND] as number;
      const far = result + blend + (data[o + BOUND] as number);
      if (result < 1e9 && px * px + py * py + pz * pz > far * far) continue;
      const lx =
        (data[o + 5] as number) * px + (data[o + 8] as number) * py + (data[o + 11] as number) * pz;
      const ly =
        (data[o + 6] as number) * px + (data[o + 9] as number) * py + (data[o + 12] as number) * pz;
      const lz =
        (data[o + 7] as number) * px +
        (data[o + 10] as number) * py +
        (data[o + 13] as number) * pz;
      const d = shapeDistance(data[o] as number, lx, ly, lz, data, o + SIZES);
      if (d < closest) {
        closest = d;
        this.nearest = index;
      }
      const gap = d > result ? d - result : result - d;
      if (gap < blend) {
        // Quadratic smooth minimum: lower by at most a quarter of the blend width.
        const dent = blend - gap;
        result = (d < result ? d : result) - (dent * dent) / (4 * blend);
      } else if (d < result) {
        result = d;
      }
    }
    return result;
  }

  /** Writes a point in the coordinates of shape `index` into `local`. */
  toLocal(index: number, x: number, y: number, z: number): void {
    const data = this.#data;
    const o = index * STRIDE;
    const px = x - (data[o + 2] as number);
    const py = y - (data[o + 3] as number);
    const pz = z - (data[o + 4] as number);
    for (let i = 0; i < 3; i++) {
      const a = o + AXES + i;
      this.local[i] =
        (data[a] as number) * px + (data[a + 3] as number) * py + (data[a + 6] as number) * pz;
    }
  }

  /** Leans a world normal around shape `index`'s y axis by `slope`, at local (lx, lz). */
  tiltAround(index: number, lx: number, lz: number, slope: number, normal: Float64Array): void {
    const data = this.#data;
    const a = index * STRIDE + AXES;
    const scale = slope / (Math.sqrt(lx * lx + lz * lz) || 1);
    // The local tangent of growing angle is (-z, 0, x) / r.
    const tx = -lz * scale;
    const tz = lx * scale;
    let total = 0;
    for (let i = 0; i < 3; i++) {
      const row = a + 3 * i;
      const tilted =
        (normal[i] as number) + (data[row] as number) * tx + (data[row + 2] as number) * tz;
      normal[i] = tilted;
      total += tilted * tilted;
    }
    const unit = 1 / (Math.sqrt(total) || 1);
    for (let i = 0; i < 3; i++) normal[i] = (normal[i] as number) * unit;
  }
}
