/**
 * What a surface is made of. Two colours and a pattern that mixes them, in the shape's own
 * coordinates (so a pattern turns with its object), a gloss, and light of its own.
 */
import type { Triple } from './vector';

/** How `color` and `second` are mixed; `frequency` and `amount` mean what each line says. */
export const PATTERNS = {
  /** `color` only. */
  plain: 0,
  /** Soft noise; frequency: patches per unit, amount: contrast. */
  mottled: 1,
  /** Horizontal bands along local y; frequency: bands per unit, amount: share of `second`. */
  bands: 2,
  /** Upright ribs around local y with a bump; frequency: ribs per turn, amount: depth. */
  ribs: 3,
  /** Round spots at jittered places; frequency: cells per unit, amount: radius in cells. */
  spots: 4,
  /** One strip wound around local y; frequency: turns per unit, amount: share of `second`. */
  spiral: 5,
  /** Courses of bricks with joints of `second`; frequency: courses per unit, amount: joint. */
  bricks: 6,
  /** Boards along local x with dark joints; frequency: boards per unit, amount: grain contrast. */
  planks: 7,
  /** Squares over x and z (or the wall's x and y); frequency: squares per unit. */
  checks: 8,
  /** Tiles with joints of `second`; frequency: tiles per unit, amount: joint width. */
  tiles: 9,
  /** Upright stripes along local x; frequency: stripes per unit, amount: share of `second`. */
  stripes: 10,
  /** Upright gores around local y; frequency: gores per turn, amount: share of `second`. */
  gores: 11,
  /** Streaks: noise stretched along y; frequency: streaks per unit, amount: contrast. */
  streaks: 12,
} as const;

export type Pattern = keyof typeof PATTERNS;

export interface Material {
  readonly pattern: number;
  /** Linear RGB reflectance in [0, 1]. */
  readonly color: Triple;
  readonly second: Triple;
  readonly frequency: number;
  readonly amount: number;
  /** 0 matt to 1 mirror-like: strength of highlight and of the sky's reflection. */
  readonly gloss: number;
  /** True: the reflection takes the surface's colour. */
  readonly metal: boolean;
  /** Light of its own, as a multiple of its colour. */
  readonly glow: number;
}

export interface MaterialOptions {
  readonly second?: Triple;
  readonly frequency?: number;
  readonly amount?: number;
  readonly gloss?: number;
  readonly metal?: boolean;
  readonly glow?: number;
}

export function material(pattern: Pattern, color: Triple, options: MaterialOptions = {}): Material {
  return {
    pattern: PATTERNS[pattern],
    color,
    second: options.second ?? color,
    frequency: options.frequency ?? 1,
    amount: options.amount ?? 0.5,
    gloss: options.gloss ?? 0.1,
    metal: options.metal ?? false,
    glow: options.glow ?? 0,
  };
}
