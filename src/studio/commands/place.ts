/** Going to a place of the set selects its core: they are one selected image on the whole page. */
import { useExplore } from '../state/explore';
import { useShown } from '../state/shown';
import { clearSelection, useSelection } from '../state/selection';
import { useView, type Place } from '../state/view';

export function goToPlace(place: Place): void {
  useView.setState({ place, flipped: false });
  const selection = useSelection.getState();
  useSelection.setState({
    folder: place.folder,
    image: coreAt(place),
    hovered: null,
    ...(selection.folder === place.folder ? {} : { lasso: [] }),
  });
}

/** The real core of a place; null for methods without cores, or before the class is mapped. */
export function coreAt({ folder, index }: Place): number | null {
  const { results } = useShown.getState();
  const made = results.get(folder)?.find((image) => image.index === index);
  if (made !== undefined) return made.coreImage;
  return useExplore.getState().classes.get(folder)?.map?.cores[index]?.imageIndex ?? null;
}

/** Shows the core in the image's place, or the image again; false where there is no core. */
export function flipPlace(): boolean {
  const { place, flipped } = useView.getState();
  if (place === null || coreAt(place) === null) return false;
  useView.setState({ flipped: !flipped });
  return true;
}

/** Drops the selected place, image and lasso; the class stays. */
export function leavePlace(): void {
  clearSelection();
  useView.setState({ place: null, flipped: false });
}
