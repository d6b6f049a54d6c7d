/**
 * Procedural colour: evaluates a material's pattern at a place.
 *
 * On an object the place is in the shape's own coordinates; on the ground it is (x, z, 0) and on a
 * wall (x, y, 0), with `flat` true. Edges are smoothed over a fixed width rather than by the pixel's
 * footprint: two samples a pixel each way take care of the rest.
 */
import type { Material } from '../scene/material';
import { PATTERNS } from '../scene/material';
import { arcTangent, cosine, sine } from './exact-math';
import { latticeValue, layeredNoise, planeNoise, spaceNoise } from './noise';

function smoothStep(low: number, high: number, x: number): number {
  const t = (x - low) / (high - low);
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

/** 1 inside the share `amount` of every unit period, 0 outside, softened at both edges. */
function stripe(phase: number, amount: number, soft: number): number {
  const f = phase - Math.floor(phase);
  return smoothStep(0, soft, f) * (1 - smoothStep(amount, amount + soft, f));
}

/** How close a place is to the joints of a unit grid, 1 on a joint. */
function joint(u: number, v: number, width: number): number {
  const du = Math.abs(u - Math.floor(u) - 0.5);
  const dv = Math.abs(v - Math.floor(v) - 0.5);
  return smoothStep(0.5 - width, 0.5 - width * 0.4, du > dv ? du : dv);
}

/** The strongest of the spots around a place, 1 inside a spot; one jittered spot a lattice cell. */
function spots(
  x: number,
  y: number,
  z: number,
  flat: boolean,
  radius: number,
  layer: number,
): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  let best = 0;
  const cells = flat ? 9 : 27;
  for (let cell = 0; cell < cells; cell++) {
    const cx = ix + (cell % 3) - 1;
    const cy = iy + (((cell / 3) | 0) % 3) - 1;
    const cz = flat ? 0 : iz + ((cell / 9) | 0) - 1;
    const h = latticeValue(cx, cy, cz + layer);
    const px = cx + 0.25 + 0.5 * h - x;
    const py = cy + 0.25 + 0.5 * ((h * 57) % 1) - y;
    const pz = flat ? 0 : cz + 0.25 + 0.5 * ((h * 113) % 1) - z;
    const r = radius * (0.7 + 0.5 * ((h * 211) % 1));
    const inside = 1 - smoothStep(r * 0.8, r, Math.sqrt(px * px + py * py + pz * pz));
    if (inside > best) best = inside;
  }
  return best;
}

/**
 * Writes linear RGB into out[0..2] and, for ribs, the slope around the local y axis into out[3].
 * @param fade 1 near, towards 0 where the pattern is too fine to show
 */
export function paint(
  material: Material,
  x: number,
  y: number,
  z: number,
  flat: boolean,
  layer: number,
  fade: number,
  out: Float64Array,
): void {
  const f = material.frequency;
  const amount = material.amount;
  let mix = 0;
  let shade = 1;
  out[3] = 0;
  switch (material.pattern) {
    case PATTERNS.mottled: {
      const n = flat
        ? layeredNoise(x * f, y * f, layer, 3)
        : 0.65 * spaceNoise(x * f, y * f, z * f + layer) +
          0.35 * spaceNoise(x * f * 2.3, y * f * 2.3, z * f * 2.3 + layer);
      mix = 0.5 + (smoothStep(0.25, 0.75, n) - 0.5) * amount * 2;
      shade = 0.9 + 0.2 * n;
      break;
    }
    case PATTERNS.bands:
      mix = stripe(y * f + 0.25, amount, 0.05);
      break;
    case PATTERNS.ribs: {
      const turn = arcTangent(z, x) * f;
      const ridge = 0.5 + 0.5 * cosine(turn);
      mix = 1 - ridge;
      const r = Math.sqrt(x * x + z * z);
      out[3] = amount * sine(turn) * (r / (r + 0.08));
      break;
    }
    case PATTERNS.spots:
      mix = spots(x * f, y * f, z * f, flat, amount, layer);
      break;
    case PATTERNS.spiral:
      mix = stripe(y * f + arcTangent(z, x) / (2 * Math.PI), amount, 0.06);
      break;
    case PATTERNS.bricks: {
      const v = y * f;
      const row = Math.floor(v);
      const u = (flat ? x : arcTangent(z, x) * 0.34) * f * 0.5 + (row & 1) * 0.5;
      mix = joint(u, v, amount);
      shade = 0.75 + 0.5 * latticeValue(Math.floor(u), row, layer);
      break;
    }
    case PATTERNS.planks: {
      const v = y * f;
      const board = Math.floor(v);
      const along = x * 0.7 + latticeValue(board, 3, layer) * 17;
      const grain = planeNoise(along * 2, v * 9, layer);
      mix = 0.5 + (grain - 0.5) * amount * 2;
      shade = 0.85 + 0.3 * latticeValue(board, Math.floor(along / 2.5), layer);
      if (Math.abs(v - board - 0.5) > 0.465) shade *= 0.55;
      break;
    }
    case PATTERNS.checks:
      mix = (Math.floor(x * f) + Math.floor((flat ? y : z) * f)) & 1;
      break;
    case PATTERNS.tiles: {
      const u = x * f;
      const v = y * f;
      mix = joint(u, v, amount);
      shade = 0.9 + 0.2 * latticeValue(Math.floor(u), Math.floor(v), layer);
      break;
    }
    case PATTERNS.stripes:
      mix = stripe(x * f, amount, 0.06);
      break;
    case PATTERNS.gores:
      mix = stripe((arcTangent(z, x) / (2 * Math.PI)) * f, amount, 0.08);
      break;
    case PATTERNS.streaks: {
      const n = flat
        ? layeredNoise(x * f, y * f * 0.12, layer, 2)
        : spaceNoise(x * f, y * f * 0.15, z * f + layer);
      mix = 0.5 + (smoothStep(0.2, 0.8, n) - 0.5) * amount * 2;
      break;
    }
    default:
      break;
  }
  mix = 0.35 + (mix - 0.35) * fade;
  if (material.pattern === PATTERNS.plain) mix = 0;
  shade = 1 + (shade - 1) * fade;
  const a = material.color;
  const b = material.second;
  out[0] = (a[0] + (b[0] - a[0]) * mix) * shade;
  out[1] = (a[1] + (b[1] - a[1]) * mix) * shade;
  out[2] = (a[2] + (b[2] - a[2]) * mix) * shade;
}
