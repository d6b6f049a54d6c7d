/** How the page shows things, where that is nobody's data: open dialogs, picture scale, flicker. */
import { create } from 'zustand';

/** A place in the distilled set, made or still to be made. */
export interface Place {
  readonly folder: string;
  readonly index: number;
}

export interface ViewState {
  /** The synthetic image that arrows start from. */
  readonly place: Place | null;
  /** True while the large view is open on `place`. */
  readonly large: boolean;
  /** True while the core is shown in the synthetic image's place. */
  readonly flipped: boolean;
  /** Interpolate enlarged pictures; off shows the true pixels. */
  readonly smooth: boolean;
  /** Steps of picture size above or below the size that fits. */
  readonly zoom: number;
  /** Pictures in a row of the Distill grid: what arrow up and down jump over. */
  readonly columns: number;
  readonly shortcutsOpen: boolean;
}

export const useView = create<ViewState>(() => ({
  place: null,
  large: false,
  flipped: false,
  smooth: false,
  zoom: 0,
  columns: 1,
  shortcutsOpen: false,
}));
