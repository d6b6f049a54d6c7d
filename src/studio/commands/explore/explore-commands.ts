/**
 * Maps of classes: the map of the class that is looked at follows the settings, the model and the
 * collection. Moving a slider that a map does not depend on makes nothing; one that it does depend on
 * redoes the stages that it touches.
 */
import { noNames } from '../../../core/by-name';
import { isAbort, StillroomError } from '../../../core/errors';
import { scoreDiscovery, type DiscoveryScore } from '../../../core/metrics/discovery-truth';
import { follow, type Following } from '../../../run/follow';
import { exploreClass, type ClassMap, type CoreRequest } from '../../../run/stages/explore';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { knownTruth } from '../../adapters/sample-truth';
import { stageUnderWay } from '../../adapters/stage-under-way';
import { subscribeAll } from '../../adapters/subscribe-all';
import { discoveryRequest } from '../../explore/discoveryRequest';
import { patchClass, useCollection } from '../../state/collection';
import { idleExploration, patchExploration, useExplore } from '../../state/explore';
import { useModel } from '../../state/model';
import { notify } from '../../state/notices';
import { useSelection } from '../../state/selection';
import { useSettings } from '../../state/settings';

/** A slider move makes many values; the map answers the last one of this span. */
const SETTLE_MS = 180;

interface Wanted {
  readonly folder: string;
  readonly request: CoreRequest;
  readonly packHash: string | null;
  readonly backend: string | null;
  /** Counts the collections that were shown. */
  readonly collection: number;
}

interface Making {
  readonly folder: string;
  readonly abort: AbortController;
}

export class ExploreCommands {
  readonly #parts: PageParts;
  /** The map that was wanted last: it goes on while another tab of the page is looked at. */
  #wanted: Wanted | null = null;
  #making: Making | null = null;
  /** What each map on the page was made from. */
  readonly #made = new Map<string, string>();
  #collection = 0;
  #following: Following | null = null;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Starts to follow the page. */
  watch(): void {
    this.#following = follow<Wanted>({
      subscribe: subscribeAll(useSettings, useSelection, useCollection, useModel),
      dependencies: () => this.#dependencies(),
      make: (wanted, signal) => this.#make(wanted, signal),
      // A map's own row and place say what went wrong with it.
      failed: (error) => notify('error', problemText(error)),
    });
  }

  /** Makes the map of the class that is looked at again, after it was stopped or failed. */
  explore(folder: string): void {
    this.#made.delete(folder);
    this.#following?.renew();
  }

  cancel(folder: string): void {
    if (this.#making?.folder === folder) this.#making.abort.abort();
  }

  /** Forgets all maps, as another collection or model comes. */
  reset(): void {
    this.#making?.abort.abort();
    this.#making = null;
    this.#wanted = null;
    this.#made.clear();
    this.#collection += 1;
    useExplore.setState({ classes: noNames() });
  }

  #dependencies(): Wanted | null {
    const { tab, folder } = useSelection.getState();
    const { status, packHash, backend } = useModel.getState();
    const { classes } = useCollection.getState();
    if (status !== 'ready') return null;
    if (tab !== 'explore') return this.#wanted;
    if (folder === null || !classes.some((row) => row.folder === folder)) return null;
    const request = requestOrNull();
    if (request === null) return this.#wanted;
    const collection = this.#collection;
    this.#wanted = { folder, request, packHash, backend: backend?.kind ?? null, collection };
    return this.#wanted;
  }

  async #make(wanted: Wanted, signal: AbortSignal): Promise<void> {
    const { folder, request } = wanted;
    const key = JSON.stringify(wanted);
    if (this.#made.get(folder) === key) return;
    const renewed = this.#made.has(folder);
    const making: Making = { folder, abort: new AbortController() };
    this.#making = making;
    const both = AbortSignal.any([signal, making.abort.signal]);
    try {
      if (renewed) await settled(both);
      tell(folder, 'Waiting', 0);
      await this.#parts.schedule.turn('map', () => this.#draw(folder, request, both), both);
      this.#made.set(folder, key);
    } catch (error) {
      const newer: Making | null = this.#making;
      if (newer !== making && newer?.folder === folder) return;
      ended(folder, error);
    } finally {
      if (this.#making === making) this.#making = null;
    }
  }

  async #draw(folder: string, request: CoreRequest, signal: AbortSignal): Promise<void> {
    const { model, schedule } = this.#parts;
    const parts = stageParts(this.#parts, await model.ready());
    const hold = schedule.claim('cores');
    const map = await exploreClass(parts, folder, request, {
      signal,
      onProgress: (text, share) => tell(folder, text, share),
      onSketch: (points) => showSketch(folder, points),
      // What a run needs as well is made at once; the picture alone waits for its first image.
      beforeMap: () => schedule.quiet(signal),
    }).finally(() => hold.release());
    const score = await scored(folder, map);
    signal.throwIfAborted();
    show(folder, map, score);
    this.#parts.figure.changed();
  }
}

/** Null for a setting out of range: its own field says so. */
function requestOrNull(): CoreRequest | null {
  try {
    return discoveryRequest(useSettings.getState());
  } catch (error) {
    if (error instanceof StillroomError) return null;
    throw error;
  }
}

function settled(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, SETTLE_MS);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(new StillroomError('Aborted', 'Cancelled.'));
      },
      { once: true },
    );
  });
}

function tell(folder: string, text: string, share: number): void {
  patchExploration(folder, { status: 'running', progress: { text, share }, error: null });
  stageUnderWay(folder, 'explored', { done: Math.round(share * 100), total: 100 });
}

/** How discovery did, where the truth is known; a truth that cannot be read costs nothing but itself. */
async function scored(
  folder: string,
  { latents, clusters }: ClassMap,
): Promise<DiscoveryScore | null> {
  try {
    const truth = await knownTruth(folder, latents.images);
    const cores = clusters.cores.map(({ image }) => image);
    return truth && scoreDiscovery(truth, clusters.labels, cores);
  } catch (error) {
    notify('warning', problemText(error));
    return null;
  }
}

/** Where nothing better is on the page. */
function showSketch(folder: string, points: Float32Array): void {
  if (hasMap(folder)) return;
  const images = points.length / 2;
  patchExploration(folder, {
    map: {
      points,
      labels: new Int32Array(images).fill(-1),
      probabilities: new Float64Array(images),
      clusterCount: 0,
      cores: [],
      coreProblem: null,
      isSketch: true,
    },
  });
}

/** Whether the page has a class's whole map. */
function hasMap(folder: string): boolean {
  const map = useExplore.getState().classes.get(folder)?.map ?? null;
  return map !== null && map.isSketch !== true;
}

function show(folder: string, { points, clusters }: ClassMap, score: DiscoveryScore | null): void {
  const { labels, probabilities, clusterCount, cores, problem } = clusters;
  patchExploration(folder, {
    ...idleExploration,
    status: 'ready',
    map: {
      points,
      labels,
      probabilities,
      clusterCount,
      cores: cores.map(({ image, size, origin }) => ({ imageIndex: image, size, origin })),
      coreProblem: problem,
      score,
    },
  });
  patchClass(folder, { explored: { state: 'done' } });
}

/** After a stop the map before is there again; after an error the class says what it was. */
function ended(folder: string, error: unknown): void {
  if (isAbort(error)) {
    const whole = hasMap(folder);
    patchExploration(folder, { status: whole ? 'ready' : 'idle', progress: null });
    patchClass(folder, { explored: { state: whole ? 'done' : 'waiting' } });
    return;
  }
  const message = problemText(error);
  patchExploration(folder, { status: 'failed', progress: null, error: message });
  patchClass(folder, { explored: { state: 'failed', message } });
}
