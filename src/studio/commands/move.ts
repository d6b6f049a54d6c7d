/** What an arrow key does, by what is on the screen. */
import { placesNow } from './places-now';
import { goToPlace } from './place';
import { openPicture } from '../compare/openPicture';
import { useCompare } from '../state/compare';
import { useExplore } from '../state/explore';
import { selectImage, useSelection } from '../state/selection';
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
  const { large, over } = useView.getState();
  if (large && over === 'runs') return moveOverRuns(delta);
  const next = stepPlace(placesNow(), useView.getState().place, delta);
  if (next === null) return false;
  goToPlace(next);
  return true;
}

/** Through the places of the class that any of the runs side by side has. */
function moveOverRuns(delta: number): boolean {
  const { place } = useView.getState();
  const { chosen, pictures } = useCompare.getState();
  if (place === null) return false;
  const all = chosen.flatMap((run) => pictures.get(run)?.get(place.folder) ?? []);
  const places = [...new Set(all.map(({ index }) => index))].sort((a, b) => a - b);
  const next = stepThrough(places, place.index, delta);
  const picture = all.find(({ index }) => index === next);
  if (picture === undefined) return false;
  openPicture(place.folder, picture);
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
