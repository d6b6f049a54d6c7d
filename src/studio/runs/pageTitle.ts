/** The title of the page's tab in the browser: how far the runs or an evaluation are, and when the runs are over. */
import { evaluationProgress } from '../evaluate/evaluationProgress';
import { countOf, formatCount } from '../job-bar/duration';
import { evaluationGoesFirst } from '../job-bar/job';
import type { EvaluateState } from '../state/evaluate';
import type { QueuedRun } from '../state/queue';
import type { RunState } from '../state/run';
import { isBusy } from '../job-bar/readiness';

const PROGRAM = 'Stillroom';

/** What the runs came to, in a sentence; null while none was asked for, or some are not over. */
export function endSentence(
  runs: readonly QueuedRun[],
  { status, error, imagesDone, imagesTotal, imagesFailed }: RunState,
): string | null {
  const [first] = runs;
  if (first === undefined || runs.some((run) => run.status !== 'over')) return null;
  const what = runs.length === 1 ? first.name : countOf(runs.length, 'run');
  if (status === 'failed') return `Ended early: ${what}. ${error ?? ''}`.trim();
  if (status === 'idle' || imagesDone < imagesTotal) return `Stopped: ${what}`;
  return imagesFailed > 0 ? `Done, with failures: ${what}` : `Done: ${what}`;
}

function evaluationTitle(state: EvaluateState): string {
  const { done, total } = evaluationProgress(state);
  const begins = state.status === 'waiting' ? 'Waiting' : 'Preparing';
  const far = total > 0 ? `${Math.floor(done)} of ${countOf(total, 'training')}` : begins;
  const held = state.status === 'paused' ? 'Paused, ' : '';
  return `${held}${far}, Evaluate - ${PROGRAM}`;
}

export function pageTitle(
  runs: readonly QueuedRun[],
  run: RunState,
  evaluate: EvaluateState,
): string {
  if (evaluationGoesFirst({ run, evaluate })) return evaluationTitle(evaluate);
  if (isBusy(run.status)) {
    const all = runs.reduce((sum, { images }) => sum + images, 0);
    const over = runs.reduce((sum, { made }) => sum + made, 0);
    const name = runs.find(({ status }) => status === 'making')?.name ?? '';
    const held = run.status === 'paused' ? 'Paused, ' : '';
    return `${held}${formatCount(over + run.imagesDone)} of ${formatCount(all)}, ${name} - ${PROGRAM}`;
  }
  const end = endSentence(runs, run);
  return end === null ? PROGRAM : `${end} - ${PROGRAM}`;
}
