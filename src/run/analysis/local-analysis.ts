/** An analysis on the caller's own thread: in Node, and in tests. */
import type { Call } from '../../core/call';
import { callOf, controlOf } from '../../core/control';
import { throwIfAborted } from '../../core/errors';
import { matrix } from '../../core/linalg/matrix';
import { exactNeighbours } from '../../core/linalg/neighbours';
import { standardise } from '../../core/linalg/standardise';
import type { Analysis } from '../ports';
import { analysisFunctions, type AnalysisKernels } from './functions';
import { rankOnce, windowFunctions } from './window-functions';

/** The neighbour search in plain TypeScript. */
export const plainKernels: AnalysisKernels = {
  neighbours: async ({ data, rows, columns }, k, signal) => {
    const { transformed } = standardise(matrix(data, rows, columns));
    return exactNeighbours(transformed, { k, includeSelf: true, signal });
  },
};

/** @param kernels where the neighbours are searched; in plain TypeScript when left out */
export function localAnalysis(kernels: AnalysisKernels = plainKernels): Analysis {
  const analysis = analysisFunctions(kernels);
  const windows = windowFunctions();
  const callWith = <Event>(signal: AbortSignal, tell: (event: Event) => void): Call<Event> => {
    throwIfAborted(signal);
    return callOf(controlOf(signal), tell);
  };
  const silent = () => undefined;
  const started = (signal: AbortSignal) => throwIfAborted(signal);
  return {
    width: 1,
    async neighbours(points, k, signal) {
      return analysis.neighbours(points, k, callWith<never>(signal, silent));
    },
    async reduce(request, signal, onShare) {
      return analysis.reduce(request, callWith(signal, onShare));
    },
    async cluster(request, signal) {
      started(signal);
      return analysis.cluster(request);
    },
    async targets(request, latents, options, cores, signal) {
      started(signal);
      return analysis.targets(request, latents, options, cores);
    },
    async metrics(real, fake, modes, signal) {
      started(signal);
      return analysis.metrics(real, fake, modes);
    },
    async following(request, signal) {
      started(signal);
      return analysis.following(request);
    },
    async nearest(real, picture, count, signal) {
      started(signal);
      return analysis.nearest(real, picture, count);
    },
    async windows(request, signal) {
      started(signal);
      return windows.windows(request);
    },
    async rank(request, signal) {
      started(signal);
      return rankOnce(request, (one) => windows.rank(one));
    },
    async scoreMaps(request, signal) {
      started(signal);
      return windows.scoreMaps(request);
    },
  };
}
