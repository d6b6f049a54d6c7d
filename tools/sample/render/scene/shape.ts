/**
 * The six solids that every object is built from. Each is centred at its place, so that one ball of
 * radius `bound` around that place holds it, and each is described by up to six sizes whose meaning
 * stands at its maker; tracing/distance.ts has the matching distance functions.
 */
import type { Material } from './material';
import { UPRIGHT, alignY, compose, length, rotate } from './vector';
import type { Rotation, Triple } from './vector';

export const SHAPE_KINDS = {
  ellipsoid: 0,
  limb: 1,
  box: 2,
  frustum: 3,
  ring: 4,
  panel: 5,
} as const;

export interface Shape {
  readonly kind: number;
  readonly at: Triple;
  readonly axes: Rotation;
  readonly sizes: readonly number[];
  readonly bound: number;
  /** Width over which the surface melts into the shapes before it, 0 for a sharp seam. */
  readonly blend: number;
  readonly material: Material;
}

export interface Placement {
  readonly axes?: Rotation;
  readonly blend?: number;
}

export interface EllipsoidCut {
  /** Keep only what is above this local y. */
  readonly from?: number;
  /** Keep only what is below this local y. */
  readonly to?: number;
  /** Half the wall's thickness for a hollow shell, 0 for a solid. */
  readonly shell?: number;
}

function shape(
  kind: number,
  at: Triple,
  sizes: readonly number[],
  bound: number,
  material: Material,
  placement: Placement,
): Shape {
  return {
    kind,
    at,
    axes: placement.axes ?? UPRIGHT,
    sizes,
    bound,
    blend: placement.blend ?? 0,
    material,
  };
}

/** An ellipsoid, or a slice or a shell of one. */
export function ellipsoid(
  at: Triple,
  radii: Triple,
  material: Material,
  options: Placement & EllipsoidCut = {},
): Shape {
  const shell = options.shell ?? 0;
  const sizes = [...radii, options.from ?? -1e3, options.to ?? 1e3, shell];
  return shape(SHAPE_KINDS.ellipsoid, at, sizes, Math.max(...radii) + shell, material, options);
}

export function sphere(
  at: Triple,
  radius: number,
  material: Material,
  options: Placement = {},
): Shape {
  return ellipsoid(at, [radius, radius, radius], material, options);
}

/** A round cone from `start` (radius `r1`) to `end` (radius `r2`). */
export function limb(
  start: Triple,
  end: Triple,
  r1: number,
  r2: number,
  material: Material,
  options: { readonly blend?: number } = {},
): Shape {
  const along: Triple = [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
  const half = length(along) / 2;
  const at: Triple = [start[0] + along[0] / 2, start[1] + along[1] / 2, start[2] + along[2] / 2];
  return shape(SHAPE_KINDS.limb, at, [r1, r2, half], half + Math.max(r1, r2), material, {
    axes: alignY(along),
    blend: options.blend ?? 0,
  });
}

/** A box with half sizes and rounded edges. */
export function box(
  at: Triple,
  half: Triple,
  round: number,
  material: Material,
  options: Placement = {},
): Shape {
  return shape(SHAPE_KINDS.box, at, [...half, round], length(half), material, options);
}

/** A cone cut off at both ends: radius `r1` below, `r2` above; `sides` 0 (round), 4 or 8. */
export function frustum(
  at: Triple,
  r1: number,
  r2: number,
  halfHeight: number,
  material: Material,
  options: Placement & { readonly round?: number; readonly sides?: 0 | 4 | 8 } = {},
): Shape {
  const sides = options.sides ?? 0;
  const widest = Math.max(r1, r2) * (sides === 4 ? 1.4143 : 1.09);
  const round = options.round ?? 0;
  const sizes = [r1, r2, halfHeight, round, sides];
  const bound = Math.sqrt(widest * widest + halfHeight * halfHeight) + round;
  return shape(SHAPE_KINDS.frustum, at, sizes, bound, material, options);
}

/** A ring in the local xy plane; only its part with local x >= `from` is kept. */
export function ring(
  at: Triple,
  radius: number,
  thickness: number,
  material: Material,
  options: Placement & { readonly from?: number } = {},
): Shape {
  const sizes = [radius, thickness, options.from ?? -1e3];
  return shape(SHAPE_KINDS.ring, at, sizes, radius + thickness, material, options);
}

/**
 * A thin sheet in the local xy plane: a trapezoid with half widths `low` and `high`, its middle
 * leaning by `lean` per unit of height, bulging by `billow` along z. Sails, awnings, fins.
 */
export function panel(
  at: Triple,
  low: number,
  high: number,
  halfHeight: number,
  material: Material,
  options: Placement & {
    readonly thickness?: number;
    readonly billow?: number;
    readonly lean?: number;
  } = {},
): Shape {
  const thickness = options.thickness ?? 0.015;
  const billow = options.billow ?? 0;
  const lean = options.lean ?? 0;
  const reach = Math.max(low, high) + Math.abs(lean) * halfHeight;
  const sizes = [low, high, halfHeight, thickness, billow, lean];
  const bound = Math.sqrt(reach * reach + halfHeight * halfHeight) + Math.abs(billow) + thickness;
  return shape(SHAPE_KINDS.panel, at, sizes, bound, material, options);
}

/** The same shapes, turned about the origin, then moved. */
export function placed(
  shapes: readonly Shape[],
  axes: Rotation,
  offset: Triple = [0, 0, 0],
): readonly Shape[] {
  return shapes.map((one) => {
    const [x, y, z] = rotate(axes, one.at);
    return {
      ...one,
      at: [x + offset[0], y + offset[1], z + offset[2]],
      axes: compose(axes, one.axes),
    };
  });
}
