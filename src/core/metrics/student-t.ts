/**
 * Student's t distribution for whole degrees of freedom, by its finite trigonometric series
 * (Abramowitz and Stegun 26.7.3 and 26.7.4): what intervals of a few repeats are made of.
 */
import { StillroomError } from '../errors';

/** P(|T| < t) for t = sqrt(degrees) tan(angle). */
function within(angle: number, degrees: number): number {
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  // Terms in rising powers of the cosine, from 1 (odd) or 0 (even) to degrees - 2.
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  const inner = Math.sin(angle) * sum;
  return isOdd ? (2 / Math.PI) * (angle + inner) : inner;
}

/** Halvings of a right angle: below the last bit of a double. */
const HALVINGS = 60;

/**
 * The t that |T| stays below with a probability.
 * @param confidence in (0, 1), like 0.95
 * @param degrees of freedom, a whole number from 1
 * @throws StillroomError BadParameter for anything else
 */
export function studentT(confidence: number, degrees: number): number {
  if (!(confidence > 0 && confidence < 1 && Number.isInteger(degrees) && degrees >= 1)) {
    throw new StillroomError(
      'BadParameter',
      `Student's t has no value for a confidence of ${confidence} at ${degrees} degrees of freedom. Give a share between 0 and 1, and at least two repeats.`,
      { confidence, degrees },
    );
  }
  let low = 0;
  let high = Math.PI / 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (within(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}
