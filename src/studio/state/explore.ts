/** Per class: the 2-D core map, its clusters and its cores. */
import { create } from 'zustand';
import { noNames, withName, type ByName } from '../../core/by-name';
import type { CollectionMap } from '../../run/stages/collection-map';
import type { DiscoveryScore } from '../../core/metrics/discovery-truth';

export type CoreOrigin = 'cluster' | 'split' | 'noise' | 'anchor';

export interface Core {
  /** Index of the representative among the class's images. */
  readonly imageIndex: number;
  /** Images of the cluster that it stands for. */
  readonly size: number;
  readonly origin: CoreOrigin;
}

export interface ClassMap {
  /** [n, 2] embedding; row i is image i of the class, NaN where a first picture leaves it out. */
  readonly points: Float32Array;
  /** Cluster of each image, -1 for noise. */
  readonly labels: Int32Array;
  /** Membership strength in [0, 1]. */
  readonly probabilities: Float64Array;
  readonly clusterCount: number;
  /** As many as images per class asked for, or empty with `coreProblem`. */
  readonly cores: readonly Core[];
  readonly coreProblem: string | null;
  /** True for a first picture from some of the images: no cluster is known yet. */
  readonly isSketch?: boolean;
  /** How clusters and cores stand to the truth, where it is known: the sample collection. */
  readonly score?: DiscoveryScore | null;
}

export interface ClassExploration {
  readonly status: 'idle' | 'running' | 'ready' | 'failed';
  readonly progress: { readonly text: string; readonly share: number } | null;
  readonly map: ClassMap | null;
  readonly error: string | null;
}

/** The map of the whole collection, made when it is asked for. */
export interface WholeExploration {
  readonly status: 'idle' | 'running' | 'failed';
  readonly progress: ClassExploration['progress'];
  readonly map: CollectionMap | null;
  readonly error: string | null;
}

export interface ExploreState {
  readonly classes: ByName<ClassExploration>;
  readonly whole: WholeExploration;
}

export const idleExploration: ClassExploration = {
  status: 'idle',
  progress: null,
  map: null,
  error: null,
};

export const idleWhole: WholeExploration = {
  status: 'idle',
  progress: null,
  map: null,
  error: null,
};

export const useExplore = create<ExploreState>(() => ({ classes: noNames(), whole: idleWhole }));

export function patchWhole(patch: Partial<WholeExploration>): void {
  useExplore.setState(({ whole }) => ({ whole: { ...whole, ...patch } }));
}

export function patchExploration(folder: string, patch: Partial<ClassExploration>): void {
  useExplore.setState((state) => ({
    classes: withName(state.classes, folder, {
      ...(state.classes.get(folder) ?? idleExploration),
      ...patch,
    }),
  }));
}
