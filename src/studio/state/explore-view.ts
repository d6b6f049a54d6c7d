/** How Explore shows a class: nobody's data, gone with the page. */
import { create } from 'zustand';
import type { MapTool } from '../map/useGestures';

/** Bounds of the side of the grid's pictures, in pixels. */
export const GRID_SIDES = { least: 32, most: 192, step: 8 } as const;

export interface ExploreViewState {
  readonly tool: MapTool;
  readonly gridSide: number;
  /** What the map is of: the class that is looked at, or all of them. */
  readonly scope: 'class' | 'collection';
}

export const useExploreView = create<ExploreViewState>(() => ({
  tool: 'pan',
  gridSide: 56,
  scope: 'class',
}));

/** Larger or smaller pictures, within what there is; parts of a pixel add up. @param factor 1 changes nothing */
export function scaleGrid(factor: number): void {
  useExploreView.setState(({ gridSide }) => {
    const { least, most } = GRID_SIDES;
    return { gridSide: Math.min(most, Math.max(least, gridSide * factor)) };
  });
}
