/** Why Distill cannot be pressed now, in words; null when it can. */
import type { ClassRow } from '../state/collection';
import type { ModelState } from '../state/model';
import type { RunStatus } from '../state/run';

export function isBusy(status: RunStatus): boolean {
  return (
    status === 'preparing' || status === 'running' || status === 'paused' || status === 'cancelling'
  );
}

export function distillObstacle(
  classes: readonly ClassRow[],
  model: ModelState['status'],
): string | null {
  if (classes.length === 0) return 'Add a collection first.';
  const included = classes.filter((row) => row.included);
  if (included.length === 0) return 'Tick at least one class.';
  if (included.every((row) => row.problem !== null)) return 'No ticked class can be distilled.';
  if (model === 'loading') return 'The model is loading.';
  return model === 'ready' ? null : 'No model is loaded.';
}
