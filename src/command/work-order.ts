/** What the process that talks to a person and the one that does the work say to each other. */
import type { Recipe } from '../core/formats/recipe';
import type { WeightKind } from '../core/training/image-set';
import type { NetworkSpec } from '../core/training/network';
import type { Protocol, ProtocolPreset } from '../core/training/protocol';
import type { HeldOutFacts, TeacherFacts } from '../run/evaluation/report';
import type { BackendKind } from '../runtime/ort';
import type { ExitCode } from './exit-codes';
import type { TaskPart } from './task';

/** The word on the command line that makes a process the one that works. */
export const WORK = 'work-of-another-process';

/** A task of a run. */
export interface RunWork {
  readonly work: 'run';
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

/** Sets that are trained on, and measured on held-out images. */
export interface EvaluateWork {
  readonly work: 'evaluate';
  /** Exports, folders of class folders, "random", "full", and the words of coresets. */
  readonly sets: readonly string[];
  readonly data: readonly string[];
  /** Paths of the held-out images; empty where the data has its own. */
  readonly test: readonly string[];
  readonly protocol: ProtocolPreset;
  readonly repeats: number;
  /** What the images of exports count for in the loss. */
  readonly weights: WeightKind;
  /** What is trained. */
  readonly network: NetworkSpec;
  /** Trains every set without augmentation too, for DD-Ranking's ARS. */
  readonly robustness: boolean;
  /** Pixels a side of what is trained on; null for the protocol's own. */
  readonly side: number | null;
  /** Pairs of halves that tell what each image of the sets is worth; null where nobody asks. */
  readonly pairs: number | null;
  /** Of random sets and coresets where no other set says a size. */
  readonly imagesPerClass: number;
  /** Folder that keeps what is finished. */
  readonly out: string;
  readonly pack: string;
  readonly kernels: string;
  readonly threads: number;
  /** Where networks are trained. */
  readonly backend: BackendKind;
}

/** What is to be done. */
export type WorkOrder = RunWork | EvaluateWork;

/** A set of an evaluation as it is reported: accuracies of held-out images, 0 .. 1. */
export interface EvaluatedSet {
  readonly name: string;
  readonly imagesPerClass: number;
  /** What its images counted for in the loss. */
  readonly weights: WeightKind;
  /** What all of its images took, without what comes before them; null where that is not known. */
  readonly seconds: number | null;
  readonly mean: number | null;
  readonly sd: number | null;
  /** After the last epoch, by repeat. */
  readonly values: readonly number[];
  /** Mean of the best on the way. */
  readonly best: number | null;
  /** Paired improvement over random images, with its 95 % interval; null for random ones. */
  readonly ior: number | null;
  readonly interval: readonly [number, number] | null;
  /** What is missing to all real images (HLR with hard labels); null where "full" is no set beside it. */
  readonly belowFull: number | null;
  readonly belowFullInterval: readonly [number, number] | null;
  /** DD-Ranking's augmentation-robust score, 0 .. 1; null where it was not asked for. */
  readonly ars: number | null;
  /** How it was trained on: epochs and batch go by its size. */
  readonly protocol: Protocol;
  readonly problem: string | null;
}

/** What an image is worth, as a difference in accuracy to the mean image of its class, -1 .. 1. */
export interface ValuedImage {
  /** Position among the set's images, and in its class, from 0. */
  readonly image: number;
  readonly class: string;
  readonly index: number;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

/** Parts of a set, and what networks of one name rightly of another, 0 .. 1. */
export interface RedundantParts {
  /** "images 1 to 3" of each class. */
  readonly parts: readonly string[];
  /** By part: mean of what the others name rightly. */
  readonly byOthers: readonly number[];
  /** [trained on][asked about], means over the repeats. */
  readonly accuracy: readonly (readonly number[])[];
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
  | { readonly event: 'cost'; readonly trainings: number; readonly seconds: number }
  | {
      readonly event: 'report';
      readonly protocol: string;
      /** "ConvNet-3 (width 32)" */
      readonly network: string;
      /** null with hard labels. */
      readonly teacher: TeacherFacts | null;
      readonly side: number;
      readonly backend: string;
      readonly heldOut: HeldOutFacts;
      readonly sets: readonly EvaluatedSet[];
    }
  /** Which images of a set are worth their place, and which parts of it say the same. */
  | {
      readonly event: 'image-values';
      readonly set: string;
      readonly pairs: number;
      readonly values: readonly ValuedImage[];
      readonly redundancy: RedundantParts;
    }
  /** Of a merge: pictures of the set that are written, real cores among them. */
  | { readonly event: 'written'; readonly done: number; readonly total: number }
  /** Of a merge: the set is there. */
  | {
      readonly event: 'merged';
      readonly file: string;
      readonly pictures: number;
      readonly classes: number;
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
  /** Why it failed, or what a stop left, where that is not what it usually is; empty otherwise. */
  readonly message: string;
  readonly exitCode: ExitCode;
}
