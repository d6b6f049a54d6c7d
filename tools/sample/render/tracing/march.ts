/**
 * Walking a ray through a field: the first hit, the share of light that gets past, the share of sky
 * that a point sees, and the surface's direction. Sphere tracing as in Hart (1996); the soft shadow
 * takes the narrowest gap over the distance to it, the ambient occlusion three probes along the normal.
 */
import type { Field } from './field';

const MAX_STEPS = 72;
const SHADOW_STEPS = 36;
/** Less than one, since ellipsoids and panels only estimate their distance. */
const STEP = 0.92;

/** Distance along the ray to the first hit before `limit`, or -1. */
export function firstHit(
  field: Field,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
  limit: number,
): number {
  if (!field.gather(x, y, z, dx, dy, dz, 0)) return -1;
  const end = field.leave < limit ? field.leave : limit;
  let t = field.enter;
  for (let step = 0; step < MAX_STEPS && t < end; step++) {
    const d = field.distance(x + t * dx, y + t * dy, z + t * dz);
    if (d < 0.0012 * t) return t;
    t += d * STEP;
  }
  return -1;
}

/** Share of a light in direction (dx, dy, dz) that reaches the point, 0 to 1. */
export function lightReaching(
  field: Field,
  x: number,
  y: number,
  z: number,
  dx: number,
  dy: number,
  dz: number,
  hardness: number,
): number {
  if (!field.gather(x, y, z, dx, dy, dz, 1 / hardness)) return 1;
  let share = 1;
  let t = field.enter > 0.02 ? field.enter : 0.02;
  const end = field.leave < 12 ? field.leave : 12;
  for (let step = 0; step < SHADOW_STEPS && t < end; step++) {
    const d = field.distance(x + t * dx, y + t * dy, z + t * dz);
    const gap = (hardness * d) / t;
    if (gap < share) share = gap;
    if (share < 0.01) return 0;
    t += d < 0.02 ? 0.02 : d > 0.35 ? 0.35 : d;
  }
  return share * share * (3 - 2 * share);
}

/** Share of the sky around (nx, ny, nz) that a point sees, 0 to 1. */
export function openness(
  field: Field,
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
): number {
  if (!field.gatherAround(x + 0.2 * nx, y + 0.2 * ny, z + 0.2 * nz, 0.35)) return 1;
  let closed = 0;
  let weight = 1.5;
  for (let probe = 0; probe < 3; probe++) {
    const h = 0.05 + 0.14 * probe;
    const d = field.distance(x + h * nx, y + h * ny, z + h * nz);
    if (d < h) closed += weight * (h - d);
    weight *= 0.6;
  }
  return closed < 0.85 ? 1 - closed : 0.15;
}

const TETRAHEDRON = 0.0012;

/** Writes the outward unit normal at a point into `out`; uses the list of the last gathering. */
export function surfaceNormal(
  field: Field,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
): void {
  const e = TETRAHEDRON;
  const a = field.distance(x + e, y - e, z - e);
  const b = field.distance(x - e, y - e, z + e);
  const c = field.distance(x - e, y + e, z - e);
  const d = field.distance(x + e, y + e, z + e);
  const nx = a - b - c + d;
  const ny = c + d - a - b;
  const nz = b + d - a - c;
  const scale = 1 / (Math.sqrt(nx * nx + ny * ny + nz * nz) || 1);
  out[0] = nx * scale;
  out[1] = ny * scale;
  out[2] = nz * scale;
}
