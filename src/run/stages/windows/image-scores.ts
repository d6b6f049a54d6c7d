/**
 * Scores of images, kept the moment an image is finished.
 *
 * They lie under what made them: model, prompts, seed, timesteps, the image's own bytes. The number of
 * draws is not part of it: more draws go on from those that are there, fewer read the first of them. So
 * a cancelled class goes on where it stood, and no slider for windows, ranking or pictures ever scores
 * again.
 */
import type { Control } from '../../../core/call';
import { throwIfAborted } from '../../../core/errors';
import { drawCount, enoughDraws, type ScoredDraws } from '../../../core/scoring/image-score';
import type {
  ScoreUpdate,
  ScoringSettings,
  ScoringSubject,
} from '../../model/scoring/score-images';
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

function isScoredDraws(value: unknown): value is ScoredDraws {
  if (typeof value !== 'object' || value === null) return false;
  const { height, width, losses } = value as Partial<ScoredDraws>;
  return typeof height === 'number' && typeof width === 'number' && losses instanceof Float32Array;
}

export const WINDOW_SCORES: StageKind<ScoredDraws> = {
  name: 'window-scores',
  version: 3,
  accepts: isScoredDraws,
};

interface ImageInLatents {
  readonly image: ClassImage;
  /** Of its tiles, [tiles, channels, height, width]. */
  readonly latents: Float32Array;
}

export class ImageScores {
  readonly #parts: StageParts;
  readonly #task: ClassTask;

  constructor(parts: StageParts, task: ClassTask) {
    this.#parts = parts;
    this.#task = task;
  }

  #inputs({ picture, frame }: ClassImage) {
    const { plan, label } = this.#task;
    const { seed, range, nullPrompt } = plan.scoring;
    return {
      ...placeOf(this.#parts),
      image: picture.sha256,
      frame,
      label,
      nullPrompt,
      seed,
      range,
    };
  }

  /** The draws of an image that are there. */
  stored(image: ClassImage): Promise<ScoredDraws | undefined> {
    return this.#parts.stages.get(WINDOW_SCORES, this.#task.fingerprint, this.#inputs(image));
  }

  /** Keeps an image's draws. */
  put(image: ClassImage, scored: ScoredDraws): Promise<void> {
    const inputs = this.#inputs(image);
    return this.#parts.stages.put(WINDOW_SCORES, this.#task.fingerprint, inputs, scored);
  }

  /** True when an image needs no more draws. */
  suffices(scored: ScoredDraws | undefined, image: ClassImage): boolean {
    if (scored === undefined) return false;
    const { scoring, windows } = this.#task.plan;
    if (drawCount(scored) >= scoring.draws) return true;
    const stop = { error: scoring.stopError, share: windows.share };
    const { channels } = this.#parts.model.loaded.pack.latent;
    return scoring.stopError > 0 && enoughDraws(scored, channels, image.frame, stop) !== null;
  }

  async settings(signal: AbortSignal): Promise<ScoringSettings> {
    const { plan, label } = this.#task;
    const { scoring, windows } = plan;
    const { model } = this.#parts;
    const prompts = [label, scoring.nullPrompt];
    const made = await onceMore(() => model.makeConditions(prompts, signal), { signal });
    const [own, nothing] = made;
    if (own === undefined || nothing === undefined) {
      throw wrongSize('The list of conditions', made.length, prompts.length);
    }
    const { seed, draws, range, stopError } = scoring;
    return {
      label: own,
      nullPrompt: nothing,
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
    { control, tell }: WindowHooks,
  ): Promise<void> {
    const missing: ClassImage[] = [];
    for (const image of images) {
      if (!this.suffices(await this.stored(image), image)) missing.push(image);
    }
    if (missing.length === 0) return;
    const { signal } = control;
    const settings = await this.settings(signal);
    const activity = `Scoring ${this.#task.name}`;
    const cost = stepCost('scoring', this.#task.plan.scoring);
    const told = (text: string) => tell(text, done, images.length, cost);
    let done = images.length - missing.length;
    const finished = () => {
      done += 1;
      told(activity);
    };
    told(activity);
    for (let start = 0; start < missing.length; start += CHUNK) {
      const chunk = missing.slice(start, start + CHUNK);
      await control.resumed();
      throwIfAborted(signal);
      const subjects: ImageInLatents[] = [];
      for (const image of chunk) subjects.push({ image, latents: await latents.of(image) });
      // What was finished of a chunk before a thread broke is kept, and not scored again.
      await onceMore(() => this.#score(subjects, settings, control, finished), {
        signal,
        onBreak: () => told('Starting the model again'),
      });
    }
  }

  async #score(
    images: readonly ImageInLatents[],
    settings: ScoringSettings,
    control: Control,
    finished: () => void,
  ): Promise<void> {
    const open: ClassImage[] = [];
    const subjects: ScoringSubject[] = [];
    for (const { image, latents } of images) {
      const known = await this.stored(image);
      if (this.suffices(known, image)) continue;
      subjects.push({ id: image.picture.sha256, frame: image.frame, latents, known });
      open.push(image);
    }
    if (open.length === 0) return;
    const kept = new Set<ClassImage>();
    const writes = new Writes();
    const keep = ({ subject, scored, finished: whole }: ScoreUpdate) => {
      const image = open[subject];
      if (!whole || image === undefined || kept.has(image)) return;
      kept.add(image);
      writes.add(this.put(image, scored).then(finished));
    };
    await writes.during(async () => {
      const job = { subjects, settings, partial: false };
      (await this.#parts.model.score(job, control, keep)).forEach(keep);
    });
  }
}
