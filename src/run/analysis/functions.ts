/**
 * The arithmetic over whole classes, as plain functions that a thread serves or that are called where
 * one stands: neighbours, UMAP, density clusters and cores, targets, metrics. They ask no network; the
 * one dense product among them, the neighbour search, is handed in. A function that takes long has a
 * `Call` last, to be stopped by and to tell through.
 */
import type { Call } from '../../core/call';
import { selectCores } from '../../core/density/core-set';
import { clusterTree, densityTree } from '../../core/density/hdbscan';
import type { SpanningTree } from '../../core/density/reachability-tree';
import { umap } from '../../core/density/umap';
import { toErrorRecord } from '../../core/errors';
import { matrix, requireFinite, type Matrix } from '../../core/linalg/matrix';
import { rowNorms } from '../../core/linalg/pairwise';
import type { Neighbours } from '../../core/linalg/select-nearest';
import { distributionMetrics } from '../../core/metrics/distribution-metrics';
import type { DistributionReport } from '../../core/metrics/distribution-metrics';
import { nearestModes } from '../../core/metrics/nearest-modes';
import { nearestReal, type NearImage } from '../../core/metrics/nearest-real';
import { followNumbers } from '../../core/metrics/follows';
import { SerialQueue } from '../../core/serial-queue';
import { findTargets, type RepresentativeImages } from '../../methods/find-targets';
import type { ClassTargets, TargetRequest } from '../../methods/targets';
import { LatestKept } from './latest-kept';
import type {
  ClusterRequest,
  ClusterResult,
  FollowingRequest,
  FollowingResult,
  KnownModes,
  Points,
  ReduceRequest,
} from './requests';

/** Where the neighbour search is computed. */
export interface AnalysisKernels {
  /**
   * Standardises the points and finds their exact neighbours, each point first among its own.
   * @param k from 1 to the number of points
   */
  neighbours(points: Points, k: number, signal?: AbortSignal): Promise<Neighbours>;
}

/** Density trees of the classes looked at last: one is n numbers, so a few dozen cost nothing. */
export const TREES_KEPT = 32;

function matrixOf({ data, rows, columns }: Points): Matrix {
  return matrix(data, rows, columns);
}

/** @throws StillroomError each function as its namesake in the port `Analysis` */
export function analysisFunctions(kernels: AnalysisKernels) {
  /** The UMAP library keeps state between its steps that two layouts at once would share. */
  const layouts = new SerialQueue();
  const trees = new LatestKept<SpanningTree>(TREES_KEPT);

  return {
    async neighbours(points: Points, k: number, { signal }: Call): Promise<Neighbours> {
      requireFinite(matrixOf(points), 'Encoding');
      return kernels.neighbours(points, Math.min(k, points.rows), signal);
    },

    /** Tells the share done, 0 to 1. */
    async reduce(request: ReduceRequest, { signal, tell }: Call<number>): Promise<Float32Array> {
      const { neighbours, count, components, minDist, seed } = request;
      const options = { components, minDist, seed, signal, onProgress: tell };
      const { data } = await layouts.run(() => umap(neighbours, count, options));
      return Float32Array.from(data);
    },

    async cluster(request: ClusterRequest): Promise<ClusterResult> {
      const { points, minSamples, minClusterSize } = request;
      const tree = trees.get(`${minSamples}/${points.key}`, () =>
        densityTree(points, { minSamples }),
      );
      const { labels, probabilities, clusterCount } = clusterTree(tree, minClusterSize);
      const found = { labels, probabilities, clusterCount };
      try {
        const { cores } = selectCores(points, { ...request, tree });
        return {
          ...found,
          cores: cores.map(({ representative, members, origin }) => ({
            image: representative,
            size: members.length,
            origin,
          })),
          problem: null,
          supply: null,
        };
      } catch (error) {
        const { code, message, data } = toErrorRecord(error);
        if (code !== 'TooFewCores' && code !== 'TooFewImages') throw error;
        const { supported, nearest } = data;
        const known = typeof supported === 'number' && typeof nearest === 'number';
        const supply = known ? { supported, nearest } : null;
        return { ...found, cores: [], problem: message, supply };
      }
    },

    async targets(
      request: TargetRequest,
      latents: Points,
      options: { readonly seed: number; readonly name: string },
      cores: RepresentativeImages | null,
    ): Promise<ClassTargets> {
      return findTargets(request, matrixOf(latents), options, cores);
    },

    async following({ pictures, real, coreOf }: FollowingRequest): Promise<FollowingResult> {
      const made = matrixOf(pictures);
      const given = matrixOf(real);
      return {
        following: followNumbers({ pictures: made, real: given, coreOf }),
        norms: rowNorms(made),
        realNorms: rowNorms(given),
      };
    },

    async nearest(real: Points, picture: Float32Array, count: number): Promise<NearImage[]> {
      return nearestReal(matrixOf(real), picture, count);
    },

    async metrics(
      real: Points,
      fake: Points,
      modes: KnownModes | null,
    ): Promise<DistributionReport> {
      const a = matrixOf(real);
      const b = matrixOf(fake);
      if (modes === null) return distributionMetrics(a, b);
      const { ofReal, count } = modes;
      const fakeModes = nearestModes(a, b, ofReal);
      return distributionMetrics(a, b, { modes: { fakeModes, count } });
    },
  };
}

export type AnalysisFunctions = ReturnType<typeof analysisFunctions>;
