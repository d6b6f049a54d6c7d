/**
 * The analysis thread as the page sees it, and the stages of core discovery that are kept:
 * neighbours, the 50-dimensional space that is clustered, the 2-dimensional map that is drawn.
 */
import { transfer } from 'comlink';
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { Neighbours } from '../../core/linalg/select-nearest';
import { SerialQueue } from '../../core/serial-queue';
import { stageKey, type StageKey, type StageStore } from '../../data/store/stage-store';
import type { RepresentativeImages } from '../../methods/find-targets';
import type { ClassTargets, TargetRequest } from '../../methods/targets';
import type { DistributionReport } from '../../core/metrics/distribution-metrics';
import type {
  AnalysisFunctions,
  ClusterRequest,
  ClusterResult,
  KnownModes,
  Points,
} from '../../../workers/analysis';
import type { ClassLatents } from './class-latents';
import type { ModelHost } from './model-host';
import { Thread } from './thread';

interface Space {
  readonly components: number;
  readonly minDist: number;
}

/** CoDA clusters in 50 dimensions, packed as tight as the neighbours allow. */
const CLUSTER_SPACE: Space = { components: 50, minDist: 0 };
/** The map is for the eye: UMAP's own default spacing. */
const MAP_SPACE: Space = { components: 2, minDist: 0.1 };
/** CoDA fixes UMAP's seed; the run's seed decides images, never which cores a class has. */
export const DISCOVERY_SEED = 0;

export type OnShare = (share: number) => void;

export interface Reduced {
  readonly key: StageKey;
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

export class AnalysisHost {
  readonly #model: ModelHost;
  readonly #store: StageStore;
  readonly #thread = new Thread<AnalysisFunctions>(
    'analysis',
    () => new Worker(new URL('../../../workers/analysis.ts', import.meta.url), { type: 'module' }),
  );
  /** A map and a run may want the same space at once: the second finds what the first stored. */
  readonly #reductions = new SerialQueue();
  /** The model thread that serves kernels now; another one has to be connected anew. */
  #connectedTo: unknown = null;

  constructor(model: ModelHost, store: StageStore) {
    this.#model = model;
    this.#store = store;
  }

  async #connect(): Promise<void> {
    await this.#model.ready();
    const { generation } = this.#model;
    if (this.#thread.running && this.#connectedTo === generation) return;
    const { port1, port2 } = new MessageChannel();
    await this.#model.serveKernels(port1);
    await this.#thread.call((remote) => remote.useKernels(transfer(port2, [port2])));
    this.#connectedTo = generation;
  }

  async #neighbours(latents: ClassLatents, k: number, signal: AbortSignal): Promise<Neighbours> {
    const key = stageKey('neighbours', { latents: latents.key, k });
    const stored = await this.#store.get(key);
    if (stored !== undefined) return stored as Neighbours;
    await this.#connect();
    const { data, rows, columns } = latents;
    const found = await this.#thread.call(
      (remote) => remote.neighbours({ data, rows, columns }, k),
      signal,
    );
    await this.#store.put(key, found);
    return found;
  }

  #reduce(
    latents: ClassLatents,
    k: number,
    space: Space,
    signal: AbortSignal,
    onShare: OnShare,
  ): Promise<Reduced> {
    return this.#reductions.run(() => this.#reduceAlone(latents, k, space, signal, onShare));
  }

  async #reduceAlone(
    latents: ClassLatents,
    k: number,
    space: Space,
    signal: AbortSignal,
    onShare: OnShare,
  ): Promise<Reduced> {
    throwIfAborted(signal);
    const key = stageKey('reduced', { latents: latents.key, k, ...space, seed: DISCOVERY_SEED });
    const shape = { key, rows: latents.rows, columns: space.components };
    const stored = await this.#store.get(key);
    if (stored instanceof Float32Array) return { ...shape, data: stored };
    const neighbours = await this.#neighbours(latents, k, signal);
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', ({ data }: MessageEvent<number>) => {
      onShare(data);
    });
    port1.start();
    const cancel = () => {
      port1.postMessage('cancel');
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const request = { neighbours, count: latents.rows, ...space, seed: DISCOVERY_SEED };
      const data = await this.#thread.call(
        (remote) => remote.reduce(request, transfer(port2, [port2])),
        signal,
      );
      await this.#store.put(key, data);
      return { ...shape, data };
    } finally {
      signal.removeEventListener('abort', cancel);
      port1.close();
    }
  }

  /** The space that is clustered, [images, 50]. */
  clusterSpace(
    latents: ClassLatents,
    k: number,
    signal: AbortSignal,
    onShare: OnShare,
  ): Promise<Reduced> {
    return this.#reduce(latents, k, CLUSTER_SPACE, signal, onShare);
  }

  /** The map that is drawn, [images, 2]. */
  map(latents: ClassLatents, k: number, signal: AbortSignal, onShare: OnShare): Promise<Reduced> {
    return this.#reduce(latents, k, MAP_SPACE, signal, onShare);
  }

  cluster(
    points: Reduced,
    request: Omit<ClusterRequest, 'key' | 'points' | 'seed'>,
    signal: AbortSignal,
  ): Promise<ClusterResult> {
    const { key, data, rows, columns } = points;
    const whole = { ...request, key, points: { data, rows, columns }, seed: DISCOVERY_SEED };
    return this.#thread.call((remote) => remote.cluster(whole), signal);
  }

  targets(
    request: TargetRequest,
    latents: ClassLatents,
    options: { readonly seed: number; readonly name: string },
    cores: RepresentativeImages | null,
    signal: AbortSignal,
  ): Promise<ClassTargets> {
    const { data, rows, columns } = latents;
    return this.#thread.call(
      (remote) => remote.targets(request, { data, rows, columns }, options, cores),
      signal,
    );
  }

  /** How a set stands to its class, both as latents. */
  metrics(
    real: Points,
    fake: Points,
    modes: KnownModes | null,
    signal: AbortSignal,
  ): Promise<DistributionReport> {
    return this.#thread.call((remote) => remote.metrics(real, fake, modes), signal);
  }

  /** Cores as targets, or the error that the class does not support as many. */
  static representatives({ cores, problem }: ClusterResult): RepresentativeImages {
    if (problem !== null) throw new StillroomError('TooFewCores', problem);
    return {
      images: cores.map(({ image }) => image),
      sizes: cores.map(({ size }) => size),
    };
  }
}
