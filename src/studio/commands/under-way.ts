/** What a person asked for and what has not come to its end, for the questions before it is ended. */
import { useEvaluate } from '../state/evaluate';
import { useQueue } from '../state/queue';
import { useRun } from '../state/run';
import { useWindows } from '../state/windows';
import { evaluationHand } from '../job-bar/job';
import { isBusy } from '../job-bar/readiness';

function runParts(): string[] {
  const { status } = useRun.getState();
  const waiting = useQueue.getState().runs.filter((run) => run.status === 'waiting').length;
  return [
    ...(isBusy(status) && status !== 'cancelling' ? ['the run under way'] : []),
    ...(waiting > 0 ? [waiting === 1 ? '1 run that waits' : `${waiting} runs that wait`] : []),
  ];
}

function joined(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** "the run under way and 2 runs that wait"; empty where no run is asked for. */
export function runsUnderWay(): string {
  return joined(runParts());
}

/** "the run under way, 2 runs that wait and the evaluation"; empty at rest. What is being stopped already is not asked about. */
export function underWay(): string {
  const scoring = [...useWindows.getState().classes.values()].some((one) =>
    ['waiting', 'running', 'paused'].includes(one.status),
  );
  return joined([
    ...runParts(),
    ...(evaluationHand(useEvaluate.getState()).canCancel ? ['the evaluation'] : []),
    ...(scoring ? ['the scoring of windows'] : []),
  ]);
}
