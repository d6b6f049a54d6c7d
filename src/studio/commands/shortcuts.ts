/** The list of keys. */
import { useView } from '../state/view';

export function openShortcuts(): void {
  useView.setState({ shortcutsOpen: true });
}
