/**
 * Coresets of the sizes at hand: real images that are chosen well, which a distilled set has to beat beside
 * random ones. They are runs like all others, and are made once.
 */
import { noNames } from '../../core/by-name';
import { defaultsOf } from '../../methods/parameters';
import { findMethod } from '../inspector/schema';
import type { KeptRun } from '../state/compare';
import type { Settings } from '../state/settings';
import { coversClasses } from './chosenRuns';

const METHODS = ['herding', 'k-centre', 'closest-real'] as const;

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
  const sizes = new Map(evaluated.map((run) => [run.sampling.imagesPerClass, run.sampling]));
  const kept: string[] = [];
  const orders: Settings[] = [];
  for (const [imagesPerClass, sampling] of sizes) {
    for (const id of METHODS) {
      const isOne = (run: KeptRun) =>
        run.method === id && run.sampling.imagesPerClass === imagesPerClass;
      const method = findMethod(id);
      if (method === undefined || evaluated.some(isOne)) continue;
      const found = runs.find((run) => isOne(run) && run.complete && coversClasses(run, classes));
      if (found) kept.push(found.id);
      else
        orders.push({
          method: id,
          parameters: defaultsOf(method.schema),
          sampling,
          edits: noNames(),
        });
    }
  }
  return { kept, orders };
}
