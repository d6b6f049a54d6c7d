import { selectImage } from '../state/selection';
import { usePatches, type Patch } from '../state/patches';

/** Selects a window, and with it the image that it is of. */
export function choosePatch(patch: Patch): void {
  usePatches.setState({ selected: patch.id });
  selectImage(patch.imageIndex);
}
