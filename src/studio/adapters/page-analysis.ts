/**
 * The analysis over its threads: whole classes on several, windows and their ranking on one.
 *
 * A class is a second or more of arithmetic on one core, and no class needs another's: as many are
 * worked on at once as there are cores, each whole on one thread, so that its bits are those of one thread
 * alone. What takes a class's memory (neighbours, layouts) takes a seat of the pool; clusters and
 * metrics go between its steps.
 */
import { Connection, type End } from '../../bridge/connection';
import { Thread, type WorkerLike } from '../../bridge/thread';
import { ThreadPool } from '../../bridge/thread-pool';
import type { Neighbours } from '../../core/linalg/select-nearest';
import type { DistributionReport } from '../../core/metrics/distribution-metrics';
import type { NearImage } from '../../core/metrics/nearest-real';
import type { RepresentativeImages } from '../../methods/find-targets';
import type { ClassTargets, TargetRequest } from '../../methods/targets';
import type {
  ClusterRequest,
  ClusterResult,
  FollowingRequest,
  FollowingResult,
  KnownModes,
  Points,
  RankRequest,
  RankResult,
  ReduceRequest,
  ScoreMaps,
  ScoreMapsRequest,
  WindowsRequest,
  WindowsResult,
} from '../../run/analysis/requests';
import type { Analysis } from '../../run/ports';
import { TREES_KEPT, type AnalysisFunctions } from '../../run/analysis/functions';
import { LatestKept } from '../../run/analysis/latest-kept';
import { rankOnce, type WindowFunctions } from '../../run/analysis/window-functions';
import { seldom } from './seldom';

/** How often the page hears of a layout's progress. */
const REPORT_EVERY_MS = 100;

/** Beyond this the cores wait for memory more than they compute, and each thread holds its trees. */
const MOST_THREADS = 8;

/** As many as there are cores, from 1 to 8. */
export function analysisThreads(cores: number): number {
  return Math.min(MOST_THREADS, Math.max(1, cores));
}

/** How the threads are started. */
export interface AnalysisWorkers {
  /** A worker on `workers/analysis.ts`. */
  readonly classes: () => WorkerLike;
  /** A worker on `workers/windows.ts`. */
  readonly windows: () => WorkerLike;
}

/** Where the neighbour search is computed: the kernels live with a model. */
export interface KernelHost {
  readonly thread: End;
  /** Resolves when the model is loaded, also one whose thread broke. @throws StillroomError Aborted */
  awake(signal: AbortSignal): Promise<unknown>;
}

export class PageAnalysis implements Analysis {
  readonly width: number;
  readonly #classes: ThreadPool<AnalysisFunctions>;
  readonly #windows: Thread<WindowFunctions>;
  readonly #host: KernelHost;
  readonly #kernels: ReadonlyMap<Thread<AnalysisFunctions>, Connection>;
  /** Who has the density tree of which points. */
  readonly #trees = new LatestKept<Thread<AnalysisFunctions>>(TREES_KEPT);

  /** @param threads for whole classes, from 1 */
  constructor(host: KernelHost, workers: AnalysisWorkers, threads: number) {
    this.width = threads;
    this.#classes = new ThreadPool({ name: 'analysis', open: workers.classes }, threads);
    this.#windows = new Thread({ name: 'windows', open: workers.windows });
    this.#host = host;
    this.#kernels = new Map(
      this.#classes.threads.map((thread) => [
        thread,
        new Connection(thread, host.thread, 'kernels'),
      ]),
    );
  }

  async neighbours(points: Points, k: number, signal: AbortSignal): Promise<Neighbours> {
    // Nobody sits and waits while a model loads.
    await this.#host.awake(signal);
    return this.#classes.seated(async (thread) => {
      await this.#host.awake(signal);
      this.#kernels.get(thread)?.renew();
      return thread.call('neighbours', [points, k], { signal });
    }, signal);
  }

  reduce(
    request: ReduceRequest,
    signal: AbortSignal,
    onShare: (share: number) => void,
  ): Promise<Float32Array> {
    const onEvent = seldom(onShare, REPORT_EVERY_MS);
    return this.#classes.seated(
      (thread) => thread.call('reduce', [request], { signal, onEvent }),
      signal,
    );
  }

  /** Points that were clustered lately go where their tree is. */
  cluster(request: ClusterRequest, signal: AbortSignal): Promise<ClusterResult> {
    const { points, minSamples } = request;
    const thread = this.#trees.get(`${minSamples}/${points.key}`, () => this.#classes.leastBusy);
    return thread.call('cluster', [request], { signal });
  }

  targets(
    request: TargetRequest,
    latents: Points,
    options: { readonly seed: number; readonly name: string },
    cores: RepresentativeImages | null,
    signal: AbortSignal,
  ): Promise<ClassTargets> {
    return this.#classes.leastBusy.call('targets', [request, latents, options, cores], { signal });
  }

  metrics(
    real: Points,
    fake: Points,
    modes: KnownModes | null,
    signal: AbortSignal,
  ): Promise<DistributionReport> {
    return this.#classes.leastBusy.call('metrics', [real, fake, modes], { signal });
  }

  nearest(
    real: Points,
    picture: Float32Array,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly NearImage[]> {
    return this.#classes.leastBusy.call('nearest', [real, picture, count], { signal });
  }

  following(request: FollowingRequest, signal: AbortSignal): Promise<FollowingResult> {
    return this.#classes.leastBusy.call('following', [request], { signal });
  }

  windows(request: WindowsRequest, signal: AbortSignal): Promise<readonly WindowsResult[]> {
    return this.#windows.call('windows', [request], { signal });
  }

  rank(request: RankRequest, signal: AbortSignal): Promise<RankResult> {
    return rankOnce(request, (asked) => this.#windows.call('rank', [asked], { signal }));
  }

  scoreMaps(request: ScoreMapsRequest, signal: AbortSignal): Promise<ScoreMaps> {
    return this.#windows.call('scoreMaps', [request], { signal });
  }
}
