/**
 * A class from its images to its ranked list of windows: score, choose windows, describe, rank.
 *
 * Scores and descriptors come from the store where they are; what follows from them is kept in
 * memory for the classes looked at last, so that another size of the set, another tiling or another
 * order is a matter of milliseconds.
 */
import { canonicalHash } from '../../../core/formats/canonical-json';
import { StillroomError } from '../../../core/errors';
import type { ImageWindow } from '../../../core/scoring/image-score';
import type { PixelRegion } from '../../../core/scoring/tiling';
import { scoresByModel } from '../../../methods/windows/windows';
import type { SourceImage } from '../../../data/import/collection';
import { ClassImageLatents, classImages } from './class-images';
import { ImageDescriptors, type WindowedImage } from './image-descriptors';
import { ImageScores } from './image-scores';
import { modelIdentity, type ClassTask, type SelectionParts, type StageHooks } from './parts';

/** Images whose windows are chosen in one call of the selection thread. */
const CHUNK = 32;
const CLASSES_KEPT = 16;

/** A window of a real image, in its place of the class's list. */
export interface RankedWindow {
  /** Names the window by what it is: the image's hash and the box. */
  readonly id: string;
  /** Names the image. */
  readonly image: string;
  /** Position among the class's readable images. */
  readonly imageIndex: number;
  readonly source: SourceImage;
  readonly sha256: string;
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

/** A name for an image that is short enough for a recipe and long enough to be its own. */
export function imageName(sha256: string): string {
  return sha256.slice(0, 16);
}

function windowName(image: string, { x, y, width }: PixelRegion): string {
  return `${image}:${x},${y},${width}`;
}

export class ClassRanking {
  readonly #parts: SelectionParts;
  readonly #described = new Map<string, DescribedClass>();

  constructor(parts: SelectionParts) {
    this.#parts = parts;
  }

  /**
   * The ranked list of a class, before edits.
   * @throws StillroomError TooFewImages when there is no window at all, Aborted, and what reading
   *   and scoring may throw
   */
  async of(task: ClassTask, hooks: StageHooks): Promise<RankedClass> {
    const described = await this.#describe(task, hooks);
    const { windows, descriptors } = described;
    if (windows.length === 0) {
      throw new StillroomError(
        'TooFewImages',
        `No image of ${task.name} has a window to take: ${described.skipped[0]?.reason ?? 'none reaches the lowest score'}. Lower "Lowest score", or use larger images.`,
        { images: described.imageCount },
      );
    }
    const { clusters, order, seed } = task.plan.ranking;
    const { list, labels, clusterCount } = await this.#parts.thread.rank(
      {
        key: described.key,
        rows: windows.length,
        scores: Float64Array.from(windows, ({ score }) => score),
        clusters,
        order,
        seed,
        name: task.folder,
      },
      descriptors,
      hooks.signal,
    );
    const ranked = Array.from(list, (row, rank): RankedWindow => {
      const window = windows[row];
      if (window === undefined) throw new Error(`no window ${row}`);
      return { ...window, cluster: labels[row] ?? -1, rank };
    });
    return { ...described, list: ranked, clusterCount };
  }

  /** Whether `of` would have nothing to score, describe or read. */
  async knows(task: ClassTask): Promise<boolean> {
    const images = await classImages(this.#parts, task.folder, task.report.pack);
    return this.#described.has(keyOf(task, images));
  }

  async #describe(task: ClassTask, hooks: StageHooks): Promise<DescribedClass> {
    const { report, plan } = task;
    const images = await classImages(this.#parts, task.folder, report.pack);
    const key = keyOf(task, images);
    const known = this.#described.get(key);
    if (known !== undefined) return known;
    const latents = new ClassImageLatents(this.#parts, task, hooks);
    const scores = new ImageScores(this.#parts, task);
    const { variant } = plan.scoring;
    if (scoresByModel(variant)) await scores.complete(images, latents, hooks);
    const windowed: WindowedImage[] = [];
    const skipped: { path: string; reason: string }[] = [];
    for (let start = 0; start < images.length; start += CHUNK) {
      hooks.tell(`Choosing windows of ${task.name}`, start, images.length);
      const chunk = images.slice(start, start + CHUNK);
      const sources = [];
      for (const image of chunk) {
        const scored = scoresByModel(variant) ? await scores.stored(image) : undefined;
        const pixels = variant === 'entropy' ? await latents.pixels(image) : null;
        const { sha256: id, frame } = image;
        sources.push({ id, frame, scored: scored ?? null, pixels });
      }
      const { channels } = report.pack.latent;
      const request = { images: sources, channels, scoring: plan.scoring, windows: plan.windows };
      const results = await this.#parts.thread.windows(request, hooks.signal);
      results.forEach((result, i) => {
        const image = chunk[i];
        if (image === undefined) return;
        if ('problem' in result) {
          skipped.push({ path: image.source.path, reason: result.problem });
        } else if (result.windows.length > 0) windowed.push({ image, windows: result.windows });
      });
    }
    const describer = new ImageDescriptors(this.#parts, task);
    const { values, channels } = await describer.of(windowed, latents, hooks);
    const windows = windowed.flatMap(({ image, windows: own }) =>
      own.map((window) => ({ image, window })),
    );
    const described: DescribedClass = {
      key,
      windows: windows.map(({ image, window }, row) => rowOf(image, window, row)),
      descriptors: values,
      channels,
      skipped,
      imageCount: images.length,
    };
    this.#described.set(key, described);
    const [oldest] = this.#described.keys();
    if (this.#described.size > CLASSES_KEPT && oldest !== undefined) this.#described.delete(oldest);
    return described;
  }

  /** Forgets what is in memory, as another collection or model comes. */
  reset(): void {
    this.#described.clear();
  }
}

/** Names everything that the windows of a class and their scores follow from. */
function keyOf(
  { report, plan, folder, prompt }: ClassTask,
  images: readonly { readonly sha256: string }[],
): string {
  const { minimumScore, ...windowSettings } = plan.windows;
  return canonicalHash({
    ...modelIdentity(report),
    folder,
    prompt,
    images: images.map(({ sha256 }) => sha256),
    scoring: { ...plan.scoring },
    windows: { ...windowSettings, minimumScore: Math.max(minimumScore, -Number.MAX_VALUE) },
  });
}

function rowOf(
  { index, source, sha256 }: WindowedImage['image'],
  { box, score, standardError }: ImageWindow,
  row: number,
): DescribedClass['windows'][number] {
  const image = imageName(sha256);
  const id = windowName(image, box);
  return { id, image, imageIndex: index, source, sha256, box, score, standardError, row };
}
