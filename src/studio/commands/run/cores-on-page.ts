/** One look at a class of the page: how many cores it gives, or why there is no answer. */
import { isAbort } from '../../../core/errors';
import { coresOfClass } from '../../../run/stages/core-supply';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import type { LookAtCores } from './core-check';

/** In its turn among the maps, and never before a run's first image. */
export function coresOnPage(page: PageParts): LookAtCores {
  const { schedule, model } = page;
  return async (folder, request, signal) => {
    await schedule.quiet(signal);
    try {
      const parts = stageParts(page, await model.ready());
      const look = () => coresOfClass(parts, folder, request, signal);
      return await schedule.turn('map', look, signal);
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      return { found: 0, fromNoise: 0, supply: null, problem: problemText(error) };
    }
  };
}
