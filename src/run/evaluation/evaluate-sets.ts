/**
 * "Does the set train?": sets of images, each trained on several times, measured on the same held-out
 * images. One order for the page and for Node; what is finished is kept and found again.
 */
import type { Control } from '../../core/call';
import { isAbort, throwIfAborted, toErrorRecord, type ErrorCode } from '../../core/errors';
import { imageCount, type ImageSet } from '../../core/training/image-set';
import type { TrainJob } from '../ports';
import { breaksThread } from '../restart';
import { costOfPlan } from './cost';
import { failedBy, type EvaluationOutcome, type TellEvaluation } from './events';
import { keptOf } from './kept-of';
import { Findings } from './make-report';
import type { EvaluationOrder } from './order';
import {
  planEvaluation,
  type EvaluationParts,
  type EvaluationPlan,
  type PlannedSet,
  type PlannedTraining,
} from './plan';
import type { TrainingOutcome } from './report';
import { askLabels, hasLabels, keptLabels } from './soft-labels';
import { planTeacher, type PlannedTeacher } from './teacher';
import { trainOnce, type CurveEvent } from './train-once';

/** Errors that are not a set's, beside broken threads: where nothing can be kept, every further training would be lost. */
const ENDS_ALL: ReadonlySet<ErrorCode> = new Set(['Aborted', 'QuotaExceeded', 'StorageFailed']);

/** Without a trainer no set can be trained on. */
function endsAll(error: unknown): boolean {
  return breaksThread(error) || ENDS_ALL.has(toErrorRecord(error).code);
}

/** A teacher that is there. */
interface ReadyTeacher {
  readonly planned: PlannedTeacher;
  readonly weights: Float32Array;
}

class Evaluation {
  readonly #parts: EvaluationParts;
  readonly #plan: EvaluationPlan;
  readonly #teacher: PlannedTeacher | null;
  readonly #control: Control;
  readonly #tell: TellEvaluation;
  readonly #findings: Findings;
  /** The images of each set that were decoded last. */
  readonly #images = new Map<string, { readonly content: string; readonly images: ImageSet }>();

  constructor(
    parts: EvaluationParts,
    { plan, teacher }: { readonly plan: EvaluationPlan; readonly teacher: PlannedTeacher | null },
    control: Control,
    tell: TellEvaluation,
  ) {
    this.#parts = parts;
    this.#plan = plan;
    this.#teacher = teacher;
    this.#control = control;
    this.#tell = tell;
    this.#findings = new Findings(plan, parts.trainer.backend);
  }

  get report() {
    return this.#findings.report();
  }

  #activity(text: string): void {
    this.#tell({ kind: 'activity', text });
  }

  async #pass(): Promise<void> {
    await this.#control.resumed();
    throwIfAborted(this.#control.signal);
  }

  async #imagesOf({ set, protocol }: PlannedSet, repeat: number, content: string) {
    const known = this.#images.get(set.id);
    if (known?.content === content) return known.images;
    this.#activity(`Reading ${set.name}`);
    const images = await set.images(repeat, protocol.side, this.#control.signal);
    this.#images.set(set.id, { content, images });
    return images;
  }

  async #job(
    { set, protocol }: PlannedSet,
    { settings, seed }: Pick<TrainJob, 'settings' | 'seed'>,
    images: ImageSet,
    teacher: ReadyTeacher | null,
  ): Promise<TrainJob> {
    this.#activity(`Training on ${set.name}, ${imageCount(images)} images`);
    return {
      network: protocol.network,
      settings,
      train: images,
      heldOut: await this.#plan.heldOut.images(this.#control.signal),
      classes: this.#plan.order.classes.map(({ name }) => name),
      seed,
      ...(teacher && {
        teacher: {
          network: teacher.planned.planned.protocol.network,
          weights: teacher.weights,
        },
      }),
    };
  }

  /** The teacher's weights, trained where they are not kept. */
  async #readyTeacher(): Promise<ReadyTeacher | null> {
    const planned = this.#teacher;
    if (planned === null) return null;
    const { trainer, clock } = this.#parts;
    let found = await planned.kept.teacher();
    if (found === undefined) {
      const { content } = planned.causes;
      const images = await this.#imagesOf(planned.planned, 0, content);
      const job = await this.#job(planned.planned, planned, images, null);
      const listen = this.#listener('teacher', 0);
      const parts = { trainer, clock, kept: planned.kept };
      const { result, seconds } = await trainOnce(parts, job, this.#control, listen);
      found = { weights: result.weights, accuracy: result.last.accuracy, seconds };
      await planned.kept.finishTeacher(found);
    }
    const { weights, accuracy, seconds } = found;
    this.#findings.setTeacher({ accuracy, seconds });
    return { planned, weights };
  }

  #listener(set: string, repeat: number): (event: CurveEvent) => void {
    return (event) => {
      if (event.kind === 'look') this.#tell({ kind: 'look', set, repeat, point: event.point });
      else this.#tell({ ...event, set, repeat });
    };
  }

  async #train(training: PlannedTraining, teacher: ReadyTeacher | null): Promise<TrainingOutcome> {
    const { planned, repeat, seed, settings } = training;
    const { trainer, clock } = this.#parts;
    const { content, kept } = await keptOf(
      this.#parts,
      this.#plan,
      training,
      teacher?.planned ?? null,
      this.#control.signal,
    );
    const known = await kept.outcome();
    if (known !== undefined) return { ...known, repeat };
    const images = await this.#imagesOf(planned, repeat, content);
    const job = await this.#job(planned, { settings, seed }, images, teacher);
    const listen = this.#listener(planned.set.id, repeat);
    const parts = { trainer, clock, kept };
    const { result, ...taken } = await trainOnce(parts, job, this.#control, listen);
    const { last, best, curves } = result;
    const { accuracy, classAccuracy, confusion, right } = last;
    const outcome: TrainingOutcome = {
      repeat,
      seed,
      accuracy,
      best,
      classAccuracy,
      confusion,
      ...(this.#plan.order.measuredOn && { right }),
      curves,
      ...taken,
    };
    await kept.finish(outcome);
    return outcome;
  }

  /** What the teacher says of a set's own pictures, once. */
  async #label(planned: PlannedSet, ready: ReadyTeacher): Promise<void> {
    if (!hasLabels(planned) || this.#findings.hasLabels(planned)) return;
    const { signal } = this.#control;
    const [parts, plan] = [this.#parts, this.#plan];
    const teacher = ready.planned;
    const kept = await keptLabels(parts, plan, planned, teacher, signal);
    const { weights } = ready;
    const logits = kept ?? (await askLabels(parts, plan, planned, { teacher, weights }, signal));
    this.#findings.setLabels(planned, logits);
  }

  /** @throws StillroomError Aborted; what breaks the trainer for good */
  async run(): Promise<void> {
    const teacher = await this.#readyTeacher();
    for (const training of this.#plan.trainings) {
      const { planned } = training;
      if (this.#findings.hasProblem(planned)) continue;
      await this.#pass();
      try {
        if (teacher !== null) await this.#label(planned, teacher);
        this.#findings.add(training, await this.#train(training, teacher));
      } catch (error) {
        if (endsAll(error)) throw error;
        this.#findings.addProblem(planned, toErrorRecord(error).message);
      }
      this.#tell({ kind: 'report', report: this.report });
    }
  }
}

/** Plans, says what it costs, and trains: what is kept already is found, what is missing is made. */
async function evaluated(
  parts: EvaluationParts,
  order: EvaluationOrder,
  control: Control,
  tell: TellEvaluation,
  onBegun: (evaluation: Evaluation) => void,
): Promise<EvaluationOutcome> {
  const { signal } = control;
  tell({ kind: 'activity', text: 'Reading the held-out images' });
  const plan = await planEvaluation(parts, order, signal);
  const teacher = await planTeacher(parts, plan, signal);
  tell({ kind: 'activity', text: 'Measuring how fast this place trains' });
  tell({ kind: 'cost', cost: await costOfPlan(parts, plan, teacher, signal) });
  const evaluation = new Evaluation(parts, { plan, teacher }, control, tell);
  onBegun(evaluation);
  await evaluation.run();
  return { kind: 'done', report: evaluation.report };
}

/**
 * Evaluates sets. Events tell how it goes; a stop keeps everything that is finished and the checkpoint of
 * what is not, and the same order goes on from there.
 */
export async function evaluateSets(
  parts: EvaluationParts,
  order: EvaluationOrder,
  control: Control,
  tell: TellEvaluation,
): Promise<EvaluationOutcome> {
  let begun: Evaluation | null = null;
  const onBegun = (evaluation: Evaluation) => {
    begun = evaluation;
  };
  try {
    return await evaluated(parts, order, control, tell, onBegun);
  } catch (error) {
    if (!isAbort(error)) return failedBy(error);
    return { kind: 'stopped', report: (begun as Evaluation | null)?.report ?? null };
  }
}
