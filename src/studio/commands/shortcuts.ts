/** The list of keys, which takes them all while it is open. */
import { useView } from '../state/view';

export function openShortcuts(): void {
  useView.setState({ shortcutsOpen: true });
}

export function shortcutsAreOpen(): boolean {
  return useView.getState().shortcutsOpen;
}
