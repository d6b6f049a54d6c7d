/**
 * How much of what images are pulled to is the class, and how much is chance: the same anchors looked for under
 * several seeds. Cores depend on UMAP's seed, other anchors on the run's.
 */
import { adjustedRandIndex } from '../../src/core/density/adjusted-rand-index';
import { matrix, selectRows } from '../../src/core/linalg/matrix';
import { squaredDistance } from '../../src/core/linalg/pairwise';
import type { TargetRequest } from '../../src/methods/targets';
import {
  clusters,
  clusterSpace,
  corePoints,
  representatives,
} from '../../src/run/stages/discovery';
import type { ClassLatents } from '../../src/run/stages/latents';
import type { StageParts } from '../../src/run/stages/stage-parts';
import { classTargets } from '../../src/run/stages/targets';

/** Anchors of a class under one seed. */
export interface AnchorDraw {
  /** Positions of the real images. */
  readonly images: readonly number[];
  /** The anchor that each image of the class is nearest to, [images of the class]. */
  readonly nearest: Int32Array;
  /** The cluster of each, -1 for noise; null for anchors that are no cores of clusters. */
  readonly labels: Int32Array | null;
}

/** Means over all pairs of draws, and over the draws. */
export interface Stability {
  /** Share of the anchors that another seed finds too, 0 .. 1. */
  readonly kept: number;
  /** Adjusted Rand index of the parts of the class that are nearest to an anchor. */
  readonly parts: number;
  /** Adjusted Rand index of the clusters, noise as one of them; null without clusters. */
  readonly clusters: number | null;
  /** Share of the images that are in no cluster; null without clusters. */
  readonly noise: number | null;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param draws two or more, each of as many anchors */
export function stabilityOf(draws: readonly AnchorDraw[]): Stability {
  const pairs = draws.flatMap((one, i) => draws.slice(i + 1).map((other) => [one, other] as const));
  const labelled = draws.flatMap(({ labels }) => labels ?? []);
  const clusterPairs = pairs.flatMap(([one, other]) =>
    one.labels && other.labels ? [adjustedRandIndex(one.labels, other.labels)] : [],
  );
  const inNone = (labels: Int32Array) => labels.filter((label) => label < 0).length / labels.length;
  return {
    kept: mean(
      pairs.map(
        ([one, other]) =>
          one.images.filter((image) => other.images.includes(image)).length / one.images.length,
      ),
    ),
    parts: mean(pairs.map(([one, other]) => adjustedRandIndex(one.nearest, other.nearest))),
    clusters: clusterPairs.length === 0 ? null : mean(clusterPairs),
    noise: labelled.length === 0 ? null : mean(labelled.map(inNone)),
  };
}

/** Means over classes; null for what a class does not have. */
export function meanStability(classes: readonly Stability[]): Stability {
  const over = (pick: (one: Stability) => number | null) => {
    const known = classes.flatMap((one) => pick(one) ?? []);
    return known.length < classes.length ? null : mean(known);
  };
  return {
    kept: mean(classes.map(({ kept }) => kept)),
    parts: mean(classes.map(({ parts }) => parts)),
    clusters: over(({ clusters: index }) => index),
    noise: over(({ noise }) => noise),
  };
}

function nearestOf({ data, rows, columns }: ClassLatents, images: readonly number[]): Int32Array {
  const all = matrix(data, rows, columns);
  const anchors = selectRows(all, images);
  return Int32Array.from({ length: rows }, (_, row) => {
    const distances = images.map((_image, i) => squaredDistance(all, row, anchors, i));
    return distances.indexOf(Math.min(...distances));
  });
}

/**
 * Anchors of a class under each seed. What is found is kept, as a run's is.
 * @param request as a plan asks for it
 * @param name the class folder's
 * @throws StillroomError TooFewImages, TooFewCores, Aborted
 */
export async function anchorDraws(
  parts: StageParts,
  latents: ClassLatents,
  request: TargetRequest,
  name: string,
  seeds: readonly number[],
  signal: AbortSignal,
): Promise<AnchorDraw[]> {
  const draws: AnchorDraw[] = [];
  for (const seed of seeds) {
    if (request.kind === 'coda-cores') {
      const { count, nNeighbors, space: where, ...settings } = request;
      const points = await corePoints(parts, latents, where, signal);
      const space = await clusterSpace(parts, points, nNeighbors, signal, undefined, seed);
      const own = { ...settings, imagesPerClass: count, name };
      const found = await clusters(parts, space, own, signal);
      const images = Array.from(representatives(found).images);
      draws.push({ images, nearest: nearestOf(latents, images), labels: found.labels });
    } else {
      const hooks = { signal, onProgress: () => undefined };
      const found = await classTargets(parts, latents, request, { seed, name }, hooks);
      const images = Array.from(found.images);
      draws.push({ images, nearest: nearestOf(latents, images), labels: null });
    }
  }
  return draws;
}
