/**
 * Evaluation protocols as data. Published accuracies of distilled sets differ more by how the classifier
 * was trained than by the set, so a number means something only beside its protocol. A preset holds what
 * a paper's code does, with its rules by images a class and by classes; `resolveProtocol` makes of it the
 * settings of one training.
 */
import { StillroomError } from '../errors';
import type { AugmentSettings } from './augment/settings';
import type { LearningRateSchedule } from './learning-rate';
import type { NetworkSpec } from './network';
import type { OptimiserSettings } from './optimiser';

/** A value that holds up to a number of images a class; the rules stand in rising order. */
export interface ByImagesPerClass {
  /** null: for any number. */
  readonly upTo: number | null;
  readonly value: number;
}

/** What changes for a number of classes in `from` .. `to` (null: no end). */
export interface ByClasses {
  readonly from: number;
  readonly to: number | null;
  /** The epochs times this share, rounded down to whole hundreds. */
  readonly epochsShare?: { readonly numerator: number; readonly denominator: number };
  readonly learningRate?: number;
  readonly weightDecay?: number;
  readonly leastBatch?: number;
}

/** hard: the class. teacher: a trained network's logits for the augmented batch, at a temperature. */
export type LabelKind = 'hard' | 'teacher';

export interface TrainSettings {
  readonly epochs: number;
  /** Images a step. */
  readonly batch: number;
  readonly optimiser: OptimiserSettings;
  readonly schedule: LearningRateSchedule;
  readonly augmentation: AugmentSettings;
  readonly labels: LabelKind;
  /** Of the loss; 1 with hard labels. */
  readonly temperature: number;
  /** Evaluations on the way, the last epoch's included. */
  readonly looks: number;
}

export interface ProtocolPreset extends Omit<TrainSettings, 'epochs' | 'batch'> {
  readonly id: string;
  readonly name: string;
  /** One sentence for the page. */
  readonly summary: string;
  readonly source: {
    readonly paper: string;
    readonly arxiv: string | null;
    /** Where the numbers were read. */
    readonly read: string;
  };
  readonly network: NetworkSpec;
  /** Pixels a side. */
  readonly side: number;
  readonly epochs: readonly ByImagesPerClass[];
  readonly batch: readonly ByImagesPerClass[];
  readonly byClasses: readonly ByClasses[];
  /** Trainings from different first weights, whose mean and deviation are reported. */
  readonly repeats: number;
}

export interface Protocol extends TrainSettings {
  readonly preset: string;
  readonly network: NetworkSpec;
  readonly side: number;
  readonly repeats: number;
}

export interface ProtocolUse {
  readonly imagesPerClass: number;
  readonly classes: number;
  /** In place of the preset's own, so that cross-architecture tables can be made. */
  readonly network?: NetworkSpec;
  readonly side?: number;
  readonly repeats?: number;
}

function byImagesPerClass(rules: readonly ByImagesPerClass[], imagesPerClass: number): number {
  const rule = rules.find(({ upTo }) => upTo === null || imagesPerClass <= upTo);
  if (rule) return rule.value;
  throw new StillroomError(
    'BadParameter',
    `This protocol has no rule for ${imagesPerClass} images a class.`,
  );
}

/** A preset for a set of this size. */
export function resolveProtocol(preset: ProtocolPreset, use: ProtocolUse): Protocol {
  const { imagesPerClass, classes } = use;
  if (!(imagesPerClass > 0)) {
    throw new StillroomError(
      'TooFewImages',
      `A training needs at least one image a class; received ${imagesPerClass}.`,
    );
  }
  const change = preset.byClasses.find(
    ({ from, to }) => classes >= from && (to === null || classes <= to),
  );
  const published = byImagesPerClass(preset.epochs, imagesPerClass);
  const share = change?.epochsShare;
  const epochs = share
    ? Math.floor(Math.floor((published * share.numerator) / share.denominator) / 100) * 100
    : published;
  const { optimiser } = preset;
  return {
    preset: preset.id,
    network: use.network ?? preset.network,
    side: use.side ?? preset.side,
    repeats: use.repeats ?? preset.repeats,
    epochs,
    batch: Math.max(byImagesPerClass(preset.batch, imagesPerClass), change?.leastBatch ?? 1),
    optimiser: {
      ...optimiser,
      learningRate: change?.learningRate ?? optimiser.learningRate,
      weightDecay: change?.weightDecay ?? optimiser.weightDecay,
    },
    schedule: preset.schedule,
    augmentation: preset.augmentation,
    labels: preset.labels,
    temperature: preset.temperature,
    looks: preset.looks,
  };
}
