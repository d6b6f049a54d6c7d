/** One look at a class of the page: how many cores it gives, or why there is no answer. */
import { isAbort } from '../../../core/errors';
import { coresOfClass } from '../../../run/stages/core-supply';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import type { LookAtCores } from './core-check';

/** Beside the maps, as the analysis has seats, and never before a run's first image. */
export function coresOnPage(page: PageParts): LookAtCores {
  const { schedule, model } = page;
  return async (folder, request, signal) => {
    await schedule.quiet(signal);
    try {
      const parts = stageParts(page, await model.ready());
      return await coresOfClass(parts, folder, request, signal);
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      return { found: 0, fromNoise: 0, supply: null, problem: problemText(error) };
    }
  };
}
