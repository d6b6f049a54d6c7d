/**
 * A class from its images to its ranked list of windows: score, choose windows, describe, rank.
 *
 * Scores and descriptors come from where they are kept; what follows from them is held in memory for
 * the classes looked at last, so that another size of the set, another tiling or another order is a
 * matter of milliseconds.
 */
import { StillroomError } from '../../../core/errors';
import { canonicalHash } from '../../../core/formats/canonical-json';
import type { ImageWindow } from '../../../core/scoring/image-score';
import type { PixelRegion } from '../../../core/scoring/tiling';
import { scoresByModel } from '../../../methods/windows/windows';
import type { RankResult } from '../../analysis/requests';
import type { ReadImage } from '../../ports';
import { onceMore } from '../../restart';
import { keptStage } from '../kept-stage';
import { placeOf, type StageParts } from '../stage-parts';
import type { StageKind } from '../stages';
import { ClassImageLatents, classImages, type ClassImage } from './class-images';
import type { ClassTask, WindowHooks } from './class-task';
import { ImageDescriptors, type WindowedImage } from './image-descriptors';
import { ImageScores } from './image-scores';
import { stepCost } from './step-costs';

/** Images whose windows are chosen in one call of the analysis. */
const CHUNK = 32;
const CLASSES_HELD = 16;

/** A window of a real image, in its place of the class's list. */
export interface RankedWindow {
  /** Names the window by what it is: the image's name and the box. */
  readonly id: string;
  /** Names the image. */
  readonly image: string;
  /** Position among the class's readable images. */
  readonly imageIndex: number;
  readonly picture: ReadImage;
  /** Original pixels. */
  readonly box: PixelRegion;
  readonly score: number;
  readonly standardError: number;
  readonly cluster: number;
  /** Place in the list before edits, from 0. */
  readonly rank: number;
  /** Row of its descriptor. */
  readonly row: number;
}

/** Windows and descriptors of a class, before ranking. */
export interface DescribedClass {
  /** Names the content. */
  readonly key: string;
  /** Fingerprint of the class. */
  readonly owner: string;
  readonly windows: readonly Omit<RankedWindow, 'cluster' | 'rank'>[];
  /** [windows, channels] */
  readonly descriptors: Float32Array;
  readonly channels: number;
  /** Images that have no window, with the reason. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly imageCount: number;
}

export interface RankedClass extends DescribedClass {
  readonly list: readonly RankedWindow[];
  readonly clusterCount: number;
}

/** The windows that are chosen, image by image. */
interface ChosenWindows extends Pick<DescribedClass, 'skipped'> {
  readonly windowed: WindowedImage[];
}

/** The list of a class of which some images are scored. */
export interface PartialRanking extends Pick<DescribedClass, 'skipped'> {
  readonly list: readonly RankedWindow[];
  /** Images that are scored. */
  readonly scored: number;
  /** Images of the class. */
  readonly images: number;
}

function isRankResult(value: unknown): value is RankResult {
  if (typeof value !== 'object' || value === null) return false;
  const { list, labels, clusterCount } = value as Partial<RankResult>;
  return (
    list instanceof Int32Array && labels instanceof Int32Array && typeof clusterCount === 'number'
  );
}

export const RANKING: StageKind<RankResult> = {
  name: 'ranking',
  version: 2,
  accepts: isRankResult,
};

/** A name for an image that is short enough for a recipe and long enough to be its own. */
export function imageName(sha256: string): string {
  return sha256.slice(0, 16);
}

function windowName(image: string, { x, y, width }: PixelRegion): string {
  return `${image}:${x},${y},${width}`;
}

export class ClassRanking {
  readonly #parts: StageParts;
  readonly #held = new Map<string, DescribedClass>();

  constructor(parts: StageParts) {
    this.#parts = parts;
  }

  /**
   * The ranked list of a class, before edits.
   * @throws StillroomError TooFewImages when there is no window at all, Aborted, and what reading
   *   and scoring may throw
   */
  async of(task: ClassTask, hooks: WindowHooks): Promise<RankedClass> {
    const described = await this.#described(task, hooks);
    const { windows, descriptors } = described;
    if (windows.length === 0) {
      throw new StillroomError(
        'TooFewImages',
        `No image of ${task.name} has a window to take: ${described.skipped[0]?.reason ?? 'none reaches the lowest score'}. Allow a lower score, or use larger images.`,
        { images: described.imageCount },
      );
    }
    const { stages, analysis } = this.#parts;
    const { signal } = hooks.control;
    const scores = Float64Array.from(windows, ({ score }) => score);
    const inputs = rankingInputs(task, described.key);
    const { list, labels, clusterCount } = await keptStage(
      stages,
      RANKING,
      task.fingerprint,
      inputs,
      signal,
      () => {
        const { windows: _named, ...settings } = inputs;
        const own = { key: described.key, descriptors, rows: windows.length, scores };
        const request = { ...own, ...settings };
        return onceMore(() => analysis.rank(request, signal), { signal });
      },
    );
    const ranked = Array.from(list, (row, rank): RankedWindow => {
      const window = windows[row];
      if (window === undefined) {
        throw new StillroomError(
          'Internal',
          `The list of ${task.name} names window ${row} of ${windows.length}. Reload the page.`,
        );
      }
      return { ...window, cluster: labels[row] ?? -1, rank };
    });
    return { ...described, list: ranked, clusterCount };
  }

  /**
   * What is known of a class that is not scored to its end: the windows of the images that are, those of
   * the highest score first, in no cluster. It asks no model.
   * @returns null where no image is scored, or where windows are chosen without scores
   */
  async soFar(task: ClassTask, hooks: WindowHooks): Promise<PartialRanking | null> {
    if (!scoresByModel(task.plan.scoring.variant)) return null;
    const images = classImages(task.images, this.#parts.model.loaded.pack);
    const scores = new ImageScores(this.#parts, task);
    const scored: ClassImage[] = [];
    for (const image of images) {
      if (scores.suffices(await scores.stored(image), image)) scored.push(image);
    }
    if (scored.length === 0) return null;
    const latents = new ClassImageLatents(this.#parts, task, hooks);
    const { windowed, skipped } = await this.#chosen(task, scored, latents, hooks);
    const windows = windowed
      .flatMap(({ image, windows: own }) => own.map((window) => ({ image, window })))
      .map(({ image, window }, row) => rowOf(image, window, row));
    const list = windows
      .toSorted((a, b) => b.score - a.score || a.row - b.row)
      .map((window, rank): RankedWindow => ({ ...window, cluster: -1, rank }));
    return { list, skipped, scored: scored.length, images: images.length };
  }

  /** Whether the class was ranked like this before, so that `of` has nothing to score or describe. */
  async knows(task: ClassTask): Promise<boolean> {
    const inputs = rankingInputs(task, describedKey(this.#parts, task));
    return (await this.#parts.stages.get(RANKING, task.fingerprint, inputs)) !== undefined;
  }

  /** Forgets what is in memory, as another collection or model comes. */
  reset(): void {
    this.#held.clear();
  }

  async #described(task: ClassTask, hooks: WindowHooks): Promise<DescribedClass> {
    const key = describedKey(this.#parts, task);
    const known = this.#held.get(key);
    if (known !== undefined) return known;
    const images = classImages(task.images, this.#parts.model.loaded.pack);
    const latents = new ClassImageLatents(this.#parts, task, hooks);
    const { windowed, skipped } = await this.#windows(task, images, latents, hooks);
    const describer = new ImageDescriptors(this.#parts, task);
    const { values, channels } = await describer.of(windowed, latents, hooks);
    const windows = windowed.flatMap(({ image, windows: own }) =>
      own.map((window) => ({ image, window })),
    );
    const described: DescribedClass = {
      key,
      owner: task.fingerprint,
      windows: windows.map(({ image, window }, row) => rowOf(image, window, row)),
      descriptors: values,
      channels,
      skipped,
      imageCount: images.length,
    };
    this.#held.set(key, described);
    const [oldest] = this.#held.keys();
    if (this.#held.size > CLASSES_HELD && oldest !== undefined) this.#held.delete(oldest);
    return described;
  }

  /** The windows of every image, by its score or without. */
  async #windows(
    task: ClassTask,
    images: readonly ClassImage[],
    latents: ClassImageLatents,
    hooks: WindowHooks,
  ): Promise<ChosenWindows> {
    if (scoresByModel(task.plan.scoring.variant)) {
      await new ImageScores(this.#parts, task).complete(images, latents, hooks);
    }
    return this.#chosen(task, images, latents, hooks);
  }

  /** The windows of images whose scores are there, where they are chosen by scores. */
  async #chosen(
    task: ClassTask,
    images: readonly ClassImage[],
    latents: ClassImageLatents,
    hooks: WindowHooks,
  ): Promise<ChosenWindows> {
    const { analysis, model } = this.#parts;
    const { scoring, windows } = task.plan;
    const { channels } = model.loaded.pack.latent;
    const { signal } = hooks.control;
    const scores = new ImageScores(this.#parts, task);
    const scored = scoresByModel(scoring.variant);
    const cost = stepCost('choosing', scoring);
    const windowed: WindowedImage[] = [];
    const skipped: { path: string; reason: string }[] = [];
    for (let start = 0; start < images.length; start += CHUNK) {
      hooks.tell(`Choosing windows of ${task.name}`, start, images.length, cost);
      const chunk = images.slice(start, start + CHUNK);
      const sources = [];
      for (const image of chunk) {
        const own = scored ? await scores.stored(image) : undefined;
        const pixels = scoring.variant === 'entropy' ? await latents.pixels(image) : null;
        sources.push({ id: image.picture.sha256, frame: image.frame, scored: own ?? null, pixels });
      }
      const request = { images: sources, channels, scoring, windows };
      const results = await onceMore(() => analysis.windows(request, signal), { signal });
      results.forEach((result, i) => {
        const image = chunk[i];
        if (image === undefined) return;
        if ('problem' in result) {
          skipped.push({ path: image.picture.path, reason: result.problem });
        } else if (result.windows.length > 0) windowed.push({ image, windows: result.windows });
      });
    }
    return { windowed, skipped };
  }
}

/** Names everything that the windows of a class and their scores follow from. */
function describedKey(parts: StageParts, { plan, label, images }: ClassTask): string {
  const { minimumScore, ...windows } = plan.windows;
  return canonicalHash({
    ...placeOf(parts),
    label,
    images: images.map(({ sha256 }) => sha256),
    scoring: plan.scoring,
    windows: { ...windows, minimumScore: Math.max(minimumScore, -Number.MAX_VALUE) },
  });
}

function rankingInputs({ plan, folder }: ClassTask, windows: string) {
  const { clusters, order, keep, wholeDescriptors, seed } = plan.ranking;
  return {
    windows,
    clusters,
    order,
    seed,
    name: folder,
    ...(keep > 0 && { keep }),
    ...(wholeDescriptors && { wholeDescriptors }),
  };
}

function rowOf(
  { index, picture }: ClassImage,
  { box, score, standardError }: ImageWindow,
  row: number,
): DescribedClass['windows'][number] {
  const image = imageName(picture.sha256);
  const id = windowName(image, box);
  return { id, image, imageIndex: index, picture, box, score, standardError, row };
}
