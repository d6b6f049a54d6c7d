/**
 * The live preview on the page's side: watches settings, class, model and run, and asks the model for
 * new pictures when what they depend on has changed. The latest change wins: an earlier preview is
 * stopped, and what it still tells is taken only while nothing newer is on the screen.
 *
 * A run has the model to itself: the preview waits for its end. Once the guided images are there, the
 * same ones without guidance are made too, so that "before" answers at once; while guidance alone
 * changes, these are kept.
 */
import type { SampleJob } from '../../../core/sampling/sample-request';
import { isAbort, throwIfAborted } from '../../../core/errors';
import type { GeneratedPlan } from '../../../methods/method';
import type { PreviewLane } from '../../../run/model/preview/previewer';
import type { ModelReport } from '../../../runtime/model-runtime';
import { useCollection } from '../../state/collection';
import { useModel } from '../../state/model';
import { usePreview, type GridAxis } from '../../state/preview';
import { useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { useSettings } from '../../state/settings';
import type { MakerParts } from '../makers/class-inputs';
import { problemText } from '../problem-text';
import type { ResultStore } from '../result-store';
import { planRun } from '../run-plan';
import type { PreviewCommands } from './commands';
import { GridRun } from './grid-run';
import { InputsCache } from './inputs-cache';
import { entryOf, previewJob, withoutTerms } from './preview-plan';
import { savePicture } from './save-picture';
import { stripAfter, type StripPlace } from './strip-events';

export interface PreviewParts extends MakerParts {
  readonly results: ResultStore;
}

export class LivePreview implements PreviewCommands {
  readonly #parts: PreviewParts;
  readonly #inputs: InputsCache;
  #grid: GridRun | null = null;
  #abort = new AbortController();
  #generation = 0;
  /** What the preview on the screen, or on its way, depends on. */
  #seen: string | null = null;
  #scheduled = false;

  constructor(parts: PreviewParts) {
    this.#parts = parts;
    this.#inputs = new InputsCache(parts);
  }

  /** Starts to follow the page. */
  watch(): void {
    const look = () => {
      if (this.#scheduled) return;
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#look();
      });
    };
    useSettings.subscribe(look);
    useSelection.subscribe(look);
    useCollection.subscribe(look);
    useModel.subscribe(look);
    useRun.subscribe(look);
    usePreview.subscribe(look);
    look();
  }

  /** Forgets class and pictures, as another collection comes. */
  reset(): void {
    this.#abort.abort();
    this.#inputs.clear();
    this.#seen = null;
    usePreview.setState({ guided: null, plain: null, step: null, chosen: 0 });
  }

  async grid(columns: GridAxis, rows: GridAxis): Promise<void> {
    this.cancelGrid();
    this.#abort.abort();
    const grid = new GridRun(this.#parts, columns, rows);
    this.#grid = grid;
    await grid.run();
    if (this.#grid !== grid) return;
    this.#grid = null;
    this.#seen = null;
    this.#look();
  }

  cancelGrid(): void {
    this.#grid?.cancel();
  }

  savePicture(picture: Blob, name: string): void {
    savePicture(picture, name);
  }

  /** Null while there is nothing to preview; else everything that the preview depends on. */
  #dependencies(): string | null {
    const { tab, folder } = useSelection.getState();
    const { on, count, locked, seed, before } = usePreview.getState();
    const model = useModel.getState();
    if (!on || tab !== 'distil' || folder === null || model.status !== 'ready') return null;
    const { method, parameters, sampling } = useSettings.getState();
    const { classes } = useCollection.getState();
    const { status, results } = useRun.getState();
    return JSON.stringify([
      folder,
      [count, locked ? null : seed, before],
      [method, parameters, sampling],
      [model.packHash, model.backend],
      BUSY.has(status) ? 'busy' : (results[folder]?.length ?? 0),
      classes.map((row) => [row.folder, row.name, row.prompt, row.included, row.imageCount]),
    ]);
  }

  #look(): void {
    if (this.#grid !== null) return;
    const wanted = this.#dependencies();
    if (wanted === this.#seen) return;
    this.#seen = wanted;
    this.#abort.abort();
    const { folder } = useSelection.getState();
    if (wanted === null || folder === null) {
      usePreview.setState({ status: 'off', note: '' });
      return;
    }
    this.#abort = new AbortController();
    void this.#make(folder, this.#abort.signal);
  }

  async #make(folder: string, signal: AbortSignal): Promise<void> {
    this.#generation += 1;
    const { guided } = usePreview.getState();
    // Pictures of another class would only mislead.
    if (guided !== null && guided.folder !== folder) {
      usePreview.setState({ guided: null, plain: null, step: null, chosen: 0 });
    }
    usePreview.setState({ wanted: this.#generation });
    if (BUSY.has(useRun.getState().status)) {
      usePreview.setState({ status: 'waiting', note: 'Waits until the run has ended.' });
      return;
    }
    try {
      await this.#draw(folder, signal);
      if (!signal.aborted) usePreview.setState({ status: 'done', note: '' });
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      usePreview.setState({ status: 'failed', note: '', problem: problemText(error) });
    }
  }

  async #draw(folder: string, signal: AbortSignal): Promise<void> {
    const report = await this.#parts.model.ready();
    const plan = planRun(report);
    const { method } = plan;
    if (method.output !== 'generated') {
      usePreview.setState({ guided: null, plain: null, problem: null });
      return;
    }
    const inputs = await this.#inputs.of(plan, method, report.pack, entryOf(folder), (note) => {
      if (this.#generation === usePreview.getState().wanted) {
        usePreview.setState({ status: 'preparing', note });
      }
    });
    const finished = await this.#finished(folder, method);
    throwIfAborted(signal);
    const { count: asked, locked, seed, before } = usePreview.getState();
    const count = Math.min(asked, plan.sampling.imagesPerClass);
    const wish = { count, seed: locked ? null : seed, finished };
    const job = previewJob(plan, method, inputs, wish);
    usePreview.setState({
      status: 'running',
      note: '',
      problem: null,
      memory: method.sequential ? finished.length : null,
    });
    const place = placeOf(this.#generation, folder, count, report);
    if (before) await this.#lane('plain', withoutTerms(job), place, signal);
    await this.#lane('guided', job, place, signal);
    if (before) return;
    usePreview.setState({ status: 'done' });
    await this.#lane('plain', withoutTerms(job), place, signal);
  }

  async #lane(
    lane: Exclude<PreviewLane, 'grid'>,
    job: SampleJob,
    place: StripPlace,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#parts.model.preview(lane, job, signal, (event) => {
      usePreview.setState((state) => ({ [lane]: stripAfter(state[lane], place, event) }));
    });
  }

  /** Latents of the class in the current run, for methods that look at them. */
  async #finished(folder: string, { sequential }: GeneratedPlan): Promise<Float64Array[]> {
    const { results } = this.#parts;
    const run = sequential ? await results.current() : undefined;
    if (run === undefined) return [];
    const latents: Float64Array[] = [];
    for (const place of await results.finished(run.id)) {
      if (place.folder !== folder) continue;
      const image = await results.image(place.key);
      if (image?.origin === 'generated' && image.latent !== null) {
        latents.push(Float64Array.from(image.latent));
      }
    }
    return latents;
  }
}

/** A run in these states computes, or is about to. */
const BUSY: ReadonlySet<string> = new Set(['preparing', 'running', 'cancelling']);

function placeOf(
  generation: number,
  folder: string,
  count: number,
  { pack }: ModelReport,
): StripPlace {
  const { latent, resolution } = pack;
  return { generation, folder, count, frameSide: latent.width, imageSide: resolution };
}
