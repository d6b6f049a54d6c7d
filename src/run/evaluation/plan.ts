/**
 * What an evaluation consists of: its sets with the random ones that they are compared with, each under
 * the settings that go by its size, and the trainings in their order.
 *
 * Repeat by repeat over all sets, so that a stop leaves all of them at equal repeats; random sets first,
 * so that a difference is there as soon as a set is.
 */
import { StillroomError } from '../../core/errors';
import { describeNetwork } from '../../core/training/describe-network';
import { resolveProtocol, type Protocol, type TrainSettings } from '../../core/training/protocol';
import type { Stages } from '../stages/stages';
import type { Trainer } from '../ports';
import { heldOutOf, type HeldOut } from './held-out-images';
import type { EvaluationOrder, TrainingSet } from './order';
import type { PicturePlace } from './sets/pictures-at';
import { randomSet, randomSetId } from './sets/real-sets';

/** What evaluating needs of a place. */
export interface EvaluationParts extends PicturePlace {
  readonly trainer: Trainer;
  readonly stages: Stages;
  /** Milliseconds of a steady clock. */
  readonly clock: () => number;
}

export interface PlannedSet {
  readonly set: TrainingSet;
  readonly protocol: Protocol;
}

/** One training: a set, a repeat, with the protocol's augmentation or without any. */
export interface PlannedTraining {
  readonly planned: PlannedSet;
  readonly repeat: number;
  readonly seed: number;
  readonly settings: TrainSettings;
  readonly isAugmented: boolean;
}

export interface EvaluationPlan {
  readonly order: EvaluationOrder;
  readonly heldOut: HeldOut;
  readonly sets: readonly PlannedSet[];
  readonly trainings: readonly PlannedTraining[];
}

/** A protocol's settings alone: what of it decides a training beside network and side. */
function settingsOf(protocol: Protocol, isAugmented: boolean): TrainSettings {
  const { epochs, batch, optimiser, schedule, augmentation, labels, temperature, looks } = protocol;
  const none = { cropScale: 1, flip: false, colourJitter: 0, lighting: 0, cutMix: 0 };
  return {
    epochs,
    batch,
    optimiser,
    schedule,
    augmentation: isAugmented ? augmentation : none,
    labels,
    temperature,
    looks,
  };
}

function requireOrder({ sets, repeats }: EvaluationOrder): void {
  if (sets.length === 0) {
    throw new StillroomError(
      'BadParameter',
      'No set is chosen. Choose a kept run, random real images, or all real images.',
    );
  }
  if (!(Number.isInteger(repeats) && repeats >= 1)) {
    throw new StillroomError(
      'BadParameter',
      `The number of repeats is ${repeats}; it must be a whole number from 1.`,
      { repeats },
    );
  }
  const ids = new Set(sets.map(({ id }) => id));
  if (ids.size === sets.length) return;
  throw new StillroomError(
    'BadParameter',
    'The same set is chosen twice. Choose each set once: it is trained on in every repeat anyway.',
  );
}

/** Random sets of the sizes at hand, where they are missing, before the others. */
function withRandom(place: PicturePlace, order: EvaluationOrder): readonly TrainingSet[] {
  const { sets, classes, seed } = order;
  const known = new Set(sets.map(({ id }) => id));
  const sizes = new Set(
    sets.flatMap(({ kind, imagesPerClass }) =>
      kind === 'run' || kind === 'folder' ? [imagesPerClass] : [],
    ),
  );
  const missing = [...sizes]
    .filter((size) => !known.has(randomSetId(size)))
    .sort((a, b) => a - b)
    .map((imagesPerClass) => randomSet(place, classes, { imagesPerClass, seed }));
  const isRandom = ({ kind }: TrainingSet) => kind === 'random';
  return [...missing, ...sets.filter(isRandom), ...sets.filter((set) => !isRandom(set))];
}

/** The protocol of a set of this size. */
export function protocolFor(order: EvaluationOrder, imagesPerClass: number): Protocol {
  const { protocol, classes, network, side, repeats } = order;
  return resolveProtocol(protocol, {
    imagesPerClass,
    classes: classes.length,
    repeats,
    ...(network && { network }),
    ...(side !== undefined && { side }),
  });
}

/** What accuracy is measured on. It is kept with the collection's classes either way. */
async function measuredOn(
  parts: EvaluationParts,
  { classes, measuredOn: other }: EvaluationOrder,
  side: number,
  signal: AbortSignal,
): Promise<HeldOut> {
  const heldOut = await heldOutOf(parts, classes, side, signal);
  if (other === undefined) return heldOut;
  const { name, count, content } = other;
  return {
    facts: { split: name, images: count, leftOut: 0 },
    content,
    owner: heldOut.owner,
    images: (stop) => other.images(stop),
  };
}

/**
 * @throws StillroomError BadParameter for an order that can't be followed, TooFewImages for classes that
 *   can't be evaluated on, and as reading does
 */
export async function planEvaluation(
  parts: EvaluationParts,
  order: EvaluationOrder,
  signal: AbortSignal,
): Promise<EvaluationPlan> {
  requireOrder(order);
  const side = order.side ?? order.protocol.side;
  const network = order.network ?? order.protocol.network;
  const heldOut = await measuredOn(parts, order, side, signal);
  // What can't be built is said before anything is read or trained.
  describeNetwork(network, { side, classes: order.classes.length });
  const sets = withRandom(parts, order).map((set) => ({
    set,
    protocol: protocolFor(order, set.imagesPerClass),
  }));
  const variants = order.robustness === true ? [true, false] : [true];
  const trainings = Array.from({ length: order.repeats }, (_, repeat) =>
    sets.flatMap((planned) =>
      variants.map((isAugmented) => ({
        planned,
        repeat,
        seed: order.seed + repeat,
        settings: settingsOf(planned.protocol, isAugmented),
        isAugmented,
      })),
    ),
  ).flat();
  return { order, heldOut, sets, trainings };
}
