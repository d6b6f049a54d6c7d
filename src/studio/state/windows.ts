/** Windows of real images: each class's ranked list, and the one image whose score is looked at. */
import { create } from 'zustand';
import { noNames, withName, type ByName } from '../../core/by-name';
import type { PixelRegion } from '../../core/scoring/tiling';
import type { StepCost } from '../../run/stages/windows/step-costs';

/** A window in a class's ranked list, before edits. */
export interface ListedWindow {
  readonly id: string;
  /** Names the image that it is of. */
  readonly image: string;
  /** Position among the class's images. */
  readonly imageIndex: number;
  readonly path: string;
  /** Original pixels. */
  readonly box: PixelRegion;
  readonly score: number;
  readonly standardError: number;
  readonly cluster: number;
  readonly rank: number;
  /** Its point on the map of windows. */
  readonly row: number;
}

export interface PartialList {
  /** Images that are scored, of those of the class. */
  readonly scored: number;
  readonly images: number;
  /** As `madeWith` of a whole list. */
  readonly madeWith: string;
}

/** One step of a class on its way to a list. */
export interface ScoringProgress {
  readonly text: string;
  /** Images that are through this step, and those that go through it. */
  readonly done: number;
  readonly total: number;
  readonly cost: StepCost;
}

export interface ClassWindows {
  /** waiting: other classes are before it. */
  readonly status: 'idle' | 'waiting' | 'running' | 'paused' | 'ready' | 'failed';
  readonly progress: ScoringProgress | null;
  readonly list: readonly ListedWindow[];
  /** Of what the list is while not all images are scored; null for a whole list, or none. */
  readonly partial: PartialList | null;
  readonly clusterCount: number;
  /** Images without a window, with the reason. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** What of the settings the scores of this list depend on; null before the first. */
  readonly madeWith: string | null;
  /** The ranking settings of this list; null before the first. */
  readonly rankedWith: string | null;
  /** [windows, 2] by `row`; null until the map is asked for. */
  readonly map: Float32Array | null;
  readonly mapStatus: 'idle' | 'running' | 'failed';
  readonly error: string | null;
}

/** What the score view draws of one image, at the size at which it is scored. */
export interface ScoreView {
  readonly folder: string;
  readonly image: number;
  /** PNG object URL of the scored part of the image. */
  readonly url: string;
  readonly height: number;
  readonly width: number;
  readonly draws: number;
  /** Draws asked for. */
  readonly wanted: number;
  /** D, its standard error and the two losses, [height, width] each. */
  readonly typicality: Float32Array;
  readonly standardError: Float32Array;
  readonly nullLoss: Float32Array;
  readonly labelLoss: Float32Array;
  readonly windows: readonly {
    readonly y: number;
    readonly x: number;
    readonly side: number;
    readonly score: number;
    readonly standardError: number;
  }[];
}

export type WindowsPane = 'pictures' | 'list' | 'score' | 'map';

export interface WindowsState {
  readonly pane: WindowsPane;
  readonly classes: ByName<ClassWindows>;
  /** Id of the selected window. */
  readonly selected: string | null;
  readonly view: ScoreView | null;
  readonly viewStatus: 'idle' | 'running' | 'failed';
  readonly viewError: string | null;
  /** Draws asked for of the one image, while the settings ask for `instead` of all; else null. */
  readonly draws: { readonly asked: number; readonly instead: number } | null;
  /** 0 to 1: how much of the image the heat hides. */
  readonly opacity: number;
}

export const idleWindows: ClassWindows = {
  status: 'idle',
  progress: null,
  list: [],
  partial: null,
  clusterCount: 0,
  skipped: [],
  madeWith: null,
  rankedWith: null,
  map: null,
  mapStatus: 'idle',
  error: null,
};

export const useWindows = create<WindowsState>(() => ({
  pane: 'pictures',
  classes: noNames(),
  selected: null,
  view: null,
  viewStatus: 'idle',
  viewError: null,
  draws: null,
  opacity: 0.6,
}));

export function patchWindows(folder: string, patch: Partial<ClassWindows>): void {
  useWindows.setState((state) => ({
    classes: withName(state.classes, folder, {
      ...(state.classes.get(folder) ?? idleWindows),
      ...patch,
    }),
  }));
}
