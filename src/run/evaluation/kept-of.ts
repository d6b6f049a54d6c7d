/** Where a training of a plan is kept. */
import { canonicalHash } from '../../core/formats/canonical-json';
import { KeptTraining } from './kept-trainings';
import type { EvaluationParts, EvaluationPlan, PlannedTraining } from './plan';
import type { PlannedTeacher } from './teacher';

/** @returns with it, what names the set's images in this repeat */
export async function keptOf(
  { stages, trainer }: EvaluationParts,
  { order, heldOut }: EvaluationPlan,
  { planned, repeat, seed, settings }: PlannedTraining,
  teacher: PlannedTeacher | null,
  signal: AbortSignal,
): Promise<{ readonly content: string; readonly kept: KeptTraining }> {
  const { set, protocol } = planned;
  const content = await set.content(repeat, signal);
  const kept = new KeptTraining(stages, heldOut.owner, {
    content,
    heldOut: heldOut.content,
    network: protocol.network,
    side: protocol.side,
    classes: order.classes.length,
    settings,
    seed,
    backend: trainer.backend,
    teacher: teacher === null ? null : canonicalHash(teacher.causes),
  });
  return { content, kept };
}
