/**
 * When a term acts: a share of the schedule, [start, end), counted from the noisiest step. Step k of n
 * is inside when start <= k/n < end, so [0, 1) is every step and start = end none.
 *
 * Papers write windows in other units: DMGD's transport in indices of its respaced chain of 50 (49 the
 * noisiest), its soft labels in original timesteps, MGD3 by a stop index. Kept as shares they survive a
 * change of the number of steps; the converters below show them in both units.
 *
 * The shares are of the run's own steps, or, with a `reference`, of a paper's: a step then stands where
 * its noise level stands in that schedule (paper-schedule.ts).
 */
import { StillroomError } from '../errors';
import {
  PAPER_SCHEDULES,
  paperPosition,
  windowInUnits,
  type PaperSchedule,
  type WindowInUnits,
} from './paper-schedule';

export interface GuidanceWindow {
  /** 0 to 1. */
  readonly start: number;
  /** start to 1; the step at this share is outside. */
  readonly end: number;
  /** Whose steps the shares are of; the run's own where it is left out. */
  readonly reference?: PaperSchedule;
}

/** Where a step stands in its run. */
export interface StepPlace {
  /** 0 is the noisiest. */
  readonly index: number;
  /** Number of steps. */
  readonly total: number;
  /** Noise over signal, 0 to infinity. */
  readonly level: number;
}

export const WHOLE_SCHEDULE: GuidanceWindow = { start: 0, end: 1 };

/** @throws StillroomError BadParameter unless 0 <= start <= end <= 1 */
export function checkWindow({ start, end }: GuidanceWindow): void {
  if (start >= 0 && start <= end && end <= 1) return;
  throw new StillroomError(
    'BadParameter',
    `A guidance window from ${start} to ${end}: both ends are shares of the schedule between 0 and 1, and the start comes first.`,
    { start, end },
  );
}

/** How far into the schedule a step stands, 0 to 1: the run's own, or the window's reference. */
export function shareOf({ reference }: GuidanceWindow, { index, total, level }: StepPlace): number {
  if (reference === undefined) return index / total;
  return paperPosition(reference, level) / PAPER_SCHEDULES[reference]().levels.length;
}

/** Whether a step lies inside. */
export function inWindow(window: GuidanceWindow, place: StepPlace): boolean {
  const share = shareOf(window, place);
  return share >= window.start && share < window.end;
}

/** The steps of a window of shares of the run's own steps, as [first, end) from the noisiest. */
export function windowSteps(
  { start, end: last }: Pick<GuidanceWindow, 'start' | 'end'>,
  total: number,
): { readonly first: number; readonly end: number } {
  let first = 0;
  while (first < total && first / total < start) first += 1;
  let end = first;
  while (end < total && end / total < last) end += 1;
  return { first, end };
}

/** The steps inside, noisiest first. @param levels noise over signal of each step of the run */
export function stepsInside(window: GuidanceWindow, levels: readonly number[]): number[] {
  const total = levels.length;
  return levels.flatMap((level, index) =>
    inWindow(window, { index, total, level }) ? [index] : [],
  );
}

/**
 * A window of a run in both units, or null where it holds no step.
 * @param timesteps, levels of the run's steps, noisiest first
 */
export function windowOfRun(
  window: GuidanceWindow,
  timesteps: readonly number[],
  levels: readonly number[],
): WindowInUnits | null {
  return windowInUnits(stepsInside(window, levels), timesteps, levels);
}

/**
 * The window of chain indices low..high, both inclusive, where total - 1 is the noisiest.
 * @throws StillroomError BadParameter when the indices are out of order or off the chain
 */
export function windowOfChainIndices(low: number, high: number, total: number): GuidanceWindow {
  const window = { start: (total - 1 - high) / total, end: (total - low) / total };
  checkWindow(window);
  return window;
}

/** The inclusive chain indices inside a window, or null when it holds no step. */
export function chainIndicesOfWindow(
  window: GuidanceWindow,
  total: number,
): { readonly low: number; readonly high: number } | null {
  const { first, end } = windowSteps(window, total);
  return first === end ? null : { low: total - end, high: total - 1 - first };
}

/** The timesteps of the first and last step inside, or null when the window holds no step. */
export function timestepsOfWindow(
  window: GuidanceWindow,
  timesteps: readonly number[],
): { readonly from: number; readonly to: number } | null {
  const { first, end } = windowSteps(window, timesteps.length);
  const from = timesteps[first];
  const to = timesteps[end - 1];
  return from === undefined || to === undefined || first === end ? null : { from, to };
}
