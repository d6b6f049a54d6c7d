/**
 * Sine, cosine and arc tangent from +, -, *, / and square root only.
 *
 * ECMAScript leaves the last bits of Math.sin and its kin to the engine, and V8 itself has changed
 * them between versions. The five operations used here are exactly rounded everywhere (IEEE 754), so
 * a picture made of them has the same bytes in Node, in a worker and in any browser. Their errors,
 * 4e-6 and 1e-5, are far below one grey level.
 */
const TURN = 2 * Math.PI;
const HALF_TURN = Math.PI;
const QUARTER_TURN = Math.PI / 2;

/** Sine of an angle in radians; error below 4e-6. */
export function sine(angle: number): number {
  let r = angle - Math.floor(angle / TURN + 0.5) * TURN;
  if (r > QUARTER_TURN) r = HALF_TURN - r;
  else if (r < -QUARTER_TURN) r = -HALF_TURN - r;
  const s = r * r;
  return r * (1 + s * (-1 / 6 + s * (1 / 120 + s * (-1 / 5040 + s / 362880))));
}

/** Cosine of an angle in radians; error below 4e-6. */
export function cosine(angle: number): number {
  return sine(angle + QUARTER_TURN);
}

/** Angle of the point (x, y) in (-pi, pi]; error about 1e-5; 0 at the origin. */
export function arcTangent(y: number, x: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const larger = ax > ay ? ax : ay;
  if (larger === 0) return 0;
  const z = (ax < ay ? ax : ay) / larger;
  const s = z * z;
  let angle = z * (0.999866 + s * (-0.3302995 + s * (0.180141 + s * (-0.085133 + s * 0.0208351))));
  if (ay > ax) angle = QUARTER_TURN - angle;
  if (x < 0) angle = HALF_TURN - angle;
  return y < 0 ? -angle : angle;
}
