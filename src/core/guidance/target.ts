/** Checks that every term makes on the numbers it was given, and the distances it reports. */
import { firstNonFinite } from '../diffusion/finite';
import { StillroomError } from '../errors';

/**
 * A finite strength of at least 0.
 * @param most where it ends, if it does
 * @throws StillroomError BadParameter
 */
export function checkStrength(value: number, name: string, most?: number): void {
  if (value >= 0 && value < Number.POSITIVE_INFINITY && value <= (most ?? value)) return;
  const range = most === undefined ? 'a finite number, 0 or more' : `a number from 0 to ${most}`;
  throw new StillroomError('BadParameter', `${name} is ${value}: it must be ${range}.`, { value });
}

/**
 * A target of the run's size with finite numbers, as float64.
 * @throws StillroomError ShapeMismatch, NonFiniteOutput
 */
export function targetLatent(
  values: Float32Array | Float64Array,
  size: number,
  name: string,
): Float64Array {
  if (values.length !== size) {
    throw new StillroomError(
      'ShapeMismatch',
      `The ${name} has ${values.length} numbers where a latent of this model has ${size}; it was made with another pack.`,
      { received: values.length, expected: size },
    );
  }
  const bad = firstNonFinite(values);
  if (bad >= 0) {
    throw new StillroomError('NonFiniteOutput', `Number ${bad} of the ${name} is not finite.`, {
      index: bad,
    });
  }
  return Float64Array.from(values);
}

/** L2 norm. */
export function norm(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2;
  return Math.sqrt(sum);
}
