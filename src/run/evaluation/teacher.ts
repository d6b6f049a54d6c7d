/**
 * The teacher of soft labels: the protocol's network, trained with hard labels on all real images that
 * are not held out. It is the dearest part of an evaluation by far, so its cost stands in the first
 * estimate, and it is kept like any training.
 */
import type { TrainSettings } from '../../core/training/protocol';
import { fullSet } from './sets/real-sets';
import { protocolFor, type EvaluationParts, type EvaluationPlan, type PlannedSet } from './plan';
import { KeptTraining, type TrainingCauses } from './kept-trainings';

export interface PlannedTeacher {
  readonly planned: PlannedSet;
  readonly settings: TrainSettings;
  readonly seed: number;
  readonly causes: TrainingCauses;
  readonly kept: KeptTraining;
}

/** The teacher that an evaluation needs, null with hard labels. */
export async function planTeacher(
  parts: EvaluationParts,
  { order, heldOut }: EvaluationPlan,
  signal: AbortSignal,
): Promise<PlannedTeacher | null> {
  if (order.protocol.labels === 'hard') return null;
  const set = await fullSet(parts, order.classes, signal);
  const protocol = protocolFor(order, set.imagesPerClass);
  const { epochs, batch, optimiser, schedule, augmentation, looks, network, side } = protocol;
  const settings: TrainSettings = {
    epochs,
    batch,
    optimiser,
    schedule,
    augmentation,
    looks,
    labels: 'hard',
    temperature: 1,
  };
  const causes: TrainingCauses = {
    content: await set.content(0, signal),
    heldOut: heldOut.content,
    network,
    side,
    classes: order.classes.length,
    settings,
    seed: order.seed,
    backend: parts.trainer.backend,
    teacher: null,
  };
  const kept = new KeptTraining(parts.stages, heldOut.owner, causes);
  return { planned: { set, protocol }, settings, seed: order.seed, causes, kept };
}
