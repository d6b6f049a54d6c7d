/**
 * A run: class by class its targets, image by image the denoising loop, every finished image stored
 * before the next is begun.
 *
 * Images are found by what made them, so starting an interrupted run again is the same as starting
 * it: what exists is taken up. An error of one class is that class's; the others go on. When the
 * model's thread breaks (device lost, out of memory, killed) it is started again and the image in
 * the making is begun anew, once; a second break in the same image ends the run.
 */
import { isAbort, toErrorRecord } from '../../core/errors';
import type { ModelReport } from '../../runtime/model-runtime';
import { idleRun, useRun } from '../state/run';
import type { Gate } from './gate';
import { prepareMaker } from './makers';
import { BROKEN_THREAD } from './makers/generated';
import type { ClassMaker } from './makers/maker';
import type { PatchParts } from './makers/patches';
import { problemText } from './problem-text';
import type { ResultStore, RunClass, RunImage, StoredImage } from './result-store';
import type { RunPlan } from './run-plan';
import { RunProgress } from './run-progress';
import type { ShownResults } from './shown-results';

export interface DistillationParts extends PatchParts {
  readonly results: ResultStore;
  readonly shown: ShownResults;
  /** Closed until the first image is there: reading ahead and maps wait for it. */
  readonly background: Gate;
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
  #letBackground: () => void = () => {};

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
    const { results, background } = this.#parts;
    this.#letBackground = background.close();
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
    } finally {
      this.#letBackground();
    }
  }

  readonly #tell = (activity: string): void => {
    const { status } = useRun.getState();
    useRun.setState({ activity, status: status === 'paused' ? status : 'running' });
  };

  async #distilClass(entry: RunClass): Promise<void> {
    const { imagesPerClass } = this.#plan.sampling;
    const { signal } = this.#abort;
    const hooks = {
      signal,
      tell: this.#tell,
      onControl: (control: ((message: 'pause' | 'resume') => void) | null) => {
        this.#control = control;
      },
      paused: () => this.#paused,
    };
    const maker = await prepareMaker(this.#parts, this.#plan, this.#report.pack, entry, hooks);
    const finished: Float64Array[] = [];
    for (let index = 0; index < imagesPerClass; index++) {
      await this.#paused;
      signal.throwIfAborted();
      const image = await this.#image(maker, entry.folder, index, finished);
      this.#letBackground();
      if (image.latent !== null) finished.push(Float64Array.from(image.latent));
    }
  }

  /** One image, taken from storage or made. */
  async #image(
    maker: ClassMaker,
    folder: string,
    index: number,
    finished: readonly Float64Array[],
  ): Promise<StoredImage> {
    const { results, shown } = this.#parts;
    const key = maker.key(index);
    const source = maker.source(index);
    const place: RunImage = {
      run: this.#plan.record.id,
      folder,
      index,
      key,
      coreImage: source?.image ?? null,
      corePath: source?.path ?? null,
    };
    const stored = await results.image(key);
    const image =
      stored ??
      (await maker.make(index, finished, {
        signal: this.#abort.signal,
        tell: this.#tell,
        onStep: ({ step, steps, pixels, width }) => {
          if (pixels === null) return;
          useRun.setState({ live: { folder, index, step, steps, size: width, pixels } });
        },
        onControl: (control) => {
          this.#control = control;
        },
      }));
    if (stored === undefined) await results.putImage(key, image);
    await results.addFinished(place);
    await shown.show(place, image);
    this.#progress.finished(stored === undefined ? image.seconds : null);
    return image;
  }
}

/** A run's store before its first image. */
export function startingRun() {
  return { ...idleRun, status: 'preparing', activity: 'Preparing' } as const;
}
