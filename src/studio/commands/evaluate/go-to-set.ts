/** Going to a class of a set where its images are. */
import { useCompare } from '../../state/compare';
import { selectClass, useSelection } from '../../state/selection';
import { useView } from '../../state/view';
import { goToPlace } from '../place';

/**
 * The run on the page is gone to in its own tab, another run where it stands beside others, and real
 * images on the map of their class.
 * @param shown handle of the run on the page
 */
export function goToSet(
  shown: string | null,
  set: string,
  folder: string,
  index: number | null,
): void {
  const place = index === null ? null : { folder, index };
  selectClass(folder);
  if (set === shown) {
    useSelection.setState({ tab: 'distil' });
    // Of a class alone its first image, which brings it into view.
    goToPlace({ folder, index: index ?? 0 });
    return;
  }
  const isRun = useCompare.getState().runs.some(({ id }) => id === set);
  useSelection.setState({ tab: isRun ? 'compare' : 'explore' });
  if (!isRun) return;
  useView.setState({ place, flipped: false });
  useCompare.setState(({ chosen }) =>
    chosen.includes(set) ? {} : { chosen: [...chosen, set], choseThemselves: true },
  );
}
