/** The evaluation: what is asked for, what it costs, how far it is, what it has come to. */
import { create } from 'zustand';
import type { WeightKind } from '../../core/training/image-set';
import type { LabelKind } from '../../core/training/protocol';
import type { EvaluationCost } from '../../run/evaluation/events';
import type { EvaluationReport } from '../../run/evaluation/report';
import type { AccuracyPoint, LossPoint } from '../../run/training/events';
import type { RunPicture } from './compare';

/** What a person chose. It survives a reload; results are found again by it. */
export interface EvaluationChoices {
  /** Handles of kept runs; null until a person chose: the latest ones are then chosen for them. */
  readonly runs: readonly string[] | null;
  /** Trains on all real images too. */
  readonly full: boolean;
  /** Id of a preset. */
  readonly protocol: string;
  /** Id of a network choice; "" for the protocol's own. */
  readonly network: string;
  /** Pixels a side of what is trained on; 0 for the protocol's own. */
  readonly side: number;
  /** Trainings of each set. */
  readonly repeats: number;
  readonly labels: LabelKind;
  /** What the images of a run count for in the loss. */
  readonly weights: WeightKind;
  /** Trains every set without augmentation too, for DD-Ranking's augmentation-robust score. */
  readonly robustness: boolean;
  /** Pairs of halves that tell what each image of a set is worth. */
  readonly pairs: number;
}

export type EvaluationStatus =
  | 'idle'
  /** Something else works on this machine. */
  | 'waiting'
  | 'preparing'
  | 'running'
  | 'paused'
  | 'stopping'
  | 'done'
  | 'failed';

/** The training under way. */
export interface LiveTraining {
  /** Id of its set; "teacher" for the network that gives soft labels. */
  readonly set: string;
  readonly repeat: number;
  readonly epochs: number;
  readonly losses: readonly LossPoint[];
  readonly accuracies: readonly AccuracyPoint[];
}

/** How far the trainings are that tell what images are worth. */
export interface ValuesProgress {
  /** Those that were kept included. */
  readonly done: number;
  readonly total: number;
  /** Of what was to be trained when it began. */
  readonly cost: EvaluationCost;
}

/** The images of a set's class that are looked at. */
export interface SetPictures {
  readonly set: string;
  readonly folder: string;
  readonly pictures: readonly RunPicture[];
}

export interface EvaluateState {
  readonly choices: EvaluationChoices;
  readonly status: EvaluationStatus;
  /** What is happening now, in words. */
  readonly activity: string;
  /** Of what is still to be trained; null before it is measured. */
  readonly cost: EvaluationCost | null;
  /** Trainings of the report that the cost has left out, since they were made before. */
  readonly found: number;
  /** What is done to know the cost, in words; empty while nothing is. */
  readonly measuring: string;
  /** Why it cannot be started as it is chosen, with what to do. */
  readonly obstacle: string | null;
  readonly report: EvaluationReport | null;
  /** Folders of the classes by label, as the report has them. */
  readonly folders: readonly string[];
  readonly live: LiveTraining | null;
  /** null unless images are valued at this moment. */
  readonly valuing: ValuesProgress | null;
  readonly error: string | null;
  /** Id of the set whose curves and confusions are shown; null: the one that trains, or the best. */
  readonly shown: string | null;
  readonly pictures: SetPictures | null;
}

export const FIRST_CHOICES: EvaluationChoices = {
  runs: null,
  full: false,
  protocol: 'quick',
  network: '',
  side: 0,
  repeats: 3,
  labels: 'hard',
  weights: 'equal',
  robustness: false,
  pairs: 10,
};

export const emptyEvaluation: EvaluateState = {
  choices: FIRST_CHOICES,
  status: 'idle',
  activity: '',
  cost: null,
  found: 0,
  measuring: '',
  obstacle: null,
  report: null,
  folders: [],
  live: null,
  valuing: null,
  error: null,
  shown: null,
  pictures: null,
};

export const useEvaluate = create<EvaluateState>(() => emptyEvaluation);
