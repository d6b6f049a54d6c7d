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
  /** What the large view is over: the set that is shown, or the runs that stand side by side. */
  readonly over: 'set' | 'runs';
  /** True while the core is shown in the synthetic image's place. */
  readonly flipped: boolean;
  /** Interpolate enlarged pictures; off shows the true pixels. */
  readonly smooth: boolean;
  /** Side of a picture of the Distill grid that is asked for, in pixels; null for what fits. */
  readonly size: number | null;
  /** The side that pictures of the grid have, in pixels. */
  readonly side: number;
  /** Pictures in a row of the Distill grid: what arrow up and down jump over. */
  readonly columns: number;
  readonly shortcutsOpen: boolean;
}

export const useView = create<ViewState>(() => ({
  place: null,
  large: false,
  over: 'set',
  flipped: false,
  smooth: false,
  size: null,
  side: 112,
  columns: 1,
  shortcutsOpen: false,
}));
