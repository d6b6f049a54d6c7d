import { selectImage } from '../state/selection';
import { useWindows, type ListedWindow } from '../state/windows';

/** Selects a window, and with it the image that it is of. */
export function chooseWindow(window: ListedWindow): void {
  useWindows.setState({ selected: window.id });
  selectImage(window.imageIndex);
}
