/** Descriptors of windows, kept image by image under what made them. */
import type { Control } from '../../../core/call';
import { throwIfAborted } from '../../../core/errors';
import type { ImageWindow } from '../../../core/scoring/image-score';
import type {
  DescribedSubject,
  DescribeSettings,
  WindowDescriptors,
} from '../../model/scoring/describe-windows';
import { onceMore } from '../../restart';
import { wrongSize } from '../kept-stage';
import { placeOf, type StageParts } from '../stage-parts';
import type { StageKind } from '../stages';
import type { ClassImage, ClassImageLatents } from './class-images';
import type { ClassTask, WindowHooks } from './class-task';
import { stepCost } from './step-costs';
import { Writes } from './writes';

/** Images that the model gets at once. */
const CHUNK = 8;

/** [windows of the image, channels] */
export const WINDOW_DESCRIPTORS: StageKind<Float32Array> = {
  name: 'window-descriptors',
  version: 3,
  accepts: (value) => value instanceof Float32Array,
};

export interface WindowedImage {
  readonly image: ClassImage;
  /** At least one. */
  readonly windows: readonly ImageWindow[];
}

/** An image to be described, and where its descriptors go. */
interface Subject {
  readonly position: number;
  readonly windowed: WindowedImage;
  readonly described: DescribedSubject;
}

export interface Descriptors {
  /** [windows, channels], image by image. */
  readonly values: Float32Array;
  readonly channels: number;
}

export class ImageDescriptors {
  readonly #parts: StageParts;
  readonly #task: ClassTask;

  constructor(parts: StageParts, task: ClassTask) {
    this.#parts = parts;
    this.#task = task;
  }

  #inputs({ image, windows }: WindowedImage) {
    const { plan, label } = this.#task;
    return {
      ...placeOf(this.#parts),
      image: image.picture.sha256,
      frame: image.frame,
      label,
      seed: plan.scoring.seed,
      windows: windows.map(({ y, x, side }) => [y, x, side]),
    };
  }

  /**
   * Descriptors of all windows of all images, one after the other.
   * @throws StillroomError Aborted, and what the model may throw
   */
  async of(
    images: readonly WindowedImage[],
    latents: ClassImageLatents,
    hooks: WindowHooks,
  ): Promise<Descriptors> {
    const { stages } = this.#parts;
    const found: (Float32Array | undefined)[] = [];
    for (const image of images) {
      const inputs = this.#inputs(image);
      found.push(await stages.get(WINDOW_DESCRIPTORS, this.#task.fingerprint, inputs));
    }
    if (found.includes(undefined)) await this.#complete(images, found, latents, hooks);
    const rows = images.reduce((sum, { windows }) => sum + windows.length, 0);
    const length = found.reduce((sum, values) => sum + (values?.length ?? 0), 0);
    const values = new Float32Array(length);
    let at = 0;
    for (const part of found) {
      values.set(part ?? [], at);
      at += part?.length ?? 0;
    }
    return { values, channels: rows === 0 ? 0 : length / rows };
  }

  /** Fills in what is not found yet. */
  async #complete(
    images: readonly WindowedImage[],
    found: (Float32Array | undefined)[],
    latents: ClassImageLatents,
    { control, tell }: WindowHooks,
  ): Promise<void> {
    const { model } = this.#parts;
    const { plan, name } = this.#task;
    const { signal } = control;
    const prompts = [this.#task.label];
    const made = await onceMore(() => model.makeConditions(prompts, signal), { signal });
    const [label] = made;
    if (label === undefined) throw wrongSize('The list of conditions', made.length, prompts.length);
    const settings = { label, seed: plan.scoring.seed };
    const missing = images
      .map((windowed, position) => ({ windowed, position }))
      .filter(({ position }) => found[position] === undefined);
    let done = images.length - missing.length;
    const cost = stepCost('describing', plan.scoring);
    const told = (activity: string) => tell(activity, done, images.length, cost);
    const activity = `Describing ${name}`;
    told(activity);
    for (let start = 0; start < missing.length; start += CHUNK) {
      await control.resumed();
      throwIfAborted(signal);
      const subjects: Subject[] = [];
      for (const { windowed, position } of missing.slice(start, start + CHUNK)) {
        const { image, windows } = windowed;
        const { picture, frame } = image;
        const corners = windows.map(({ y, x, side }) => ({ y, x, side }));
        const own = { id: picture.sha256, frame, windows: corners };
        subjects.push({
          position,
          windowed,
          described: { ...own, latents: await latents.of(image) },
        });
      }
      const keep = (position: number, values: Float32Array) => {
        found[position] = values;
        done += 1;
        told(activity);
      };
      await onceMore(
        () => {
          const open = subjects.filter(({ position }) => found[position] === undefined);
          return this.#describe(open, settings, control, keep);
        },
        { signal, onBreak: () => told('Starting the model again') },
      );
    }
  }

  async #describe(
    subjects: readonly Subject[],
    settings: DescribeSettings,
    control: Control,
    keep: (position: number, values: Float32Array) => void,
  ): Promise<void> {
    if (subjects.length === 0) return;
    const { model, stages } = this.#parts;
    const seen = new Set<number>();
    const writes = new Writes();
    const take = ({ subject, values }: WindowDescriptors) => {
      const one = subjects[subject];
      if (one === undefined || seen.has(subject)) return;
      seen.add(subject);
      keep(one.position, values);
      const inputs = this.#inputs(one.windowed);
      writes.add(stages.put(WINDOW_DESCRIPTORS, this.#task.fingerprint, inputs, values));
    };
    await writes.during(async () => {
      const job = { subjects: subjects.map(({ described }) => described), settings };
      (await model.describe(job, control, take)).forEach(take);
    });
  }
}
