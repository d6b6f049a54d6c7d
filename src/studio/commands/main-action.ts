/** The main button's deed, from the keyboard. */
import { distillObstacle } from '../job-bar/readiness';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { useStart } from '../state/start';
import type { Commands } from './contract';

/** Does what the main button says; false where it cannot be pressed. What is typed in a field counts first. */
export function doMainAction({ distill }: Pick<Commands, 'distill'>): boolean {
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  const { classes } = useCollection.getState();
  const { status } = useModel.getState();
  if (distillObstacle(classes, status, useStart.getState()) !== null) return false;
  void distill();
  return true;
}
