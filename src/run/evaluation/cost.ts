/**
 * What an evaluation will take, from a few measured steps in the place where it will run: only what is
 * still to be trained counts, and of a training with a checkpoint only the rest.
 */
import { isAbort } from '../../core/errors';
import { networkCost } from '../../core/training/cost';
import { describeNetwork } from '../../core/training/describe-network';
import { imageCount } from '../../core/training/image-set';
import type { Protocol, TrainSettings } from '../../core/training/protocol';
import type { TrainSpeed } from '../ports';
import type { EvaluationCost } from './events';
import { keptOf } from './kept-of';
import type { KeptTraining } from './kept-trainings';
import type { EvaluationOrder } from './order';
import { planEvaluation, type EvaluationParts, type EvaluationPlan, type PlannedSet } from './plan';
import { planTeacher, type PlannedTeacher } from './teacher';

/** A training that is still to be made. */
interface Open {
  readonly planned: PlannedSet;
  readonly repeat: number;
  readonly settings: TrainSettings;
  readonly seed: number;
  /** Share of it that is not made yet, 0 .. 1. */
  readonly rest: number;
  /** Images of its set, by the mean of its classes. */
  readonly images: number;
}

async function restOf(kept: KeptTraining, { epochs }: TrainSettings): Promise<number> {
  const found = await kept.checkpoint();
  return found ? 1 - found.checkpoint.epoch / epochs : 1;
}

async function openTrainings(
  parts: EvaluationParts,
  plan: EvaluationPlan,
  teacher: PlannedTeacher | null,
  signal: AbortSignal,
): Promise<Open[]> {
  const classes = plan.order.classes.length;
  const open: Open[] = [];
  if (teacher && (await teacher.kept.teacher()) === undefined) {
    const { planned, settings, seed, kept } = teacher;
    const rest = await restOf(kept, settings);
    const images = planned.set.imagesPerClass * classes;
    open.push({ planned, repeat: 0, settings, seed, rest, images });
  }
  for (const training of plan.trainings) {
    const { planned, repeat, settings, seed } = training;
    try {
      const { kept } = await keptOf(parts, plan, training, teacher, signal);
      if ((await kept.outcome()) !== undefined) continue;
      const rest = await restOf(kept, settings);
      const images = planned.set.imagesPerClass * classes;
      open.push({ planned, repeat, settings, seed, rest, images });
    } catch (error) {
      // A set that can't be read costs nothing; the report says what is wrong with it.
      if (isAbort(error)) throw error;
    }
  }
  return open;
}

const rowsOf = ({ images, settings }: Open): number => Math.min(images, settings.batch);

/** Work of one training, in multiples of an image's step and an image's look. */
function workOf({ images, settings, rest }: Open, heldOut: number) {
  return { steps: rest * settings.epochs * images, looks: rest * settings.looks * heldOut };
}

/** FLOP of a teacher's answer beside those of a step, an image. */
function teacherShare(
  { network, side }: Protocol,
  labels: TrainSettings['labels'],
  classes: number,
) {
  const { forward, backward } = networkCost(describeNetwork(network, { side, classes }));
  return labels === 'teacher' ? forward / (forward + backward) : 0;
}

/** Measures with the first set that can be read; null where none can. */
async function speedOf(
  parts: EvaluationParts,
  plan: EvaluationPlan,
  open: readonly Open[],
  signal: AbortSignal,
): Promise<{ readonly speed: TrainSpeed; readonly rows: number } | null> {
  const heldOut = await plan.heldOut.images(signal);
  const inOrder = open.toSorted((a, b) => rowsOf(b) - rowsOf(a) || a.images - b.images);
  for (const one of inOrder) {
    const { planned, repeat, settings, seed } = one;
    const { set, protocol } = planned;
    try {
      const train = await set.images(repeat, protocol.side, signal);
      const hard: TrainSettings = { ...settings, labels: 'hard', temperature: 1 };
      const job = {
        network: protocol.network,
        settings: hard,
        train,
        heldOut,
        classes: plan.order.classes.map(({ name }) => name),
        seed,
      };
      const speed = await parts.trainer.probe(job, signal);
      return { speed, rows: Math.min(imageCount(train), settings.batch) };
    } catch (error) {
      if (isAbort(error)) throw error;
    }
  }
  return null;
}

/** @throws StillroomError Aborted */
export async function costOfPlan(
  parts: EvaluationParts,
  plan: EvaluationPlan,
  teacher: PlannedTeacher | null,
  signal: AbortSignal,
): Promise<EvaluationCost> {
  const open = await openTrainings(parts, plan, teacher, signal);
  const measured = open.length === 0 ? null : await speedOf(parts, plan, open, signal);
  if (measured === null) return { trainings: 0, seconds: 0, flop: 0 };
  const { speed, rows } = measured;
  const classes = plan.order.classes.length;
  let seconds = 0;
  let flop = 0;
  for (const one of open) {
    const { protocol } = one.planned;
    const { forward, backward } = networkCost(
      describeNetwork(protocol.network, { side: protocol.side, classes }),
    );
    const { steps, looks } = workOf(one, plan.heldOut.facts.images);
    const taught = 1 + teacherShare(protocol, one.settings.labels, classes);
    seconds += (steps * speed.step * taught) / rows + looks * speed.look;
    flop += steps * (forward + backward) * taught + looks * forward;
  }
  return { trainings: open.length, seconds, flop };
}

/**
 * What an order would cost now.
 * @throws StillroomError as `planEvaluation`; Aborted
 */
export async function costOf(
  parts: EvaluationParts,
  order: EvaluationOrder,
  signal: AbortSignal,
): Promise<EvaluationCost> {
  const plan = await planEvaluation(parts, order, signal);
  const teacher = await planTeacher(parts, plan, signal);
  return costOfPlan(parts, plan, teacher, signal);
}
