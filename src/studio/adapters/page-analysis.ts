/** The analysis over its two threads: whole classes on one, windows and their ranking on the other. */
import { Connection } from '../../bridge/connection';
import { Thread } from '../../bridge/thread';
import type { Neighbours } from '../../core/linalg/select-nearest';
import type { DistributionReport } from '../../core/metrics/distribution-metrics';
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
import { unlessAborted } from '../../run/unless-aborted';
import type { AnalysisFunctions } from '../../run/analysis/functions';
import { rankOnce, type WindowFunctions } from '../../run/analysis/window-functions';
import type { ModelHost } from './model-host';
import { seldom } from './seldom';

/** How often the page hears of a layout's progress. */
const REPORT_EVERY_MS = 100;

export class PageAnalysis implements Analysis {
  readonly #classes = new Thread<AnalysisFunctions>({
    name: 'analysis',
    open: () =>
      new Worker(new URL('../../../workers/analysis.ts', import.meta.url), { type: 'module' }),
  });
  readonly #windows = new Thread<WindowFunctions>({
    name: 'windows',
    open: () =>
      new Worker(new URL('../../../workers/windows.ts', import.meta.url), { type: 'module' }),
  });
  readonly #model: ModelHost;
  readonly #kernels: Connection;

  /** @param model its thread computes the neighbour search */
  constructor(model: ModelHost) {
    this.#model = model;
    this.#kernels = new Connection(this.#classes, model.thread, 'kernels');
  }

  async neighbours(points: Points, k: number, signal: AbortSignal): Promise<Neighbours> {
    const model = await unlessAborted(this.#model.ready(), signal);
    // The kernels live with the model: a thread that broke has to load it first.
    await this.#model.awake(model, signal);
    this.#kernels.renew();
    return this.#classes.call('neighbours', [points, k], { signal });
  }

  reduce(
    request: ReduceRequest,
    signal: AbortSignal,
    onShare: (share: number) => void,
  ): Promise<Float32Array> {
    return this.#classes.call('reduce', [request], {
      signal,
      onEvent: seldom(onShare, REPORT_EVERY_MS),
    });
  }

  cluster(request: ClusterRequest, signal: AbortSignal): Promise<ClusterResult> {
    return this.#classes.call('cluster', [request], { signal });
  }

  targets(
    request: TargetRequest,
    latents: Points,
    options: { readonly seed: number; readonly name: string },
    cores: RepresentativeImages | null,
    signal: AbortSignal,
  ): Promise<ClassTargets> {
    return this.#classes.call('targets', [request, latents, options, cores], { signal });
  }

  metrics(
    real: Points,
    fake: Points,
    modes: KnownModes | null,
    signal: AbortSignal,
  ): Promise<DistributionReport> {
    return this.#classes.call('metrics', [real, fake, modes], { signal });
  }

  following(request: FollowingRequest, signal: AbortSignal): Promise<FollowingResult> {
    return this.#classes.call('following', [request], { signal });
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
