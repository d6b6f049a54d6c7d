/** Runs set side by side: which are kept, which are chosen, their pictures and their numbers. */
import { create } from 'zustand';
import { noNames, withName, type ByName } from '../../core/by-name';
import type { EvaluationReport } from '../../run/evaluation/report';
import type { RecipeParameters, SamplingSettings } from '../../core/formats/recipe';
import type { ClassNumbers } from '../../run/results/metrics';

/** A run as the list shows it. */
export interface KeptRun {
  /** Its handle. */
  readonly id: string;
  /** The run's name for programs; null until its last class is read. */
  readonly hash: string | null;
  /** Of its recipe (runs/recipeKey.ts): equal settings over equal classes have equal keys. */
  readonly key: string;
  /** What it is called (runs/runName.ts): the method, and what else. */
  readonly name: string;
  readonly detail: string;
  readonly method: string;
  readonly parameters: RecipeParameters;
  readonly sampling: SamplingSettings;
  /** ISO date. */
  readonly startedAt: string;
  readonly complete: boolean;
  readonly imagesDone: number;
  readonly imagesTotal: number;
  readonly folders: readonly string[];
  readonly packId: string;
  /** Images that have a seed of their own. */
  readonly madeAgain: number;
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

export type Numbers = Exclude<keyof ClassNumbers, 'images' | 'missing' | 'remarks'>;

/** By run and class folder. */
export type ByRun<T> = ByName<ByName<T>>;

export interface CompareState {
  /** Runs of the collection on the page, the latest first. */
  readonly runs: readonly KeptRun[];
  /** Ids in the order of the columns. */
  readonly chosen: readonly string[];
  /** False until a person chose: the latest runs are then chosen for them. */
  readonly choseThemselves: boolean;
  readonly pictures: ByRun<readonly RunPicture[]>;
  readonly numbers: ByRun<ClassNumbers>;
  /** What is kept of evaluations of the columns; null where none is evaluated. */
  readonly evaluated: EvaluationReport | null;
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
  pictures: noNames(),
  numbers: noNames(),
  evaluated: null,
  problems: noNames(),
  measuring: null,
  stopped: false,
};

export const useCompare = create<CompareState>(() => emptyComparison);

/** The table with one cell set. */
export function withCell<T>(table: ByRun<T>, run: string, folder: string, value: T): ByRun<T> {
  return withName(table, run, withName(table.get(run) ?? noNames(), folder, value));
}
