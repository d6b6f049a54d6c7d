/**
 * Maps of classes: latents, neighbours, the 2-D map, clusters and cores, each stage fetched when it
 * is stored and made when it is not. Moving a slider redoes only the stages that it touches.
 */
import { isAbort } from '../../core/errors';
import { scoreDiscovery, type DiscoveryScore } from '../../core/metrics/discovery-truth';
import { parseParameters } from '../../methods/parameters';
import { coda } from '../../methods/coda';
import { samplingSchema } from '../../methods/sampling';
import { patchClass, useCollection } from '../state/collection';
import { idleExploration, patchExploration, useExplore } from '../state/explore';
import { notify } from '../state/notices';
import { useSettings } from '../state/settings';
import type { ClusterResult } from '../../../workers/analysis';
import type { AnalysisHost } from './analysis-host';
import type { Gate } from './gate';
import type { ClassLatents, LatentStore } from './class-latents';
import { problemText } from './problem-text';
import { sampleTruth, truthOfClass } from './sample-truth';

/** What the stages of a map are told as, and where each ends in the progress shown. */
const STAGES = { latents: 0.35, clusterSpace: 0.8, map: 0.98 } as const;

export interface DiscoverySettings {
  readonly nNeighbors: number;
  readonly minClusterSize: number;
  readonly minSamples: number;
  readonly seedCandidates: number;
}

/** Discovery settings as they stand; methods without discovery show CoDA's defaults. */
function currentSettings(): DiscoverySettings & { readonly imagesPerClass: number } {
  const { method, parameters, sampling } = useSettings.getState();
  const known = method === coda.id ? parameters : {};
  const values = parseParameters(coda.schema, known) as unknown as DiscoverySettings;
  const { imagesPerClass } = parseParameters(samplingSchema, sampling);
  return { ...values, imagesPerClass };
}

/** How discovery did, where the truth is known; a truth that cannot be read costs nothing but itself. */
async function scored(
  folder: string,
  { images }: ClassLatents,
  { labels, cores }: ClusterResult,
): Promise<DiscoveryScore | null> {
  if (!useCollection.getState().isSample) return null;
  try {
    const paths = images.map(({ source }) => source.path);
    const truth = truthOfClass(await sampleTruth(), folder, paths);
    const coreImages = cores.map(({ image }) => image);
    return truth && scoreDiscovery(truth, labels, coreImages);
  } catch (error) {
    notify('warning', problemText(error));
    return null;
  }
}

export class Exploration {
  readonly #latents: LatentStore;
  readonly #analysis: AnalysisHost;
  readonly #gate: Gate;
  readonly #running = new Map<string, AbortController>();
  /** One class at a time: the threads behind it are shared. */
  #queue: Promise<unknown> = Promise.resolve();

  /** @param background the picture of a map waits while it is closed */
  constructor(latents: LatentStore, analysis: AnalysisHost, background: Gate) {
    this.#latents = latents;
    this.#analysis = analysis;
    this.#gate = background;
  }

  /** Makes or renews the map of a class; a newer request for the class replaces this one. */
  async explore(folder: string): Promise<void> {
    this.#running.get(folder)?.abort();
    const controller = new AbortController();
    this.#running.set(folder, controller);
    const before = this.#queue;
    const work = before.then(() => this.#explore(folder, controller.signal));
    this.#queue = work.catch(() => undefined);
    try {
      await work;
    } catch (error) {
      if (this.#running.get(folder) !== controller) return;
      if (isAbort(error)) {
        const hasMap = useExplore.getState().classes[folder]?.map != null;
        patchExploration(folder, { status: hasMap ? 'ready' : 'idle', progress: null });
        patchClass(folder, { explored: { state: hasMap ? 'done' : 'waiting' } });
      } else {
        const message = problemText(error);
        patchExploration(folder, { status: 'failed', progress: null, error: message });
        patchClass(folder, { explored: { state: 'failed', message } });
      }
    } finally {
      if (this.#running.get(folder) === controller) this.#running.delete(folder);
    }
  }

  cancel(folder: string): void {
    this.#running.get(folder)?.abort();
  }

  /** Forgets all maps, as another collection or model comes. */
  reset(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
    useExplore.setState({ classes: {} });
  }

  async #explore(folder: string, signal: AbortSignal): Promise<void> {
    const tell = (text: string, from: number, to: number, share: number) => {
      if (signal.aborted) return;
      const done = from + (to - from) * share;
      patchExploration(folder, { status: 'running', progress: { text, share: done }, error: null });
      patchClass(folder, {
        explored: { state: 'running', done: Math.round(done * 100), total: 100 },
      });
    };
    signal.throwIfAborted();
    tell('Encoding images', 0, STAGES.latents, 0);
    const settings = currentSettings();
    const latents = await this.#latents.of(folder, signal, (done, total) => {
      tell('Encoding images', 0, STAGES.latents, done / total);
    });
    const k = settings.nNeighbors;
    const space = await this.#analysis.clusterSpace(latents, k, signal, (share) => {
      tell('UMAP to 50 dimensions', STAGES.latents, STAGES.clusterSpace, share);
    });
    // What a run needs as well is made at once; the picture alone waits for its first image.
    await this.#gate.passed();
    const map = await this.#analysis.map(latents, k, signal, (share) => {
      tell('UMAP to the map', STAGES.clusterSpace, STAGES.map, share);
    });
    const found = await this.#analysis.cluster(space, { ...settings, name: folder }, signal);
    const score = await scored(folder, latents, found);
    if (signal.aborted) return;
    patchExploration(folder, {
      ...idleExploration,
      status: 'ready',
      map: {
        points: map.data,
        labels: found.labels,
        probabilities: found.probabilities,
        clusterCount: found.clusterCount,
        cores: found.cores.map(({ image, size, origin }) => ({ imageIndex: image, size, origin })),
        coreProblem: found.problem,
        score,
      },
    });
    patchClass(folder, { explored: { state: 'done' } });
  }
}
