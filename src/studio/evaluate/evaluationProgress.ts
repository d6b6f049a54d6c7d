/** How far an evaluation is, in words and numbers. */
import { aboutLeft, countOf, formatPace } from '../job-bar/duration';
import type { EvaluateState, LiveTraining, ValuesProgress } from '../state/evaluate';
import { finishedIn, isEvaluating } from './evaluationAfter';

export interface EvaluationProgressWords {
  readonly headline: string;
  /** Where the training under way is, and how long still; empty where nothing is known. */
  readonly figures: string;
  /** Trainings that are made and that are asked for, parts of one counted in. */
  readonly done: number;
  readonly total: number;
}

function shareOf(live: LiveTraining | null): number {
  if (live === null || live.epochs === 0) return 0;
  return (live.losses.at(-1)?.epoch ?? 0) / live.epochs;
}

function headline({ status, activity, error, cost, report, obstacle }: EvaluateState): string {
  switch (status) {
    case 'idle':
      if (obstacle !== null) return 'Not ready: above stands what is missing.';
      if (cost?.trainings === 0) return 'Every set is trained as often as asked for.';
      return report?.sets.some(({ trainings }) => trainings.length > 0) === true
        ? 'What is trained is kept: Start evaluation goes on from there.'
        : 'Ready to evaluate.';
    case 'waiting':
      return activity;
    case 'preparing':
      return activity === '' ? 'Preparing' : activity;
    case 'running':
      return activity === '' ? 'Training' : activity;
    case 'paused':
      return 'Paused. What is trained is kept.';
    case 'stopping':
      return 'Stopping after this step';
    case 'done':
      return 'Done. Every set is trained as often as asked for.';
    case 'failed':
      return error ?? 'The evaluation failed.';
    default:
      return status satisfies never;
  }
}

/** Where the training under way is: "repeat 2, epoch 34 of 120". */
function liveText(live: LiveTraining | null): string[] {
  if (live === null || live.losses.length === 0) return [];
  const epoch = `epoch ${live.losses.at(-1)?.epoch ?? 0} of ${live.epochs}`;
  return [live.set === 'teacher' ? `teacher, ${epoch}` : `repeat ${live.repeat + 1}, ${epoch}`];
}

/** Of trainings that tell what images are worth. Those that were kept take no time. */
function valuingProgress(state: EvaluateState, valuing: ValuesProgress): EvaluationProgressWords {
  const { done, total, cost } = valuing;
  const open = Math.min(cost.trainings, total - done);
  const left = cost.trainings === 0 ? 0 : (cost.seconds * open) / cost.trainings;
  const figures = [
    `${done} of ${countOf(total, 'training')}`,
    ...(state.status === 'running' && cost.trainings > 0
      ? [`${formatPace(cost.seconds / cost.trainings)} a training`]
      : []),
    ...(state.status === 'running' ? [aboutLeft(left)] : []),
  ];
  const text = total === 0 ? '' : figures.join(' · ');
  return { headline: headline(state), figures: text, done, total };
}

export function evaluationProgress(state: EvaluateState): EvaluationProgressWords {
  if (state.valuing !== null && isEvaluating(state.status)) {
    return valuingProgress(state, state.valuing);
  }
  const { status, cost, found, report, live } = state;
  const total = cost?.trainings ?? 0;
  if (!isEvaluating(status) || total === 0) {
    return { headline: headline(state), figures: '', done: 0, total: 0 };
  }
  const done = Math.min(total, Math.max(0, finishedIn(report) - found) + shareOf(live));
  const seconds = cost?.seconds ?? 0;
  const left = seconds * (1 - done / total);
  const figures = [
    `${Math.floor(done)} of ${countOf(total, 'training')}`,
    ...liveText(live),
    ...(status === 'running' ? [`${formatPace(seconds / total)} a training`, aboutLeft(left)] : []),
  ];
  return { headline: headline(state), figures: figures.join(' · '), done, total };
}
