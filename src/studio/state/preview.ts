/** The live preview: what is drawn, from which settings, and what the person asked of it. */
import { create } from 'zustand';
import type { PreviewFrame } from '../../run/model/preview/previewer';
import type { ParameterValue } from '../../methods/parameters';

/** Images of one class made from one state of the settings; never a mix of two. */
export interface Strip {
  /** Counts the requests; a higher one is of later settings. */
  readonly generation: number;
  readonly folder: string;
  readonly count: number;
  /** Steps of the schedule. */
  readonly total: number;
  /** Every step that is made, from the first on. */
  readonly frames: readonly PreviewFrame[];
  /** Side of the pictures in `frames`. */
  readonly frameSide: number;
  /** The finished images, RGB bytes; null until the last step is decoded. */
  readonly images: readonly Uint8Array[] | null;
  readonly imageSide: number;
}

/** What a preview of a slow model says of its steps. */
export interface SlowSteps {
  /** That it is made with. */
  readonly steps: number;
  /** That a run makes. */
  readonly asked: number;
  /** Of an image with all of them, here. */
  readonly seconds: number;
}

export type PreviewStatus = 'off' | 'waiting' | 'preparing' | 'running' | 'done' | 'failed';

/** One side of a parameter grid. */
export interface GridAxis {
  readonly scope: 'parameters' | 'sampling';
  readonly id: string;
  readonly label: string;
  readonly values: readonly ParameterValue[];
}

export interface GridState {
  readonly status: 'idle' | 'running' | 'done' | 'failed';
  readonly folder: string;
  readonly columns: GridAxis | null;
  readonly rows: GridAxis | null;
  /** RGB bytes, row by row; null where none is made yet. */
  readonly cells: readonly (Uint8Array | null)[];
  readonly done: number;
  readonly side: number;
  readonly problem: string | null;
}

export const idleGrid: GridState = {
  status: 'idle',
  folder: '',
  columns: null,
  rows: null,
  cells: [],
  done: 0,
  side: 64,
  problem: null,
};

export interface PreviewState {
  /** Folded away until a slider is touched, or somebody unfolds it. */
  readonly on: boolean;
  /** True once a person has folded it away: no slider unfolds it then. */
  readonly closed: boolean;
  /** Pictures that were asked for, 1 to 8. */
  readonly count: number;
  /** True: the run's own seed, so that preview and run show the same images. */
  readonly locked: boolean;
  /** The seed while unlocked. */
  readonly seed: number;
  /** True while "before" is held. */
  readonly before: boolean;
  /** The step that is looked at; null follows the preview to its end. */
  readonly step: number | null;
  /** The picture whose guidance report is shown. */
  readonly chosen: number;
  /** True: with all of a run's steps, however slow the model is. */
  readonly allSteps: boolean;
  /** Of a slow model; null where all steps take no time to speak of. */
  readonly slow: SlowSteps | null;
  readonly status: PreviewStatus;
  /** What it waits for or prepares, in words. */
  readonly note: string;
  readonly problem: string | null;
  /** The latest request's generation; a strip with a lower one is of older settings. */
  readonly wanted: number;
  readonly guided: Strip | null;
  /** The same noise without guidance terms. */
  readonly plain: Strip | null;
  /** Index of the core of each image of the class, where images are pulled to cores; else empty. */
  readonly cores: readonly number[];
  /** Finished images that guide the preview; null where the method looks at none. */
  readonly memory: number | null;
  readonly grid: GridState;
}

export const MOST_PREVIEWS = 8;

export const usePreview = create<PreviewState>(() => ({
  on: false,
  closed: false,
  count: 4,
  locked: true,
  seed: 0,
  before: false,
  step: null,
  chosen: 0,
  allSteps: false,
  slow: null,
  status: 'off',
  note: '',
  problem: null,
  wanted: 0,
  guided: null,
  plain: null,
  cores: [],
  memory: null,
  grid: idleGrid,
}));
