/** What the process that talks to a person and the one that does the work say to each other. */
import type { Recipe } from '../core/formats/recipe';
import type { BackendKind } from '../runtime/ort';
import type { ExitCode } from './exit-codes';
import type { TaskPart } from './task';

/** The word on the command line that makes a process the one that works. */
export const WORK = 'work-of-another-process';

/** What is to be done. */
export interface WorkOrder {
  readonly recipe: Recipe;
  /** Paths of class folders and archives. */
  readonly data: readonly string[];
  /** Folder of results. */
  readonly out: string;
  readonly part: TaskPart;
  /** Whether the recipe's settings hold for all classes of the data, the recipe's own or not. */
  readonly everyClass: boolean;
  readonly pack: string;
  readonly kernels: string;
  readonly threads: number;
  readonly backend: BackendKind;
}

/** What the working process is told: first an order, later perhaps to stop. */
export type WorkMessage =
  { readonly kind: 'order'; readonly order: WorkOrder } | { readonly kind: 'stop' };

/** What happens, as `--json` prints it: one object a line. */
export type WorkEvent =
  | { readonly event: 'activity'; readonly text: string }
  | {
      readonly event: 'begun';
      /** Classes of this task, and of the recipe. */
      readonly classes: number;
      readonly ofClasses: number;
      /** Images of this task. */
      readonly images: number;
    }
  | {
      readonly event: 'image';
      readonly class: string;
      readonly index: number;
      /** True for one that was there already. */
      readonly found: boolean;
      /** What making it took. */
      readonly seconds: number;
    }
  | {
      readonly event: 'class-failed';
      readonly class: string;
      readonly message: string;
      /** Images of it that will not be made. */
      readonly missing: number;
    }
  /** A file of the results was not what was written; it is made again. */
  | { readonly event: 'damaged'; readonly file: string }
  | WorkEnd;

export interface WorkEnd {
  readonly event: 'ended';
  readonly outcome: 'done' | 'incomplete' | 'stopped' | 'failed';
  /** Images of this task that are there, and that could not be made. */
  readonly images: number;
  readonly missing: number;
  /** Why it failed; empty otherwise. */
  readonly message: string;
  readonly exitCode: ExitCode;
}
