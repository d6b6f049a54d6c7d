/** What an arrow key does, by what is on the screen. */
import { imagesWanted, placeRanges } from '../distil/pairRows';
import { goToPlace } from './place';
import { useCollection } from '../state/collection';
import { useExplore } from '../state/explore';
import { useShown } from '../state/shown';
import { selectImage, useSelection } from '../state/selection';
import { useSettings } from '../state/settings';
import { useView } from '../state/view';
import { stepPlace, stepThrough } from '../keyboard/navigation';

/** Moves the selection by some images; false when there is nothing to move through. */
export function move(delta: number): boolean {
  return useSelection.getState().tab === 'explore' && !useView.getState().large
    ? moveOnMap(delta)
    : moveInSet(delta);
}

/** Moves by rows of the grid where there is one. */
export function moveRows(rows: number): boolean {
  if (useSelection.getState().tab !== 'distil' || useView.getState().large) return false;
  return moveInSet(rows * useView.getState().columns);
}

function moveInSet(delta: number): boolean {
  const { classes } = useCollection.getState();
  const { run, results } = useShown.getState();
  const { imagesPerClass } = useSettings.getState().sampling;
  const ranges = placeRanges(classes, results, imagesWanted(run, imagesPerClass));
  const next = stepPlace(ranges, useView.getState().place, delta);
  if (next === null) return false;
  goToPlace(next);
  return true;
}

/** Through the lassoed images where some are, else through the cores. */
function moveOnMap(delta: number): boolean {
  const { folder, image, lasso } = useSelection.getState();
  if (folder === null) return false;
  const cores = useExplore.getState().classes.get(folder)?.map?.cores ?? [];
  const list = lasso.length > 0 ? lasso : cores.map((core) => core.imageIndex);
  const next = stepThrough(list, image, delta);
  if (next === null) return false;
  selectImage(next);
  return true;
}
