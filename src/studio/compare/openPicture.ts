import type { RunPicture } from '../state/compare';
import { useSelection } from '../state/selection';
import { useView } from '../state/view';

/** Selects a picture of a run on the whole page, and opens the large view on it and its like in the other runs. */
export function openPicture(
  folder: string,
  { index, coreImage }: Pick<RunPicture, 'index' | 'coreImage'>,
): void {
  useView.setState({ place: { folder, index }, flipped: false, large: true, over: 'runs' });
  useSelection.setState((state) => ({
    folder,
    image: coreImage,
    hovered: null,
    ...(state.folder === folder ? {} : { lasso: [] }),
  }));
}
