/** Coresets of the sizes at hand: which are kept, and which are still to be made. */
import { noNames } from '../../core/by-name';
import { coresetsBeside } from '../../run/evaluation/coresets';
import type { KeptRun } from '../state/compare';
import type { Settings } from '../state/settings';
import { coversClasses } from './chosenRuns';

export interface Coresets {
  /** Kept runs, by their handles. */
  readonly kept: readonly string[];
  /** What is still to be made. */
  readonly orders: readonly Settings[];
}

/**
 * The coresets that are missing beside the chosen runs, one a method and size.
 * @param runs all that are kept
 * @param chosen handles of those that are evaluated
 * @param classes folders of those that take part
 */
export function missingCoresets(
  runs: readonly KeptRun[],
  chosen: readonly string[],
  classes: readonly string[],
): Coresets {
  const evaluated = runs.filter(({ id }) => chosen.includes(id));
  const kept: string[] = [];
  const orders: Settings[] = [];
  for (const settings of coresetsBeside(evaluated.map(({ sampling }) => sampling))) {
    const { method, sampling } = settings;
    const isOne = (run: KeptRun) =>
      run.method === method && run.sampling.imagesPerClass === sampling.imagesPerClass;
    if (evaluated.some(isOne)) continue;
    const found = runs.find((run) => isOne(run) && run.complete && coversClasses(run, classes));
    if (found) kept.push(found.id);
    else orders.push({ ...settings, edits: noNames() });
  }
  return { kept, orders };
}
