/** Runs set side by side: which are kept, which are chosen, their pictures and their numbers. */
import { create } from 'zustand';
import type { ParameterValues } from './settings';

/** Real images of a class that a set is compared with, at most: the metrics hold all pairs in memory. */
export const MOST_REAL = 4000;

/** A run as the list shows it. */
export interface KeptRun {
  readonly id: string;
  readonly method: string;
  readonly parameters: ParameterValues;
  readonly sampling: ParameterValues;
  /** ISO date. */
  readonly startedAt: string;
  readonly complete: boolean;
  readonly imagesDone: number;
  readonly imagesTotal: number;
  readonly folders: readonly string[];
  readonly packId: string;
}

/** One finished image of a run. */
export interface RunPicture {
  readonly index: number;
  /** PNG object URL. */
  readonly url: string;
  readonly size: number;
  readonly origin: 'generated' | 'real';
  /** Index of the real image behind it in the class, or null. */
  readonly coreImage: number | null;
}

/** How a run's images of one class stand to the class. Null: `missing` says why. */
export interface ClassNumbers {
  /** Finished images that were measured. */
  readonly images: number;
  readonly coverage: number | null;
  readonly density: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly frechet: number | null;
  /** 2-Wasserstein distance, in the unit of the latents. */
  readonly transport: number | null;
  readonly vendi: number | null;
  /** Share of the class's modes that are hit; null where they are not known. */
  readonly modesHit: number | null;
  /** Mean over the images; null where it was not recorded. */
  readonly secondsPerImage: number | null;
  readonly missing: Readonly<Record<string, string>>;
}

export type Numbers = Exclude<keyof ClassNumbers, 'images' | 'missing'>;

/** By run and class folder. */
export type ByRun<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

export interface CompareState {
  /** Runs of the collection on the page, the latest first. */
  readonly runs: readonly KeptRun[];
  /** Ids in the order of the columns. */
  readonly chosen: readonly string[];
  /** False until a person chose: the latest runs are then chosen for them. */
  readonly choseThemselves: boolean;
  readonly pictures: ByRun<readonly RunPicture[]>;
  readonly numbers: ByRun<ClassNumbers>;
  /** Why a class of a run could not be measured. */
  readonly problems: ByRun<string | null>;
  readonly measuring: {
    readonly text: string;
    readonly done: number;
    readonly total: number;
  } | null;
  /** True after a cancel, until somebody asks for the rest. */
  readonly stopped: boolean;
}

export const emptyComparison: CompareState = {
  runs: [],
  chosen: [],
  choseThemselves: false,
  pictures: {},
  numbers: {},
  problems: {},
  measuring: null,
  stopped: false,
};

export const useCompare = create<CompareState>(() => emptyComparison);

/** The table with one cell set. */
export function withCell<T>(table: ByRun<T>, run: string, folder: string, value: T): ByRun<T> {
  return { ...table, [run]: { ...table[run], [folder]: value } };
}
