/**
 * What a teacher says of a set's own pictures: the labels of an export for training with soft labels. A
 * training here asks the teacher anew about every augmented picture.
 */
import { canonicalHash } from '../../core/formats/canonical-json';
import type { StageKind } from '../stages/stages';
import type { EvaluationParts, EvaluationPlan, PlannedSet } from './plan';
import type { PlannedTeacher } from './teacher';

interface KeptLabels {
  /** [images, classes] */
  readonly logits: Float32Array;
}

const SOFT_LABELS: StageKind<KeptLabels> = {
  name: 'soft-labels',
  version: 1,
  accepts: (value): value is KeptLabels =>
    typeof value === 'object' &&
    value !== null &&
    'logits' in value &&
    value.logits instanceof Float32Array,
};

async function causesOf(
  { set }: PlannedSet,
  { causes }: PlannedTeacher,
  signal: AbortSignal,
): Promise<object> {
  return { content: await set.content(0, signal), teacher: canonicalHash(causes) };
}

/** Whether a set is exported as it is trained on: others are real images. */
export function hasLabels({ set }: PlannedSet): boolean {
  return set.kind === 'run';
}

/** What is kept of a set's labels. @throws StillroomError as reading the set does */
export async function keptLabels(
  { stages }: EvaluationParts,
  { heldOut }: EvaluationPlan,
  planned: PlannedSet,
  teacher: PlannedTeacher,
  signal: AbortSignal,
): Promise<Float32Array | undefined> {
  const causes = await causesOf(planned, teacher, signal);
  return (await stages.get(SOFT_LABELS, heldOut.owner, causes))?.logits;
}

/**
 * Asks the teacher, and keeps what it says.
 * @param weights the teacher's
 * @throws StillroomError as reading the set does, and as `Trainer.logits`
 */
export async function askLabels(
  { stages, trainer }: EvaluationParts,
  { heldOut, order }: EvaluationPlan,
  planned: PlannedSet,
  { teacher, weights }: { readonly teacher: PlannedTeacher; readonly weights: Float32Array },
  signal: AbortSignal,
): Promise<Float32Array> {
  const { network, side } = teacher.planned.protocol;
  const images = await planned.set.images(0, side, signal);
  const classes = order.classes.length;
  const logits = await trainer.logits({ network, weights, images, classes }, signal);
  const causes = await causesOf(planned, teacher, signal);
  await stages.put(SOFT_LABELS, heldOut.owner, causes, { logits });
  return logits;
}
