/**
 * Descriptors of windows: DIFT (Tang et al., NeurIPS 2023) as diff-mining uses it. The network's
 * inner activations at t = 161 of 1000 under the class's prompt, averaged over 8 noises, mean-pooled
 * inside the window and brought to length 1. A pack without a feature output has no activations to
 * give; its latents are pooled in their place, which says more of colour and less of content.
 */
import { throwIfAborted } from '../../../core/errors';
import {
  emptyConditions,
  shapesOf,
  writeCondition,
  type Condition,
} from '../../../core/diffusion/condition';
import { alphasCumprod } from '../../../core/diffusion/schedule/betas';
import { latentSize, type LatentShape } from '../../../core/diffusion/types';
import { poolDescriptors, type PixelBox } from '../../../core/scoring/dift-pool';
import { descriptorNoise, noiseLevelAt } from '../../../core/scoring/draws';
import { mergedSize, mergeTiles, type ScoringFrame } from '../../../core/scoring/tiling';
import type { Diffuser } from '../../../core/diffuser';
import { rowsPerCall } from './batch-size';
import type { ScoringControl } from './score-images';

/** t as a share of the schedule, and how many noises are averaged. */
export const DIFT_TIME = 0.161;
export const DIFT_NOISES = 8;

export interface DescribedSubject {
  /** The image's own name, its hash: it keys the noise. */
  readonly id: string;
  readonly frame: ScoringFrame;
  /** Scaled latents of the tiles, [tiles, channels, height, width]. */
  readonly latents: Float32Array;
  readonly windows: readonly { readonly y: number; readonly x: number; readonly side: number }[];
}

export interface DescribeSettings {
  /** The condition of the class's prompt. */
  readonly label: Condition;
  readonly seed: number;
}

export interface WindowDescriptors {
  /** Position among the subjects. */
  readonly subject: number;
  /** [windows, channels], rows of length 1. */
  readonly values: Float32Array;
  readonly channels: number;
}

/** Pools maps of an image's tiles in its windows. */
function pooled(
  parts: readonly ArrayLike<number>[],
  { channels, height }: LatentShape,
  subject: DescribedSubject,
): Float32Array {
  const { frame, windows } = subject;
  const merged = mergeTiles(parts, frame, channels, height);
  const boxes = windows.map(({ y, x, side }): PixelBox => [y, x, y + side, x + side]);
  const map = { values: merged, channels, ...mergedSize(frame, height) };
  return Float32Array.from(poolDescriptors(map, boxes, [frame.height, frame.width]));
}

function parts(values: Float32Array, count: number): Float32Array[] {
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

/**
 * Descriptors of every subject's windows, in the order of the subjects.
 * @throws StillroomError Aborted, NonFiniteOutput, OutOfMemory, DeviceLost
 */
export async function* describeWindows(
  diffuser: Diffuser,
  subjects: readonly DescribedSubject[],
  settings: DescribeSettings,
  { signal, rows }: ScoringControl = {},
): AsyncGenerator<WindowDescriptors> {
  const { features, latent } = diffuser.pack;
  if (!features) {
    for (const [subject, one] of subjects.entries()) {
      throwIfAborted(signal);
      const values = pooled(parts(one.latents, one.frame.tiles.length), latent, one);
      yield { subject, values, channels: latent.channels };
    }
    return;
  }
  const limit = rows ?? (await rowsPerCall(diffuser, signal));
  // A row is (subject, tile, noise); calls are filled across subjects.
  const order = subjects.flatMap((one, subject) =>
    one.frame.tiles.flatMap((_, tile) =>
      Array.from({ length: DIFT_NOISES }, (__, noise) => ({ subject, tile, noise })),
    ),
  );
  const size = features.channels * features.height * features.width;
  const sums = subjects.map(({ frame }) => frame.tiles.map(() => new Float64Array(size)));
  let next = 0;
  for (let start = 0; start < order.length; start += limit) {
    throwIfAborted(signal);
    const batch = order.slice(start, start + limit);
    const output = await featureCall(diffuser, subjects, batch, settings);
    batch.forEach(({ subject, tile }, row) => {
      const sum = sums[subject]?.[tile] as Float64Array;
      for (let i = 0; i < size; i++) {
        sum[i] = (sum[i] ?? 0) + (output[row * size + i] ?? 0) / DIFT_NOISES;
      }
    });
    const reached = order[start + limit]?.subject ?? subjects.length;
    for (; next < reached; next++) {
      throwIfAborted(signal);
      const values = pooled(sums[next] ?? [], features, subjects[next] as DescribedSubject);
      yield { subject: next, values, channels: features.channels };
      sums[next] = [];
    }
  }
}

async function featureCall(
  diffuser: Diffuser,
  subjects: readonly DescribedSubject[],
  batch: readonly { readonly subject: number; readonly tile: number; readonly noise: number }[],
  { label, seed }: DescribeSettings,
): Promise<Float32Array> {
  const { latent, schedule, prediction } = diffuser.pack;
  const size = latentSize(latent);
  const timestep = Math.round(DIFT_TIME * schedule.trainTimesteps);
  const level = noiseLevelAt(timestep, prediction, alphasCumprod(schedule));
  const rows = batch.length;
  const sample = new Float32Array(rows * size);
  const condition = emptyConditions(shapesOf(label), rows);
  const noise = new Float64Array(size);
  batch.forEach(({ subject, tile, noise: index }, row) => {
    const { id, latents } = subjects[subject] as DescribedSubject;
    descriptorNoise({ seed, image: id, tile }, index, noise);
    for (let i = 0; i < size; i++) {
      const clean = latents[tile * size + i] ?? 0;
      sample[row * size + i] = level.signal * clean + level.noise * (noise[i] ?? 0);
    }
    writeCondition(condition, row, label);
  });
  const timesteps = new Float32Array(rows).fill(timestep);
  return diffuser.features({ sample, timesteps, condition, rows });
}
