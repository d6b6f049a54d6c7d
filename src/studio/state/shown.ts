/** The run whose images are on the page: kept, or in the making. Settings may be others by now. */
import { create } from 'zustand';
import { noNames, type ByName } from '../../core/by-name';
import type { KeptRun } from './compare';
import type { SyntheticImage } from './run';

export interface ShownState {
  /** Null where the page shows none. */
  readonly run: KeptRun | null;
  /** Its finished images by class folder, in order of index. */
  readonly results: ByName<readonly SyntheticImage[]>;
  /** Why classes have no or not all images. */
  readonly classErrors: ByName<string>;
}

export const nothingShown: ShownState = {
  run: null,
  results: noNames(),
  classErrors: noNames(),
};

export const useShown = create<ShownState>(() => nothingShown);

/** Side of its images in pixels; null before the first. */
export function sideShown({ results }: Pick<ShownState, 'results'>): number | null {
  for (const [image] of results.values()) if (image !== undefined) return image.size;
  return null;
}

/** Images of all classes. */
export function imagesShown({ results }: Pick<ShownState, 'results'>): number {
  return [...results.values()].reduce((sum, images) => sum + images.length, 0);
}
