/** Descriptors of windows, kept image by image under the hash of what made them. */
import { toErrorRecord } from '../../../core/errors';
import type { ImageWindow } from '../../../core/scoring/image-score';
import { stageKey, type StageKey } from '../../../data/store/stage-store';
import { labelPrompt } from '../../../methods/windows/plan';
import type { WindowDescriptors } from '../../../run/model/scoring/describe-windows';
import { BROKEN_THREAD } from '../makers/generated';
import type { ClassImage, ClassImageLatents } from './class-images';
import { modelIdentity, type ClassTask, type SelectionParts, type StageHooks } from './parts';

const CHUNK = 8;

export interface WindowedImage {
  readonly image: ClassImage;
  readonly windows: readonly ImageWindow[];
}

export class ImageDescriptors {
  readonly #parts: SelectionParts;
  readonly #task: ClassTask;

  constructor(parts: SelectionParts, task: ClassTask) {
    this.#parts = parts;
    this.#task = task;
  }

  #key({ image, windows }: WindowedImage): StageKey {
    const { plan, prompt, report } = this.#task;
    return stageKey('patch-descriptors', {
      ...modelIdentity(report),
      image: image.sha256,
      frame: image.frame,
      label: labelPrompt(plan.scoring, prompt),
      seed: plan.scoring.seed,
      windows: windows.map(({ y, x, side }) => [y, x, side]),
    });
  }

  /**
   * Descriptors of all windows of all images, one after the other.
   * @returns [windows, channels]
   * @throws StillroomError Aborted, and what the model may throw
   */
  async of(
    images: readonly WindowedImage[],
    latents: ClassImageLatents,
    hooks: StageHooks,
  ): Promise<{ readonly values: Float32Array; readonly channels: number }> {
    const found: (Float32Array | undefined)[] = [];
    for (const image of images) {
      const stored = await this.#parts.store.get(this.#key(image));
      found.push(stored instanceof Float32Array ? stored : undefined);
    }
    const missing = images.map((_, i) => i).filter((i) => found[i] === undefined);
    if (missing.length > 0) await this.#describe(images, missing, found, latents, hooks);
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

  async #describe(
    images: readonly WindowedImage[],
    missing: readonly number[],
    found: (Float32Array | undefined)[],
    latents: ClassImageLatents,
    hooks: StageHooks,
  ): Promise<void> {
    const { model, store } = this.#parts;
    const { plan, prompt, name } = this.#task;
    const { data: label } = await model.encodeText([labelPrompt(plan.scoring, prompt)]);
    const settings = { label, seed: plan.scoring.seed };
    const activity = `Describing ${name}`;
    let done = images.length - missing.length;
    hooks.tell(activity, done, images.length);
    const describe = async (chunk: readonly number[]) => {
      await hooks.paused();
      hooks.signal.throwIfAborted();
      const open = chunk.filter((i) => found[i] === undefined);
      const subjects = [];
      for (const i of open) {
        const { image, windows } = images[i] as WindowedImage;
        const { sha256: id, frame } = image;
        const corners = windows.map(({ y, x, side }) => ({ y, x, side }));
        subjects.push({ id, frame, latents: await latents.of(image), windows: corners });
      }
      const puts: Promise<unknown>[] = [];
      const keep = ({ subject, values }: WindowDescriptors) => {
        const i = open[subject];
        if (i === undefined || found[i] !== undefined) return;
        found[i] = values;
        puts.push(store.put(this.#key(images[i] as WindowedImage), values));
        done += 1;
        hooks.tell(activity, done, images.length);
      };
      try {
        const job = { subjects, settings };
        (await model.describe(job, hooks.signal, keep, hooks.onControl)).forEach(keep);
      } finally {
        await Promise.all(puts);
      }
    };
    for (let start = 0; start < missing.length; start += CHUNK) {
      const chunk = missing.slice(start, start + CHUNK);
      try {
        await describe(chunk);
      } catch (error) {
        if (!BROKEN_THREAD.has(toErrorRecord(error).code)) throw error;
        await describe(chunk);
      }
    }
  }
}
