/**
 * A run: class by class its targets, image by image the denoising loop, every finished image stored
 * before the next is begun.
 *
 * Images are found by what made them, so starting an interrupted run again is the same as starting
 * it: what exists is taken up. An error of one class is that class's; the others go on. When the
 * model's thread breaks (device lost, out of memory, killed) it is started again and the image in
 * the making is begun anew, once; a second break in the same image ends the run.
 */
import { StillroomError, isAbort, toErrorRecord } from '../../core/errors';
import { NO_TARGETS, type ClassTargets } from '../../methods/targets';
import type { ModelReport } from '../../runtime/model-runtime';
import { idleRun, useRun } from '../state/run';
import { AnalysisHost } from './analysis-host';
import type { ClassLatents, LatentStore } from './class-latents';
import type { Library } from './library';
import type { ModelHost } from './model-host';
import { problemText } from './problem-text';
import { ResultStore, type RunClass, type RunImage, type StoredImage } from './result-store';
import type { RunPlan } from './run-plan';
import { RunProgress } from './run-progress';
import type { ShownResults } from './shown-results';

const BROKEN_THREAD: ReadonlySet<string> = new Set(['DeviceLost', 'OutOfMemory', 'WorkerLost']);

/** What one class brings into its images. */
interface ClassWork {
  readonly entry: RunClass;
  readonly latents: ClassLatents | null;
  readonly targets: ClassTargets;
  readonly conditions: { readonly own: Float32Array; readonly others: readonly Float32Array[] };
}

export interface DistillationParts {
  readonly library: Library;
  readonly model: ModelHost;
  readonly latents: LatentStore;
  readonly analysis: AnalysisHost;
  readonly results: ResultStore;
  readonly shown: ShownResults;
}

export class Distillation {
  readonly #parts: DistillationParts;
  readonly #plan: RunPlan;
  readonly #report: ModelReport;
  readonly #abort = new AbortController();
  readonly #progress: RunProgress;
  #control: ((message: 'pause' | 'resume') => void) | null = null;
  #resume: (() => void) | null = null;
  #paused: Promise<void> = Promise.resolve();

  constructor(parts: DistillationParts, plan: RunPlan, report: ModelReport) {
    this.#parts = parts;
    this.#plan = plan;
    this.#report = report;
    this.#progress = new RunProgress(plan.record.classes.length * plan.sampling.imagesPerClass);
  }

  cancel(): void {
    useRun.setState({ status: 'cancelling', activity: 'Cancelling' });
    this.#abort.abort();
    this.resume();
  }

  pause(): void {
    if (this.#resume !== null) return;
    this.#paused = new Promise((resolve) => {
      this.#resume = resolve;
    });
    this.#control?.('pause');
    useRun.setState({ status: 'paused' });
  }

  resume(): void {
    this.#resume?.();
    this.#resume = null;
    this.#control?.('resume');
    if (!this.#abort.signal.aborted) useRun.setState({ status: 'running' });
  }

  /** Runs to the end; what went wrong stands in the run's store. */
  async run(): Promise<void> {
    const { record, sampling } = this.#plan;
    const { results } = this.#parts;
    try {
      await results.setCurrent(record);
      for (const entry of record.classes) {
        const before = useRun.getState().imagesDone;
        try {
          await this.#distilClass(entry);
        } catch (error) {
          if (isAbort(error) || BROKEN_THREAD.has(toErrorRecord(error).code)) throw error;
          const made = useRun.getState().imagesDone - before;
          this.#progress.dropped(sampling.imagesPerClass - made);
          useRun.setState((state) => ({
            classErrors: { ...state.classErrors, [entry.folder]: problemText(error) },
          }));
        }
      }
      await results.setCurrent({ ...record, complete: true });
      useRun.setState({ status: 'done', activity: '', live: null, resumable: false });
    } catch (error) {
      const cancelled = isAbort(error);
      useRun.setState({
        status: cancelled ? 'idle' : 'failed',
        activity: '',
        live: null,
        secondsLeft: null,
        error: cancelled ? null : problemText(error),
        resumable: useRun.getState().imagesDone > 0,
      });
    }
  }

  #tell(activity: string): void {
    const { status } = useRun.getState();
    useRun.setState({ activity, status: status === 'paused' ? status : 'running' });
  }

  async #distilClass(entry: RunClass): Promise<void> {
    const { imagesPerClass } = this.#plan.sampling;
    const work = await this.#prepare(entry);
    const finished: Float64Array[] = [];
    for (let index = 0; index < imagesPerClass; index++) {
      await this.#paused;
      this.#abort.signal.throwIfAborted();
      const image = await this.#image(work, index, finished);
      if (image.latent !== null) finished.push(Float64Array.from(image.latent));
    }
  }

  /** Latents, targets and conditions of a class. */
  async #prepare(entry: RunClass): Promise<ClassWork> {
    const { library, model, latents: latentStore } = this.#parts;
    const { method, record, sampling } = this.#plan;
    const { signal } = this.#abort;
    const { folder, name } = entry;
    this.#tell(`Reading ${name}`);
    const images = await library.read(folder);
    if (images.length < sampling.imagesPerClass) {
      throw new StillroomError(
        'TooFewImages',
        `${name} has ${images.length} readable images, fewer than the ${sampling.imagesPerClass} asked for. Lower "Images per class", or leave the class out.`,
        { images: images.length },
      );
    }
    let latents: ClassLatents | null = null;
    let targets = NO_TARGETS;
    if (method.targets.kind !== 'none') {
      latents = await latentStore.of(folder, signal, (done, total) => {
        this.#tell(`Encoding ${name}: ${done} of ${total} images`);
      });
      targets = await this.#targets(entry, latents);
    }
    const prompts = record.classes.map(({ prompt }) => prompt);
    const { data, tokens, width } = await model.encodeText(prompts);
    const size = tokens * width;
    const condition = (i: number) => data.slice(i * size, (i + 1) * size);
    const own = record.classes.findIndex((other) => other.folder === folder);
    return {
      entry,
      latents,
      targets,
      conditions: {
        own: condition(own),
        others: prompts.flatMap((_, i) => (i === own ? [] : [condition(i)])),
      },
    };
  }

  async #targets(entry: RunClass, latents: ClassLatents): Promise<ClassTargets> {
    const { analysis } = this.#parts;
    const { targets: request } = this.#plan.method;
    const { signal } = this.#abort;
    const { folder, name } = entry;
    const options = { seed: this.#plan.sampling.seed, name: folder };
    if (request.kind !== 'coda-cores') {
      this.#tell(`Finding the targets of ${name}`);
      return analysis.targets(request, latents, options, null, signal);
    }
    const space = await analysis.clusterSpace(latents, request.nNeighbors, signal, (share) => {
      this.#tell(`Finding the cores of ${name}: UMAP ${Math.round(share * 100)} %`);
    });
    this.#tell(`Finding the cores of ${name}`);
    const found = await analysis.cluster(
      space,
      { ...request, imagesPerClass: request.count, name: folder },
      signal,
    );
    const cores = AnalysisHost.representatives(found);
    return analysis.targets(request, latents, options, cores, signal);
  }

  /** What decides an image's bytes, apart from the code. */
  #key(work: ClassWork, index: number) {
    const { method, record, sampling, solver } = this.#plan;
    const { latents, targets, entry } = work;
    const { seed, cfgScale } = sampling;
    const core = targets.images[index] ?? -1;
    // One core decides one image of CoDA; methods that look at all targets depend on all of them.
    const alone = method.targets.kind === 'coda-cores' && core >= 0;
    return ResultStore.key({
      pack: record.pack.hash,
      backend: record.backend,
      method: record.method,
      parameters: record.parameters,
      sampling: { seed, cfgScale, solver: { ...solver } },
      folder: entry.folder,
      prompt: entry.prompt,
      index,
      target: alone
        ? (latents?.images[core]?.sha256 ?? null)
        : { latents: latents?.key ?? null, request: { ...method.targets } },
      ...(method.sequential ? { prompts: record.classes.map(({ prompt }) => prompt) } : {}),
    });
  }

  /** One image, taken from storage or made. */
  async #image(
    work: ClassWork,
    index: number,
    finished: readonly Float64Array[],
  ): Promise<StoredImage> {
    const { results, shown } = this.#parts;
    const { folder } = work.entry;
    const key = this.#key(work, index);
    const core = work.targets.images[index] ?? -1;
    const place: RunImage = {
      run: this.#plan.record.id,
      folder,
      index,
      key,
      coreImage: core >= 0 ? core : null,
      corePath: core >= 0 ? (work.latents?.images[core]?.source.path ?? null) : null,
    };
    const stored = await results.image(key);
    const image = stored ?? (await this.#made(work, index, finished));
    if (stored === undefined) await results.putImage(key, image);
    await results.addFinished(place);
    await shown.show(place, image);
    this.#progress.finished(stored === undefined ? image.seconds : null);
    return image;
  }

  async #made(
    work: ClassWork,
    index: number,
    finished: readonly Float64Array[],
  ): Promise<StoredImage> {
    if (this.#plan.method.output === 'selected') return this.#selected(work, index);
    try {
      return await this.#sampled(work, index, finished);
    } catch (error) {
      if (!BROKEN_THREAD.has(toErrorRecord(error).code)) throw error;
      this.#tell(`Starting the model again: ${problemText(error)}`);
      return this.#sampled(work, index, finished);
    }
  }

  /** A real image as it is. */
  async #selected({ targets, latents }: ClassWork, index: number): Promise<StoredImage> {
    const { library } = this.#parts;
    const source = latents?.images[targets.images[index] ?? -1]?.source;
    if (source === undefined) throw new Error(`target ${index} is no image`);
    const started = performance.now();
    for await (const pixels of library.pixels([source], this.#abort.signal)) {
      const seconds = (performance.now() - started) / 1000;
      return { pixels, side: library.resolution, latent: null, seconds, steps: [] };
    }
    throw new Error(`${source.path} gave no pixels`);
  }

  async #sampled(
    { entry, targets, conditions }: ClassWork,
    index: number,
    finished: readonly Float64Array[],
  ): Promise<StoredImage> {
    const { model } = this.#parts;
    const { method, sampling, solver } = this.#plan;
    const { folder, name } = entry;
    const { pack } = this.#report;
    const { seed, cfgScale, imagesPerClass } = sampling;
    const nothing = await model.encodeText([pack.text.nullPrompt]);
    const terms = method.terms({
      className: folder,
      image: index,
      seed,
      targets,
      finished,
      condition: conditions.own,
      otherConditions: conditions.others,
    });
    this.#tell(`${name}: image ${index + 1} of ${imagesPerClass}`);
    const started = performance.now();
    const [image] = await model.sample(
      {
        solver,
        seed,
        guidanceScale: cfgScale,
        tokens: nothing.tokens,
        width: nothing.width,
        nullCondition: nothing.data,
        images: [{ className: folder, image: index, condition: conditions.own, terms }],
      },
      this.#abort.signal,
      ({ step, steps, pixels, width }) => {
        if (pixels === null) return;
        useRun.setState({ live: { folder, index, step, steps, size: width, pixels } });
      },
      (control) => {
        this.#control = control;
      },
    );
    if (image === undefined) throw new Error('the model gave no image');
    return {
      pixels: image.pixels,
      side: pack.resolution,
      latent: image.latent,
      seconds: (performance.now() - started) / 1000,
      steps: image.steps,
    };
  }
}

/** A run's store before its first image. */
export function startingRun() {
  return { ...idleRun, status: 'preparing', activity: 'Preparing' } as const;
}
