/**
 * The live preview: it follows settings, class, model and run, and asks the model for new pictures when
 * what they depend on has changed. The latest change wins: an earlier preview is stopped, and what it
 * still tells is taken only while nothing newer is on the screen.
 *
 * A run has the model to itself: the preview waits for its end. Once the guided images are there, the
 * same ones without guidance are made too, so that "before" answers at once; while guidance alone
 * changes, these are kept.
 */
import { throwIfAborted } from '../../../core/errors';
import type { SampleJob } from '../../../core/sampling/sample-request';
import type { GeneratedPlan } from '../../../methods/method';
import { follow, type Following } from '../../../run/follow';
import { InputsCache } from '../../../run/makers/inputs-cache';
import { previewJob, withoutTerms } from '../../../run/makers/preview-job';
import type { PreviewLane } from '../../../run/model/preview/previewer';
import type { Model } from '../../../run/ports';
import { KeptFor } from '../../adapters/kept-for';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { stripAfter, type StripPlace } from '../../adapters/strip-after';
import { subscribeAll } from '../../adapters/subscribe-all';
import { planOrNull } from '../../inspector/planOrNull';
import { isBusy } from '../../job-bar/readiness';
import { useCollection } from '../../state/collection';
import { useModel } from '../../state/model';
import { usePreview, type GridAxis } from '../../state/preview';
import { useRun } from '../../state/run';
import { useShown } from '../../state/shown';
import { useSelection } from '../../state/selection';
import { useSettings, withSampling } from '../../state/settings';
import { recipeOf, takingPart } from '../recipe-of';
import type { PreviewCommands } from './contract';
import { finishedLatents } from './finished-latents';
import { GridRun } from './grid-run';
import { PreviewPaces } from './preview-paces';
import { StepClock } from './preview-steps';
import { savePicture } from './save-picture';

type DrawWish = Pick<Wanted, 'count' | 'seed' | 'before' | 'allSteps'>;

/** All that a preview depends on, by content. */
interface Wanted {
  readonly folder: string;
  readonly count: number;
  /** null: the run's own. */
  readonly seed: number | null;
  readonly before: boolean;
  /** With all of a run's steps, however slow the model is. */
  readonly allSteps: boolean;
  readonly settings: unknown;
  readonly model: unknown;
  readonly classes: unknown;
  readonly busy: boolean;
  /** Finished images, where the method looks at them. */
  readonly finished: number | null;
}

export class LivePreview implements PreviewCommands {
  readonly #parts: PageParts;
  readonly #inputs = new KeptFor(
    (parts) => new InputsCache(parts),
    (cache) => cache.clear(),
  );
  #following: Following | null = null;
  #grid: GridRun | null = null;
  #generation = 0;
  readonly #paces = new PreviewPaces();

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Starts to follow the page. */
  watch(): void {
    const { schedule } = this.#parts;
    this.#following = follow<Wanted>({
      subscribe: subscribeAll(
        useSettings,
        useSelection,
        useCollection,
        useModel,
        useRun,
        usePreview,
        schedule,
      ),
      dependencies: () => this.#dependencies(),
      make: (wanted, signal) => this.#make(wanted, signal),
      failed: (error) => {
        usePreview.setState({ status: 'failed', note: '', problem: problemText(error) });
      },
      rest: () => usePreview.setState({ status: 'off', note: '' }),
    });
  }

  /** Forgets class and pictures, as another collection or model comes. */
  reset(): void {
    this.#inputs.clear();
    this.#following?.renew();
    usePreview.setState({
      guided: null,
      plain: null,
      step: null,
      chosen: 0,
      allSteps: false,
      slow: null,
    });
  }

  async grid(columns: GridAxis, rows: GridAxis): Promise<void> {
    this.cancelGrid();
    const grid = new GridRun(this.#parts, columns, rows);
    // While there is a grid there is no preview: the grid's own state says so to whoever follows.
    this.#grid = grid;
    await grid.run();
    if (this.#grid !== grid) return;
    this.#grid = null;
    this.#following?.renew();
  }

  cancelGrid(): void {
    this.#grid?.cancel();
  }

  savePicture(picture: Blob, name: string): void {
    savePicture(picture, name);
  }

  #dependencies(): Wanted | null {
    const { tab, folder } = useSelection.getState();
    const { on, count, locked, seed, before, allSteps } = usePreview.getState();
    const { status, packHash, backend } = useModel.getState();
    if (!on || tab !== 'distil' || folder === null || status !== 'ready') return null;
    if (this.#grid !== null) return null;
    const { method, parameters, sampling, edits } = useSettings.getState();
    const plan = planOrNull({ method, parameters, sampling });
    const sequential = plan?.output === 'generated' && plan.sequential;
    const classes = takingPart(useCollection.getState().classes, folder);
    return {
      folder,
      count,
      seed: locked ? null : seed,
      before,
      allSteps,
      settings: { method, parameters, sampling, seeds: edits.get(folder)?.seeds ?? [] },
      model: { packHash, backend: backend?.kind },
      classes: classes.map((row) => [row.folder, row.name, row.prompt]),
      busy: this.#parts.schedule.busy,
      finished: sequential ? (useShown.getState().results.get(folder)?.length ?? 0) : null,
    };
  }

  async #make({ folder, busy, ...wish }: Wanted, signal: AbortSignal): Promise<void> {
    this.#generation += 1;
    const { guided } = usePreview.getState();
    // Pictures of another class would only mislead.
    if (guided !== null && guided.folder !== folder) {
      usePreview.setState({ guided: null, plain: null, cores: [], step: null, chosen: 0 });
    }
    usePreview.setState({ wanted: this.#generation });
    if (busy) {
      const work = isBusy(useRun.getState().status) ? 'run' : 'evaluation';
      const note = `Waits until the ${work} has ended or is paused.`;
      usePreview.setState({ status: 'waiting', note });
      return;
    }
    // Few steps tell how long they take: where that is less than it looked, all are made.
    while (await this.#draw(folder, wish, signal));
    if (!signal.aborted) usePreview.setState({ status: 'done', note: '' });
  }

  /** @returns true where few steps were made and all of them take no time to speak of */
  async #draw(
    folder: string,
    { count: asked, seed, before, allSteps }: DrawWish,
    signal: AbortSignal,
  ): Promise<boolean> {
    const model = await this.#parts.model.ready();
    throwIfAborted(signal);
    const parts = stageParts(this.#parts, model);
    const classes = takingPart(useCollection.getState().classes, folder);
    const settings = useSettings.getState();
    const slow = this.#paces.slowSteps(settings.sampling.steps, allSteps);
    const sampling =
      slow === null ? settings.sampling : withSampling(settings.sampling, 'steps', slow.steps);
    const own = { ...settings, sampling };
    const { recipe, plan } = recipeOf(own, classes, model.loaded, parts.source);
    const method = plan.plan;
    if (method.output !== 'generated') {
      usePreview.setState({ guided: null, plain: null, problem: null, slow: null });
      return false;
    }
    const inputs = await this.#inputs.of(parts).of({ recipe, plan, folder }, method, (note) => {
      if (!signal.aborted) usePreview.setState({ status: 'preparing', note });
    });
    throwIfAborted(signal);
    const finished = await this.#finished(folder, method);
    throwIfAborted(signal);
    const count = Math.min(asked, plan.sampling.imagesPerClass);
    const job = previewJob(plan, method, inputs, { count, seed, finished });
    usePreview.setState({
      status: 'running',
      note: '',
      problem: null,
      slow,
      cores: [...(inputs.targets.cores?.images ?? [])],
      memory: method.sequential ? finished.length : null,
    });
    const place = placeOf(this.#generation, folder, count, model);
    if (before) await this.#lane(model, 'plain', withoutTerms(job), place, signal);
    await this.#lane(model, 'guided', job, place, signal);
    if (signal.aborted) return false;
    if (slow !== null && !allSteps && this.#paces.slowSteps(slow.asked, false) === null)
      return true;
    if (before) return false;
    usePreview.setState({ status: 'done' });
    await this.#lane(model, 'plain', withoutTerms(job), place, signal);
    return false;
  }

  async #lane(
    model: Model,
    lane: Exclude<PreviewLane, 'grid'>,
    job: SampleJob,
    place: StripPlace,
    signal: AbortSignal,
  ): Promise<void> {
    const clock = new StepClock(job.images.length, () => performance.now());
    await model.preview(lane, job, signal, (event) => {
      if (event.kind === 'steps') clock.tick();
      this.#paces.measured(clock.seconds);
      usePreview.setState((state) => ({ [lane]: stripAfter(state[lane], place, event) }));
    });
  }

  async #finished(folder: string, { sequential }: GeneratedPlan): Promise<Float64Array[]> {
    const { runs, shown } = this.#parts;
    return sequential && shown.record !== null ? finishedLatents(runs, shown.record, folder) : [];
  }
}

function placeOf(generation: number, folder: string, count: number, { loaded }: Model): StripPlace {
  const { latent, resolution } = loaded.pack;
  return { generation, folder, count, frameSide: latent.width, imageSide: resolution };
}
