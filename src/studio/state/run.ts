/** The run in the making, or the last one: how far it is. Whose images are shown says state/shown.ts. */
import { create } from 'zustand';
import type { ByName } from '../../core/by-name';

/** One row of an image's guidance report. */
export interface ReportRow {
  readonly step: number;
  readonly timestep: number;
  readonly sigma: number;
  /** Norm of each active term's shift over the norm of the step's noise, by term. */
  readonly shares: ByName<number>;
  /** Distance of the predicted clean latent to the representative, where there is one. */
  readonly distance: number | null;
  /** Transport loss, where a term matches distributions. */
  readonly loss: number | null;
}

export interface SyntheticImage {
  readonly folder: string;
  /** Position within the class, 0 .. images per class - 1. */
  readonly index: number;
  readonly origin: 'generated' | 'real';
  /** Index among the class's images of the real one behind it, core or the image itself; else null. */
  readonly coreImage: number | null;
  /** Side in pixels; the image is square. */
  readonly size: number;
  /** PNG object URL. */
  readonly url: string;
  readonly seconds: number;
  readonly report: readonly ReportRow[];
}

/** Images in the making: one, or all of a class that is sampled together. */
export interface LivePreview {
  readonly folder: string;
  /** Index of the first of them; the others follow it. */
  readonly first: number;
  readonly step: number;
  readonly steps: number;
  readonly size: number;
  /** RGB bytes, [size, size, 3]: each image at this step; none where the model has no map for that. */
  readonly pictures: readonly Uint8Array[];
}

export type RunStatus =
  'idle' | 'preparing' | 'running' | 'paused' | 'cancelling' | 'done' | 'failed';

/** What a run has taken so far, what comes before its images with it: reading, encoding, finding cores. */
export interface RunTime {
  /** Seconds of work until its last image was there, or a class failed; pauses are left out. */
  readonly worked: number;
  /** Of each class. */
  readonly imagesPerClass: number;
  /** Folders of the classes that have an image, or failed. */
  readonly reached: ReadonlySet<string>;
  /** Those of them of which not all was found. */
  readonly prepared: ReadonlySet<string>;
}

export const NO_TIME: RunTime = {
  worked: 0,
  imagesPerClass: 0,
  reached: new Set(),
  prepared: new Set(),
};

export interface RunState {
  /** Its handle, once it has one; null before the first. */
  readonly job: string | null;
  readonly status: RunStatus;
  /** What is happening now, in words. */
  readonly activity: string;
  readonly imagesDone: number;
  readonly imagesTotal: number;
  /** Images that will not be made, since their classes failed; `imagesTotal` is without them. */
  readonly imagesFailed: number;
  /** Seconds that each image took which this run has made. */
  readonly paces: readonly number[];
  /** Median of them; null before the first. */
  readonly secondsPerImage: number | null;
  readonly time: RunTime;
  /** What these images are; null before the first. */
  readonly origin: SyntheticImage['origin'] | null;
  readonly live: LivePreview | null;
  readonly error: string | null;
  /** True when a run of an earlier visit can be taken up again. */
  readonly resumable: boolean;
  readonly exporting: { readonly done: number; readonly total: number } | null;
}

export const idleRun: RunState = {
  job: null,
  status: 'idle',
  activity: '',
  imagesDone: 0,
  imagesTotal: 0,
  imagesFailed: 0,
  paces: [],
  secondsPerImage: null,
  time: NO_TIME,
  origin: null,
  live: null,
  error: null,
  resumable: false,
  exporting: null,
};

export const useRun = create<RunState>(() => idleRun);
