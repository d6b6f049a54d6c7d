/**
 * Which model is chosen, and the thread that it is loaded on. Each choice gives a `PageModel` that is
 * bound to it; choosing again ends the one before.
 */
import { StillroomError } from '../../core/errors';
import { Thread } from '../../bridge/thread';
import { unlessAborted } from '../../run/unless-aborted';
import type { Schedule } from '../../run/schedule';
import type { BackendRequest } from '../../runtime/backend';
import type { PackPlace } from '../../runtime/runtime-host';
import type { ModelReport } from '../../runtime/model-runtime';
import type { LoadProgress } from '../../runtime/progress';
import type { ModelThreadFunctions } from '../../../workers/model';
import { useModel, type DescribedModel, type ModelChoice, type ModelState } from '../state/model';
import { notify } from '../state/notices';
import { PageModel, type ModelAccess } from './page-model';
import { problemText } from './problem-text';
import { seldom } from './seldom';

const EMBEDDED: ModelChoice & { readonly place: PackPlace } = {
  id: 'stillroom-64',
  name: 'Stillroom 64',
  detail: 'Embedded; 64 px',
  origin: 'embedded',
  described: null,
  place: {
    kind: 'site',
    id: 'stillroom-64',
    url: new URL('packs/stillroom-64/', document.baseURI).href,
  },
};

/** Other work waits this long for a model: a small one is there by then, a large one takes minutes. */
const PATIENCE_MS = 3000;
/** How often the page hears how far a step of a load is. */
const TELL_EVERY_MS = 100;

/** What was chosen, and what came of it. */
interface Choice {
  readonly place: PackPlace;
  readonly request: BackendRequest;
  readonly abort: AbortController;
  /** The first load; afterwards each one that had to be made again. */
  loading: Promise<number>;
  report: ModelReport | null;
  model: Promise<PageModel>;
}

/** Every step of a load is told at once, how far one is a few times a second: a file comes in hundreds of pieces. */
function toldSeldom(
  tell: (progress: ModelState['progress']) => void,
): (event: LoadProgress) => void {
  const often = seldom(tell, TELL_EVERY_MS);
  let step = '';
  return ({ text, loadedBytes: done, totalBytes: total }) => {
    const progress = { text, done, total };
    if (text === step) often(progress);
    else tell(progress);
    step = text;
  };
}

/** Keeps what a model was found to be when it was loaded. */
function describe(id: string, described: DescribedModel): void {
  useModel.setState(({ choices }) => ({
    choices: choices.map((choice) => (choice.id === id ? { ...choice, described } : choice)),
  }));
}

export interface ModelHostOptions {
  readonly schedule: Schedule;
  /** Told of every model that is loaded, the first time. */
  readonly onLoaded: (report: ModelReport) => void;
}

export class ModelHost implements ModelAccess {
  readonly thread = new Thread<ModelThreadFunctions>({
    name: 'model',
    open: () =>
      new Worker(new URL('../../../workers/model.ts', import.meta.url), { type: 'module' }),
    fatal: ['DeviceLost', 'OutOfMemory', 'WorkerLost'],
  });
  readonly #options: ModelHostOptions;
  readonly #places = new Map<string, PackPlace>([[EMBEDDED.id, EMBEDDED.place]]);
  #choice: Choice | null = null;
  #current: PageModel | null = null;

  constructor(options: ModelHostOptions) {
    this.#options = options;
    const { place: _, ...choice } = EMBEDDED;
    useModel.setState({ choices: [choice], chosen: choice.id });
  }

  addPack(choice: ModelChoice, place: PackPlace): void {
    this.#places.set(choice.id, place);
    useModel.setState((state) => ({
      choices: [...state.choices.filter(({ id }) => id !== choice.id), choice],
    }));
  }

  /** Takes a model off the list. @returns the one to choose in its place, where it was the chosen one */
  removePack(id: string): string | null {
    this.#places.delete(id);
    const { choices, chosen } = useModel.getState();
    useModel.setState({ choices: choices.filter((choice) => choice.id !== id) });
    return chosen === id ? EMBEDDED.id : null;
  }

  /** Loads the chosen pack on the chosen backend, in place of what is loaded. */
  async reload(): Promise<void> {
    this.#forget();
    // The model's own row says what went wrong.
    await this.ready().catch(() => undefined);
  }

  #forget(): void {
    this.#choice?.abort.abort();
    this.#choice = null;
    this.#current = null;
    this.thread.terminate('Another model was chosen.');
  }

  /**
   * The chosen model, loaded where it is not.
   * @throws StillroomError what the load ended with
   */
  ready(): Promise<PageModel> {
    this.#choice ??= this.#choose();
    return this.#choice.model;
  }

  /** Addresses of what the thread has fetched. */
  fetched(): Promise<string[]> {
    return this.thread.call('fetched', []);
  }

  /** The page's files are kept, and the embedded model's with them. */
  worksOffline(): void {
    useModel.setState(({ choices }) => ({
      choices: choices.map((choice) =>
        choice.id === EMBEDDED.id
          ? { ...choice, detail: `${EMBEDDED.detail}, works offline` }
          : choice,
      ),
    }));
  }

  isCurrent(model: PageModel): boolean {
    return this.#current === model;
  }

  async awake(model: PageModel, signal: AbortSignal | undefined): Promise<number> {
    const choice = this.#choice;
    if (choice === null) throw new Error('a model outlived its choice');
    const loading = this.#reloaded(choice);
    const generation = await (signal === undefined ? loading : unlessAborted(loading, signal));
    model.requireCurrent();
    return generation;
  }

  /** The life of the thread that has the choice's model: the present one, or a new one. */
  async #reloaded(choice: Choice): Promise<number> {
    const { loading } = choice;
    // A load that failed is tried again by whoever asks next.
    const before = await loading.catch(() => 0);
    if (before !== 0 && this.thread.generation === before) return before;
    // Whoever comes first begins the load, all others wait for the same one.
    if (choice.loading === loading) choice.loading = this.#loadAgain(choice);
    return choice.loading;
  }

  #choose(): Choice {
    const { chosen, request } = useModel.getState();
    const place = this.#places.get(chosen);
    if (place === undefined) throw new Error(`no model "${chosen}"`);
    const abort = new AbortController();
    const first = this.#load(place, request, abort.signal);
    const choice: Choice = {
      place,
      request,
      abort,
      report: null,
      loading: first.then(({ generation }) => generation),
      model: first.then(({ report }) => {
        choice.report = report;
        describe(chosen, { pack: report.pack, hash: report.packHash });
        const model = new PageModel(report, this);
        this.#current = model;
        this.#options.onLoaded(report);
        return model;
      }),
    };
    choice.loading.catch(() => undefined);
    choice.model.catch(() => {
      // The next one who asks tries again.
      if (this.#choice === choice) this.#choice = null;
    });
    return choice;
  }

  /** The same pack on the same backend, after its thread has ended. */
  async #loadAgain(choice: Choice): Promise<number> {
    const { report: before, place, abort, loading } = choice;
    if (before === null) return loading;
    const { report, generation } = await this.#load(place, before.backend.kind, abort.signal);
    if (report.packHash === before.packHash) return generation;
    throw new StillroomError(
      'ModelChanged',
      `${before.pack.name} is no longer the same: its files have changed since it was loaded. Choose it again, then press Distill.`,
    );
  }

  async #load(
    place: PackPlace,
    request: BackendRequest,
    signal: AbortSignal,
  ): Promise<{ readonly report: ModelReport; readonly generation: number }> {
    useModel.setState({ status: 'loading', error: null, progress: null });
    const hold = this.#options.schedule.claim('everything');
    const patience = setTimeout(() => hold.release(), PATIENCE_MS);
    try {
      const report = await this.thread.call('load', [place, request, document.baseURI], {
        signal,
        onEvent: toldSeldom((progress) => {
          if (!signal.aborted) useModel.setState({ progress });
        }),
      });
      const { kind, threads, reason } = report.backend;
      const { denoiser } = report.warmUp;
      useModel.setState({
        status: 'ready',
        progress: null,
        pack: report.pack,
        packHash: report.packHash,
        backend: {
          kind,
          threads,
          reason,
          ...(denoiser !== undefined && { firstCall: denoiser / 1000 }),
        },
      });
      for (const warning of report.warnings) notify('warning', warning);
      return { report, generation: this.thread.generation };
    } catch (error) {
      if (!signal.aborted) {
        useModel.setState({ status: 'failed', progress: null, error: problemText(error) });
        this.thread.terminate();
      }
      throw error;
    } finally {
      clearTimeout(patience);
      hold.release();
    }
  }
}
