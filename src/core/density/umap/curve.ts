/**
 * The curve that turns distances of the embedding into similarities.
 *
 *   1 / (1 + a x^(2b))
 *
 * a and b come from least squares on 300 points of [0, 3 spread] against the shape that is wanted:
 * 1 up to minDist, then exp(-(x - minDist) / spread) (McInnes et al. 2018, section 3.2; the grid is
 * that of umap-learn). Two unknowns, a smooth sum and a good start at (1, 1): Levenberg and
 * Marquardt's damped Gauss-Newton steps with the 2 x 2 system solved by Cramer's rule.
 */
import { StillroomError } from '../../errors';
import { portableExp, portableLog } from './portable-exp';

export interface Curve {
  readonly a: number;
  readonly b: number;
}

const POINTS = 300;
const MOST_STEPS = 200;
/** A step that lowers the sum of squares by less than this share is the last. */
const SETTLED = 1e-14;

interface Target {
  /** Natural logarithms of the distances; -Infinity for distance 0. */
  readonly logDistances: Float64Array;
  readonly similarities: Float64Array;
}

function targetShape(minDist: number, spread: number): Target {
  const logDistances = new Float64Array(POINTS);
  const similarities = new Float64Array(POINTS);
  for (let i = 0; i < POINTS; i++) {
    const distance = (3 * spread * i) / (POINTS - 1);
    logDistances[i] = portableLog(distance);
    similarities[i] = distance < minDist ? 1 : portableExp(-(distance - minDist) / spread);
  }
  return { logDistances, similarities };
}

/** The sum of squares at (a, b) with what a Gauss-Newton step needs: J^T J and J^T residuals. */
function squares({ logDistances, similarities }: Target, a: number, b: number) {
  let sum = 0;
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let ga = 0;
  let gb = 0;
  for (let i = 0; i < POINTS; i++) {
    const log = logDistances[i] ?? 0;
    const power = portableExp(2 * b * log);
    const value = 1 / (1 + a * power);
    const residual = (similarities[i] ?? 0) - value;
    const slope = -power * value * value;
    const da = slope;
    const db = power === 0 ? 0 : 2 * a * log * slope;
    sum += residual * residual;
    aa += da * da;
    ab += da * db;
    bb += db * db;
    ga += da * residual;
    gb += db * residual;
  }
  return { sum, aa, ab, bb, ga, gb };
}

/**
 * The curve for these settings.
 * @param minDist how close points may be packed, 0 to spread
 * @param spread distance over which similarity falls off, above 0
 * @throws StillroomError BadParameter for values outside of these ranges
 */
export function fitCurve(minDist: number, spread: number): Curve {
  if (!(spread > 0 && Number.isFinite(spread) && minDist >= 0 && minDist <= spread)) {
    throw new StillroomError(
      'BadParameter',
      `UMAP got a minimal distance of ${minDist} at a spread of ${spread}. Choose a distance from 0 to the spread.`,
      { minDist, spread },
    );
  }
  const target = targetShape(minDist, spread);
  let a = 1;
  let b = 1;
  let damping = 1e-3;
  let at = squares(target, a, b);
  for (let step = 0; step < MOST_STEPS; step++) {
    const aa = at.aa * (1 + damping);
    const bb = at.bb * (1 + damping);
    const determinant = aa * bb - at.ab * at.ab;
    const nextA = a + (bb * at.ga - at.ab * at.gb) / determinant;
    const nextB = b + (aa * at.gb - at.ab * at.ga) / determinant;
    const next = nextA > 0 && nextB > 0 ? squares(target, nextA, nextB) : null;
    if (next === null || !(next.sum < at.sum)) {
      if (damping > 1e12) break;
      damping *= 10;
      continue;
    }
    const gain = (at.sum - next.sum) / at.sum;
    a = nextA;
    b = nextB;
    at = next;
    damping /= 10;
    if (gain < SETTLED) break;
  }
  return { a, b };
}
