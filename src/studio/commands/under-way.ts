/** What a person asked for and what has not come to its end, for the questions before it is ended. */
import { useEvaluate } from '../state/evaluate';
import { useQueue } from '../state/queue';
import { useRun } from '../state/run';
import { useWindows } from '../state/windows';
import { evaluationHand } from '../job-bar/job';
import { isBusy } from '../job-bar/readiness';

/** "the run under way, 2 runs that wait and the evaluation"; empty at rest. What is being stopped already is not asked about. */
export function underWay(): string {
  const { status } = useRun.getState();
  const waiting = useQueue.getState().runs.filter((run) => run.status === 'waiting').length;
  const scoring = [...useWindows.getState().classes.values()].some((one) =>
    ['waiting', 'running', 'paused'].includes(one.status),
  );
  const parts = [
    ...(isBusy(status) && status !== 'cancelling' ? ['the run under way'] : []),
    ...(waiting > 0 ? [waiting === 1 ? '1 run that waits' : `${waiting} runs that wait`] : []),
    ...(evaluationHand(useEvaluate.getState()).canCancel ? ['the evaluation'] : []),
    ...(scoring ? ['the scoring of windows'] : []),
  ];
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}
