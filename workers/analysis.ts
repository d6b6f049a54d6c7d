/**
 * The analysis thread: neighbours, UMAP, density clusters, cores, targets, metrics. Its one dense
 * product, the neighbour search, goes to the model thread's ONNX Runtime over a port.
 */
import { transfer, wrap, type Remote } from 'comlink';
import { StillroomError, toErrorRecord } from '../src/core/errors';
import { selectCores } from '../src/core/density/core-set';
import { clusterTree, densityTree } from '../src/core/density/hdbscan';
import type { SpanningTree } from '../src/core/density/reachability-tree';
import type { CoreOrigin } from '../src/core/density/split-cluster';
import { umap } from '../src/core/density/umap';
import { matrix } from '../src/core/linalg/matrix';
import type { Neighbours } from '../src/core/linalg/select-nearest';
import {
  distributionMetrics,
  type DistributionReport,
} from '../src/core/metrics/distribution-metrics';
import { nearestModes } from '../src/core/metrics/nearest-modes';
import { findTargets, type RepresentativeImages } from '../src/methods/find-targets';
import { SerialQueue } from '../src/core/serial-queue';
import type { ClassTargets, TargetRequest } from '../src/methods/targets';
import { exposeFunctions } from './expose';
import type { KernelFunctions } from './model';

/** Points of one class, [rows, columns]. */
export interface Points {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

export interface ReduceRequest {
  readonly neighbours: Neighbours;
  readonly count: number;
  readonly components: number;
  readonly minDist: number;
  readonly seed: number;
}

export interface ClusterRequest {
  /** Names the points: equal keys mean equal points, so that their density tree is kept. */
  readonly key: string;
  readonly points: Points;
  readonly minClusterSize: number;
  readonly minSamples: number;
  readonly seedCandidates: number;
  readonly imagesPerClass: number;
  readonly seed: number;
  /** Class folder's name. */
  readonly name: string;
}

export interface FoundCore {
  readonly image: number;
  readonly size: number;
  readonly origin: CoreOrigin;
}

export interface ClusterResult {
  readonly labels: Int32Array;
  readonly probabilities: Float64Array;
  readonly clusterCount: number;
  /** Empty when the class does not support as many; then `problem` says so. */
  readonly cores: readonly FoundCore[];
  readonly problem: string | null;
}

/** Where a class's modes are known: the mode of every real image, -1 for none, and how many there are. */
export interface KnownModes {
  readonly ofReal: Int32Array;
  readonly count: number;
}

/** The UMAP library keeps state between its steps that two layouts at once would share. */
const layouts = new SerialQueue();

/** Density trees of the classes looked at last: one is n numbers, so a few dozen cost nothing. */
const TREES_KEPT = 32;
const trees = new Map<string, SpanningTree>();

let kernels: Remote<KernelFunctions> | null = null;

function treeOf({ key, points, minSamples }: ClusterRequest): SpanningTree {
  const name = `${minSamples}/${key}`;
  const known = trees.get(name);
  if (known !== undefined) return known;
  const tree = densityTree(points, { minSamples });
  trees.set(name, tree);
  const [oldest] = trees.keys();
  if (trees.size > TREES_KEPT && oldest !== undefined) trees.delete(oldest);
  return tree;
}

const functions = {
  /** Takes the port on which the model thread serves its kernels. */
  useKernels(port: MessagePort): Promise<void> {
    kernels = wrap<KernelFunctions>(port);
    return Promise.resolve();
  },

  /** Exact neighbours of the standardised points, each point first among its own. */
  async neighbours(points: Points, k: number): Promise<Neighbours> {
    if (kernels === null) {
      throw new StillroomError('WorkerLost', 'The analysis has no kernels: load a model first.');
    }
    const { data, rows, columns } = points;
    const options = { k: Math.min(k, rows), includeSelf: true };
    return kernels.neighbours(data, rows, columns, options);
  },

  /** @param port receives the share done, 0 to 1; any message to it cancels */
  async reduce(request: ReduceRequest, port: MessagePort): Promise<Float32Array> {
    const { neighbours, count, components, minDist, seed } = request;
    const controller = new AbortController();
    port.addEventListener('message', () => controller.abort(), { once: true });
    port.start();
    const { data } = await layouts.run(() =>
      umap(neighbours, count, {
        components,
        minDist,
        seed,
        signal: controller.signal,
        onProgress: (share) => {
          port.postMessage(share);
        },
      }),
    );
    const embedding = Float32Array.from(data);
    return transfer(embedding, [embedding.buffer]);
  },

  cluster(request: ClusterRequest): Promise<ClusterResult> {
    const tree = treeOf(request);
    const { labels, probabilities, clusterCount } = clusterTree(tree, request.minClusterSize);
    try {
      const { cores } = selectCores(request.points, { ...request, tree });
      const found = cores.map(({ representative, members, origin }) => ({
        image: representative,
        size: members.length,
        origin,
      }));
      return Promise.resolve({ labels, probabilities, clusterCount, cores: found, problem: null });
    } catch (error) {
      const { code, message } = toErrorRecord(error);
      if (code !== 'TooFewCores' && code !== 'TooFewImages') throw error;
      return Promise.resolve({ labels, probabilities, clusterCount, cores: [], problem: message });
    }
  },

  targets(
    request: TargetRequest,
    latents: Points,
    options: { readonly seed: number; readonly name: string },
    cores: RepresentativeImages | null,
  ): Promise<ClassTargets> {
    const { data, rows, columns } = latents;
    return Promise.resolve(findTargets(request, matrix(data, rows, columns), options, cores));
  },

  /** How a set stands to its class, both as latents; share of modes where the modes are known. */
  metrics(real: Points, fake: Points, modes: KnownModes | null): Promise<DistributionReport> {
    const a = matrix(real.data, real.rows, real.columns);
    const b = matrix(fake.data, fake.rows, fake.columns);
    if (modes === null) return Promise.resolve(distributionMetrics(a, b));
    const { ofReal, count } = modes;
    const fakeModes = nearestModes(a, b, ofReal);
    return Promise.resolve(distributionMetrics(a, b, { modes: { fakeModes, count } }));
  },
};

export type AnalysisFunctions = typeof functions;

exposeFunctions(functions);
