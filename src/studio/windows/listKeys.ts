/** What of the settings a ranked list depends on, so that a list of other settings is told apart. */
import { labelPrompt, type WindowsPlan } from '../../methods/windows/plan';
import { labelOf } from '../../run/stages/windows/class-task';
import type { ClassRow } from '../state/collection';

/** The prompt that a class is scored with now; its own where none can be permuted. */
export function currentLabel(
  folder: string,
  classes: readonly ClassRow[],
  plan: WindowsPlan,
): string {
  const row = classes.find((one) => one.folder === folder);
  const included = classes.filter((one) => one.included || one.folder === folder);
  if (row === undefined) return '';
  return included.length < 2 ? labelPrompt(plan.scoring, row) : labelOf(row, included, plan);
}

/** Names what the windows and their scores depend on. */
export function scoringKey(plan: WindowsPlan, label: string): string {
  return JSON.stringify([plan.scoring, plan.windows, label]);
}

/** Names what the order of the windows depends on beside them. */
export function rankingKey(plan: WindowsPlan): string {
  return JSON.stringify(plan.ranking);
}
