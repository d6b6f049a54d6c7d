import type { EvaluateState } from '../state/evaluate';
import { isEvaluating } from './evaluationAfter';

/** Why a run stays that an evaluation under way trains on. */
export const TRAINED_ON =
  'The evaluation under way trains on it: it can be deleted when that has ended.';

/**
 * Handles of the runs that an evaluation under way trains on, or will when it is its turn.
 * @param chosen those that are chosen now; what was asked for before is in the report
 */
export function trainedRuns(
  { status, report }: Pick<EvaluateState, 'status' | 'report'>,
  chosen: readonly string[],
): ReadonlySet<string> {
  if (!isEvaluating(status)) return new Set();
  return new Set([...chosen, ...(report?.sets ?? []).map(({ id }) => id)]);
}
