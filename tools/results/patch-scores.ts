/** Scores, windows and ranked lists of a class without a browser, through the page's own parts. */
import { createHash } from 'node:crypto';
import type { SourceImage } from '../../src/data/import/collection';
import { matrix } from '../../src/core/linalg/matrix';
import type { ImageWindow, ScoredDraws } from '../../src/core/scoring/image-score';
import { clusterWindows, rankWindows, reduceDescriptors } from '../../src/core/scoring/ranking';
import { scoringFrame, tileQuantum, type ScoringFrame } from '../../src/core/scoring/tiling';
import { labelPrompt, type WindowsPlan } from '../../src/methods/windows/plan';
import { scoresByModel, windowsOf } from '../../src/methods/windows/windows';
import type { ModelRuntime } from '../../src/runtime/model-runtime';
import { describeWindows } from '../../src/run/model/scoring/describe-windows';
import { scoreImages } from '../../src/run/model/scoring/score-images';
import { pixelsOf } from './data';
import type { WorkFolder } from './work-folder';

/** Images that are kept together: what a stop loses at most. */
const CHUNK = 16;

export interface PatchParts {
  readonly runtime: ModelRuntime;
  readonly work: WorkFolder;
  readonly python: string;
  /** Throws when it is time to stop. */
  readonly checkTime: () => void;
}

/** A class's images as the model sees them: centre squares. */
export interface PatchImages {
  readonly sources: readonly SourceImage[];
  /** The images' own names, hashes of their pixels. */
  readonly ids: readonly string[];
  /** RGB bytes, [images, resolution, resolution, 3]. */
  readonly pixels: Uint8Array;
  /** Scaled latents, [images, channels * height * width]. */
  readonly latents: Float32Array;
  readonly frame: ScoringFrame;
}

export async function patchImages(
  { runtime: { diffuser }, python }: PatchParts,
  sources: readonly SourceImage[],
): Promise<PatchImages> {
  const { resolution, latent, features } = diffuser.pack;
  const pixels = await pixelsOf(sources, resolution, python);
  const area = resolution * resolution * 3;
  const ids = sources.map((_, i) =>
    createHash('sha256')
      .update(pixels.subarray(i * area, (i + 1) * area))
      .digest('hex'),
  );
  const parts: Float32Array[] = [];
  for (let start = 0; start < sources.length; start += CHUNK) {
    const end = Math.min(sources.length, start + CHUNK);
    parts.push(await diffuser.encode(pixels.slice(start * area, end * area), end - start));
  }
  const latents = Float32Array.from(parts.flatMap((part) => [...part]));
  const quantum = tileQuantum(resolution, [latent.height, ...(features ? [features.height] : [])]);
  const frame = scoringFrame(resolution, resolution, resolution, quantum);
  return { sources, ids, pixels, latents, frame };
}

function latentOf({ latents, ids }: PatchImages, image: number): Float32Array {
  const size = latents.length / ids.length;
  return latents.subarray(image * size, (image + 1) * size);
}

/** The draws of every image under a prompt, in order. */
export async function scoredImages(
  { runtime: { diffuser, report }, work, checkTime }: PatchParts,
  images: PatchImages,
  prompt: string,
  { scoring }: WindowsPlan,
): Promise<ScoredDraws[]> {
  const { draws, range, seed, nullPrompt } = scoring;
  const label = labelPrompt(scoring, prompt);
  const { data } = await diffuser.encodeText([label, nullPrompt]);
  const half = data.length / 2;
  const settings = { label: data.slice(0, half), nullPrompt: data.slice(half), seed, draws, range };
  const all: ScoredDraws[] = [];
  for (let start = 0; start < images.ids.length; start += CHUNK) {
    const ids = images.ids.slice(start, start + CHUNK);
    const inputs = { pack: report.packHash, ids, label, nullPrompt, draws, range, seed };
    const made = await work.made('patch-scores', inputs, async () => {
      checkTime();
      const subjects = ids.map((id, i) => ({
        id,
        frame: images.frame,
        latents: latentOf(images, start + i),
      }));
      const finished: ScoredDraws[] = [];
      for await (const update of scoreImages(diffuser, subjects, settings)) {
        if (update.finished) finished.push(update.scored);
      }
      return finished;
    });
    all.push(...made);
  }
  return all;
}

export interface ListedPatch extends ImageWindow {
  /** Position among the class's images. */
  readonly image: number;
  readonly cluster: number;
}

/** A class's ranked list under a plan. */
export async function rankedPatches(
  parts: PatchParts,
  images: PatchImages,
  { name, prompt }: { readonly name: string; readonly prompt: string },
  plan: WindowsPlan,
): Promise<ListedPatch[]> {
  const { runtime, work, checkTime } = parts;
  const { diffuser, report } = runtime;
  const { variant, seed } = plan.scoring;
  const scored = scoresByModel(variant) ? await scoredImages(parts, images, prompt, plan) : [];
  const area = images.pixels.length / images.ids.length;
  const { channels } = diffuser.pack.latent;
  const windows = images.ids.flatMap((id, image) => {
    const pixels = images.pixels.subarray(image * area, (image + 1) * area);
    const source = { id, frame: images.frame, scored: scored[image] ?? null, pixels };
    return windowsOf(source, channels, plan.scoring, plan.windows).map((window) => ({
      ...window,
      image,
    }));
  });
  const label = labelPrompt(plan.scoring, prompt);
  const corners = windows.map(({ image, y, x, side }) => [images.ids[image], y, x, side]);
  const inputs = { pack: report.packHash, label, seed, corners };
  const found = await work.made('patch-descriptors', inputs, async () => {
    checkTime();
    const { data } = await diffuser.encodeText([label]);
    const subjects = windows.map(({ image, y, x, side }) => ({
      id: images.ids[image] ?? '',
      frame: images.frame,
      latents: latentOf(images, image),
      windows: [{ y, x, side }],
    }));
    const values: number[] = [];
    for await (const one of describeWindows(diffuser, subjects, { label: data, seed })) {
      values.push(...one.values);
    }
    return Float32Array.from(values);
  });
  const points = reduceDescriptors(matrix(found, windows.length, found.length / windows.length));
  const { clusters, order } = plan.ranking;
  const grouped = clusterWindows(points, clusters, { seed, name });
  const scores = windows.map(({ score }) => score);
  return Array.from(rankWindows(scores, grouped, order), (row) => {
    const window = windows[row];
    if (window === undefined) throw new Error(`no window ${row}`);
    return { ...window, cluster: grouped.labels[row] ?? 0 };
  });
}
