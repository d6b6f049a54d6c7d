/**
 * Scores of images, kept the moment an image is finished.
 *
 * They lie under the hash of what made them: model, prompts, seed, timesteps, the image's own bytes.
 * The number of draws is not part of it: more draws go on from those that are there, fewer read the
 * first of them. So a cancelled class goes on where it stood, and no slider for windows, ranking or
 * pictures ever scores again.
 */
import { toErrorRecord } from '../../../core/errors';
import { drawCount, enoughDraws, type ScoredDraws } from '../../../core/scoring/image-score';
import { stageKey, type StageKey } from '../../../data/store/stage-store';
import { labelPrompt } from '../../../methods/windows/plan';
import type { ScoreUpdate, ScoringSettings } from '../../../run/model/scoring/score-images';
import { BROKEN_THREAD } from '../makers/generated';
import type { ClassImage, ClassImageLatents } from './class-images';
import { modelIdentity, type ClassTask, type SelectionParts, type StageHooks } from './parts';

/** Images that the model thread gets at once. */
const CHUNK = 8;

export class ImageScores {
  readonly #parts: SelectionParts;
  readonly #task: ClassTask;

  constructor(parts: SelectionParts, task: ClassTask) {
    this.#parts = parts;
    this.#task = task;
  }

  #key({ sha256, frame }: ClassImage): StageKey {
    const { plan, prompt, report } = this.#task;
    const { seed, range, nullPrompt } = plan.scoring;
    return stageKey('patch-score', {
      ...modelIdentity(report),
      image: sha256,
      frame,
      label: labelPrompt(plan.scoring, prompt),
      nullPrompt,
      seed,
      range,
    });
  }

  async stored(image: ClassImage): Promise<ScoredDraws | undefined> {
    return (await this.#parts.store.get(this.#key(image))) as ScoredDraws | undefined;
  }

  /** True when an image needs no more draws. */
  #suffices(scored: ScoredDraws | undefined, image: ClassImage): boolean {
    if (scored === undefined) return false;
    const { scoring, windows } = this.#task.plan;
    if (drawCount(scored) >= scoring.draws) return true;
    const stop = { error: scoring.stopError, share: windows.share };
    const { channels } = this.#task.report.pack.latent;
    return scoring.stopError > 0 && enoughDraws(scored, channels, image.frame, stop) !== null;
  }

  async settings(): Promise<ScoringSettings> {
    const { plan, prompt } = this.#task;
    const { scoring, windows } = plan;
    const prompts = [labelPrompt(scoring, prompt), scoring.nullPrompt];
    const { data } = await this.#parts.model.encodeText(prompts);
    const half = data.length / 2;
    const { seed, draws, range, stopError } = scoring;
    return {
      label: data.slice(0, half),
      nullPrompt: data.slice(half),
      seed,
      draws,
      range,
      ...(stopError > 0 ? { stop: { error: stopError, share: windows.share } } : {}),
    };
  }

  /**
   * Scores every image that has too few draws.
   * @throws StillroomError Aborted, and what the model may throw
   */
  async complete(
    images: readonly ClassImage[],
    latents: ClassImageLatents,
    hooks: StageHooks,
  ): Promise<void> {
    const missing: ClassImage[] = [];
    for (const image of images) {
      if (!this.#suffices(await this.stored(image), image)) missing.push(image);
    }
    if (missing.length === 0) return;
    const settings = await this.settings();
    const activity = `Scoring ${this.#task.name}`;
    let done = images.length - missing.length;
    const finished = () => {
      done += 1;
      hooks.tell(activity, done, images.length);
    };
    hooks.tell(activity, done, images.length);
    for (let start = 0; start < missing.length; start += CHUNK) {
      const chunk = missing.slice(start, start + CHUNK);
      try {
        await this.#score(chunk, settings, latents, hooks, finished);
      } catch (error) {
        if (!BROKEN_THREAD.has(toErrorRecord(error).code)) throw error;
        // The next call starts the thread again; what was finished of the chunk is stored.
        await this.#score(chunk, settings, latents, hooks, finished);
      }
    }
  }

  async #score(
    images: readonly ClassImage[],
    settings: ScoringSettings,
    latents: ClassImageLatents,
    hooks: StageHooks,
    finished: () => void,
  ): Promise<void> {
    await hooks.paused();
    hooks.signal.throwIfAborted();
    const subjects = [];
    const open: ClassImage[] = [];
    for (const image of images) {
      const known = await this.stored(image);
      if (this.#suffices(known, image)) continue;
      const { sha256: id, frame } = image;
      subjects.push({ id, frame, latents: await latents.of(image), known });
      open.push(image);
    }
    const kept = new Map<number, Promise<void>>();
    const keep = ({ subject, scored }: ScoreUpdate) => {
      const image = open[subject];
      if (image === undefined || kept.has(subject)) return;
      kept.set(
        subject,
        this.put(image, scored).then(() => finished()),
      );
    };
    const { model } = this.#parts;
    try {
      const job = { subjects, settings, partial: false };
      const all = await model.score(job, hooks.signal, keep, hooks.onControl);
      all.forEach(keep);
    } finally {
      await Promise.all(kept.values());
    }
  }

  /** Keeps an image's draws. */
  async put(image: ClassImage, scored: ScoredDraws): Promise<void> {
    await this.#parts.store.put(this.#key(image), scored);
  }
}
