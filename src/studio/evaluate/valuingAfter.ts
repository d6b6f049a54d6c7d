/** What the valuing of images tells, as state of the evaluation that it is. */
import type { JudgementEvent, JudgementOutcome } from '../../run/evaluation/image-judgement';
import type { EvaluateState } from '../state/evaluate';

/** The evaluation's state after an event. */
export function valuingAfter(state: EvaluateState, event: JudgementEvent): EvaluateState {
  switch (event.kind) {
    case 'activity':
      return { ...state, activity: event.text };
    case 'cost': {
      const status = state.status === 'preparing' ? ('running' as const) : state.status;
      return { ...state, status, valuing: { done: 0, total: 0, cost: event.cost } };
    }
    case 'progress': {
      const { done, total } = event;
      return { ...state, valuing: state.valuing && { ...state.valuing, done, total } };
    }
    case 'judgement':
      return state;
    default:
      return event satisfies never;
  }
}

/** The evaluation's state after its end: what the sets were trained to stands as before. */
export function valuingEnded(outcome: JudgementOutcome): Partial<EvaluateState> {
  const rest = { activity: '', live: null, valuing: null };
  return outcome.kind === 'failed'
    ? { ...rest, status: 'failed', error: outcome.message }
    : { ...rest, status: 'idle', error: null };
}
