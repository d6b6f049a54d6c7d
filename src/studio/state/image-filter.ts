/** Which images of the class that is looked at Explore shows: a filter of one class, gone with the page. */
import { create } from 'zustand';

/** Both ends included. */
export type Span = readonly [least: number, most: number];

/** Which side of the split: images that a run works with, those that are held out for evaluation, both. */
export type SplitSide = 'used' | 'held out' | 'both';

export interface ImageFilter {
  readonly split: SplitSide;
  /** Part of a file's name, in any case. */
  readonly text: string;
  /** Clusters that are shown, -1 for noise; empty for all. */
  readonly clusters: readonly number[];
  readonly coresOnly: boolean;
  /** Images whose very bytes lie in the collection more than once. */
  readonly repeatedOnly: boolean;
  /** Membership in the image's cluster, 0 to 1. */
  readonly membership: Span | null;
  /** Score of the image's best window. */
  readonly typicality: Span | null;
  readonly tag: string | null;
}

export const NO_FILTER: ImageFilter = {
  split: 'used',
  text: '',
  clusters: [],
  coresOnly: false,
  repeatedOnly: false,
  membership: null,
  typicality: null,
  tag: null,
};

interface FilterState {
  /** The class that it is for: another class is shown whole. */
  readonly folder: string | null;
  readonly filter: ImageFilter;
}

export const useImageFilter = create<FilterState>(() => ({ folder: null, filter: NO_FILTER }));

/** The filter of a class. */
export function filterOf(state: FilterState, folder: string): ImageFilter {
  return state.folder === folder ? state.filter : NO_FILTER;
}

export function changeFilter(folder: string, patch: Partial<ImageFilter>): void {
  useImageFilter.setState((state) => ({
    folder,
    filter: { ...filterOf(state, folder), ...patch },
  }));
}
