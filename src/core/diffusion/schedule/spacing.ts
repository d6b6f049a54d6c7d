/**
 * Which training timesteps a run visits, as the diffusers schedulers choose them (Lin et al.,
 * 2305.08891, table 2, names the three habits):
 *
 *     leading   k * (T // n) + offset        linspace   T-1 .. 0 evenly        trailing   T - k T/n - 1
 *
 * The products are formed as NumPy's linspace and arange form them (k times a rounded stride, and for
 * arange a stride that lost its last bits against T): a half can fall on either side of the rounding
 * otherwise, as for 48 trailing steps, where exact arithmetic gives 937 and NumPy's gives another.
 */
import { StillroomError } from '../../errors';
import { roundHalfEven } from './rounding';

export type TimestepSpacing = 'leading' | 'linspace' | 'trailing';

/** @throws StillroomError BadParameter unless 1 <= steps <= most and whole */
export function checkSteps(steps: number, most: number): void {
  if (!Number.isInteger(steps) || steps < 1 || steps > most) {
    throw new StillroomError(
      'BadParameter',
      `${steps} steps: this solver takes a whole number from 1 to ${most}.`,
      { steps, most },
    );
  }
}

/** NumPy's linspace(0, last, count), descending. */
export function descendingLinspace(last: number, count: number): number[] {
  const stride = count > 1 ? last / (count - 1) : 0;
  const values = Array.from({ length: count }, (_, k) => k * stride);
  if (count > 1) values[count - 1] = last;
  return values.toReversed();
}

/** k * stride + offset for k = first + count - 1 down to first. */
export function leadingTimesteps(
  stride: number,
  count: number,
  first: number,
  offset: number,
): number[] {
  return Array.from({ length: count }, (_, k) => (first + count - 1 - k) * stride + offset);
}

/** round(T - k T/n) - 1 for k = 0 .. n-1, with NumPy's arange. */
export function trailingTimesteps(trainTimesteps: number, steps: number): number[] {
  const stride = trainTimesteps - trainTimesteps / steps - trainTimesteps;
  return Array.from({ length: steps }, (_, k) => roundHalfEven(trainTimesteps + k * stride) - 1);
}

/** The n timesteps of DDIM and DDPM, noisiest first. */
export function spacedTimesteps(
  spacing: TimestepSpacing,
  trainTimesteps: number,
  steps: number,
  stepsOffset: number,
): number[] {
  checkSteps(steps, trainTimesteps);
  switch (spacing) {
    case 'leading':
      return leadingTimesteps(Math.floor(trainTimesteps / steps), steps, 0, stepsOffset);
    case 'linspace':
      return descendingLinspace(trainTimesteps - 1, steps).map(roundHalfEven);
    case 'trailing':
      return trailingTimesteps(trainTimesteps, steps);
    default:
      return spacing satisfies never;
  }
}
