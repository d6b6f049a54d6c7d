/** What the evaluation tells, as state. */
import type { EvaluationEvent, EvaluationOutcome } from '../../run/evaluation/events';
import type { EvaluationReport } from '../../run/evaluation/report';
import type { EvaluateState, EvaluationStatus, LiveTraining } from '../state/evaluate';

/** True while an evaluation is under way, whether it works or stands still. */
export function isEvaluating(status: EvaluationStatus): boolean {
  return (
    status === 'waiting' ||
    status === 'preparing' ||
    status === 'running' ||
    status === 'paused' ||
    status === 'stopping'
  );
}

/** Trainings that are finished. */
export function finishedIn(report: EvaluationReport | null): number {
  return (report?.sets ?? []).reduce(
    (sum, { trainings, withoutAugmentation }) =>
      sum + trainings.length + withoutAugmentation.length,
    0,
  );
}

/** The points with one more; of an epoch that is told twice the later one holds. */
function withPoint<Point extends { readonly epoch: number }>(
  points: readonly Point[],
  point: Point,
): readonly Point[] {
  const last = points.at(-1);
  if (last === undefined || last.epoch < point.epoch) return [...points, point];
  return [...points.filter(({ epoch }) => epoch < point.epoch), point];
}

function liveOf(live: LiveTraining | null, set: string, repeat: number): LiveTraining {
  if (live?.set === set && live.repeat === repeat) return live;
  return { set, repeat, epochs: 0, losses: [], accuracies: [] };
}

/** The evaluation's state after an event. */
export function evaluationAfter(state: EvaluateState, event: EvaluationEvent): EvaluateState {
  const status = state.status === 'preparing' ? ('running' as const) : state.status;
  switch (event.kind) {
    case 'activity':
      return { ...state, activity: event.text };
    case 'cost':
      return { ...state, cost: event.cost, found: finishedIn(state.report) };
    case 'epoch': {
      const live = liveOf(state.live, event.set, event.repeat);
      const losses = withPoint(live.losses, event.point);
      return { ...state, status, live: { ...live, epochs: event.epochs, losses } };
    }
    case 'look': {
      const live = liveOf(state.live, event.set, event.repeat);
      const accuracies = withPoint(live.accuracies, event.point);
      return { ...state, status, live: { ...live, accuracies } };
    }
    case 'report': {
      const { report } = event;
      return { ...state, report, live: isInReport(state.live, event) ? null : state.live };
    }
    default:
      return event satisfies never;
  }
}

/** True when the training that was under way has ended. */
function isInReport(
  live: LiveTraining | null,
  { report }: EvaluationEvent & { readonly kind: 'report' },
): boolean {
  const set = report.sets.find(({ id }) => id === live?.set);
  if (set === undefined) return false;
  return set.problem !== null || set.trainings.some(({ repeat }) => repeat === live?.repeat);
}

/** The evaluation's state after its end. */
export function evaluationEnded(
  state: EvaluateState,
  outcome: EvaluationOutcome,
): Partial<EvaluateState> {
  const rest = { activity: '', live: null };
  switch (outcome.kind) {
    case 'done':
      return { ...rest, status: 'done', report: outcome.report, error: null };
    case 'stopped':
      return { ...rest, status: 'idle', report: outcome.report ?? state.report, error: null };
    case 'failed':
      return { ...rest, status: 'failed', error: outcome.message };
    default:
      return outcome satisfies never;
  }
}
