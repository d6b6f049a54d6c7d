/** A class under the settings as they stand on the page. */
import { StillroomError } from '../../../core/errors';
import { methodById } from '../../../methods';
import { parseParameters } from '../../../methods/parameters';
import { samplingSchema } from '../../../methods/sampling';
import type { WindowsPlan } from '../../../methods/windows/plan';
import type { ModelReport } from '../../../runtime/model-runtime';
import { useCollection, type ClassRow } from '../../state/collection';
import { useSettings, type Settings } from '../../state/settings';
import type { ClassTask } from './parts';
import { promptOf } from './prompt-of';

/** The plan of the chosen method, or null when it selects no patches. @throws StillroomError BadParameter */
export function patchPlan({ method, parameters, sampling }: Settings): WindowsPlan | null {
  const chosen = methodById(method);
  const plan = chosen.plan(
    parseParameters(chosen.schema, parameters),
    parseParameters(samplingSchema, sampling),
  );
  return plan.output === 'windows' ? plan : null;
}

/** Names what the windows and their scores depend on, so that a change of the rest is told apart. */
export function scoringKey(plan: WindowsPlan, prompt: string): string {
  return JSON.stringify([plan.scoring, plan.windows, prompt]);
}

/** Names what the order of the windows depends on beside them. */
export function rankingKey(plan: WindowsPlan): string {
  return JSON.stringify(plan.ranking);
}

/** @throws StillroomError BadParameter when another method is chosen, or the class is gone */
export function currentTask(
  folder: string,
  report: ModelReport,
  plan = patchPlan(useSettings.getState()),
): ClassTask {
  const { classes } = useCollection.getState();
  const row = classes.find((one) => one.folder === folder);
  if (plan === null || row === undefined) {
    throw new StillroomError('BadParameter', 'Choose the selection method and a class first.', {
      folder,
    });
  }
  const included = classes.filter((one) => one.included || one.folder === folder);
  return { folder, name: row.name, prompt: promptOf(row, included, plan), plan, report };
}

/** The prompt that a class is scored with now; its own where none can be permuted. */
export function currentPrompt(
  folder: string,
  classes: readonly ClassRow[],
  plan: WindowsPlan,
): string {
  const row = classes.find((one) => one.folder === folder);
  const included = classes.filter((one) => one.included || one.folder === folder);
  if (row === undefined || included.length < 2) return row?.prompt ?? '';
  return promptOf(row, included, plan);
}
