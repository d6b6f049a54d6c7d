/** The main button's deed, from the keyboard. */
import { distillObstacle } from '../job-bar/readiness';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import type { Commands } from './contract';

/** Does what the main button says; false where it cannot be pressed. What is typed in a field counts first. */
export function doMainAction({ distill }: Pick<Commands, 'distill'>): boolean {
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  const { classes } = useCollection.getState();
  if (distillObstacle(classes, useModel.getState().status) !== null) return false;
  void distill();
  return true;
}
