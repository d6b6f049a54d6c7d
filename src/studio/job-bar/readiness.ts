/** Why Distill cannot be pressed now, in words; null when it can. */
import type { ClassRow } from '../state/collection';
import type { ModelState } from '../state/model';
import type { RunStatus } from '../state/run';
import type { StartState } from '../state/start';

export function isBusy(status: RunStatus): boolean {
  return (
    status === 'preparing' || status === 'running' || status === 'paused' || status === 'cancelling'
  );
}

export function distillObstacle(
  classes: readonly ClassRow[],
  model: ModelState['status'],
  { restored }: Pick<StartState, 'restored'>,
): string | null {
  if (classes.length === 0) return 'Add a collection first.';
  // Until then the settings are not a person's own.
  if (!restored) return 'The last visit is brought back.';
  const included = classes.filter((row) => row.included);
  if (included.length === 0) return 'Tick at least one class.';
  if (included.every((row) => row.problem !== null)) return 'No ticked class can be distilled.';
  if (model === 'loading') return 'The model is loading.';
  return model === 'ready' ? null : 'No model is loaded.';
}
