/**
 * The one selection of the page: a class, and within it an image. A map point, a thumbnail, a core
 * and the synthetic image made from that core are all the same selected image.
 */
import { create } from 'zustand';

export type WorkspaceTab = 'explore' | 'distil' | 'compare' | 'evaluate';

export interface SelectionState {
  readonly tab: WorkspaceTab;
  /** Selected class. */
  readonly folder: string | null;
  /** Selected real image, by index within the class. */
  readonly image: number | null;
  /** Images under a lasso or rectangle. */
  readonly lasso: readonly number[];
  /** Image under the pointer, for linked highlighting. */
  readonly hovered: number | null;
}

export const useSelection = create<SelectionState>(() => ({
  tab: 'explore',
  folder: null,
  image: null,
  lasso: [],
  hovered: null,
}));

export function selectClass(folder: string | null): void {
  useSelection.setState((state) =>
    state.folder === folder ? state : { folder, image: null, lasso: [], hovered: null },
  );
}

export function selectImage(image: number | null): void {
  useSelection.setState({ image });
}

/** Esc: drops image and lasso, keeps the class. */
export function clearSelection(): void {
  useSelection.setState({ image: null, lasso: [], hovered: null });
}
