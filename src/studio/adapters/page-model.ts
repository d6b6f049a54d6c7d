/**
 * One loaded model, as the work asks for it: the pack and the backend stay what they are for as long as
 * it lives. When another model is chosen its calls are rejected with ModelChanged; when its thread breaks
 * the next call starts it again with the same pack on the same backend.
 */
import type { Control } from '../../core/call';
import type { PromptReading } from '../../core/diffuser';
import type { Condition } from '../../core/diffusion/condition';
import { StillroomError } from '../../core/errors';
import type { SampleJob } from '../../core/sampling/sample-request';
import type { CallOptions, Thread } from '../../bridge/thread';
import type { ArgumentsOf, EventOf, NameIn, ResultOf } from '../../bridge/functions';
import type { DescribeJob, SampledImage, ScoreJob, StepEvent } from '../../run/model/jobs';
import type { PreviewEvent, PreviewLane } from '../../run/model/preview/previewer';
import type { WindowDescriptors } from '../../run/model/scoring/describe-windows';
import type { ScoreUpdate } from '../../run/model/scoring/score-images';
import type { LoadedModel, Model } from '../../run/ports';
import type { ModelThreadFunctions } from '../../../workers/model';

/** How a bound model reaches its thread. */
export interface ModelAccess {
  readonly thread: Pick<Thread<ModelThreadFunctions>, 'call'>;
  /** False once another model was chosen. */
  isCurrent(model: PageModel): boolean;
  /**
   * The life of the thread in which this model is loaded, begun anew where the last one has ended. An
   * abort ends the wait; the loading goes on for others.
   */
  awake(model: PageModel, signal: AbortSignal | undefined): Promise<number>;
}

export class PageModel implements Model {
  readonly loaded: LoadedModel;
  readonly #access: ModelAccess;

  constructor(loaded: LoadedModel, access: ModelAccess) {
    this.loaded = loaded;
    this.#access = access;
  }

  /** @throws StillroomError ModelChanged */
  requireCurrent(): void {
    if (this.#access.isCurrent(this)) return;
    const { name } = this.loaded.pack;
    throw new StillroomError(
      'ModelChanged',
      `Another model or backend was chosen, so the work of ${name} has ended here: a set is made by one model from its first image to its last. What is finished is kept; choose ${name} as it was and press Distill to go on.`,
      { pack: this.loaded.pack.id },
    );
  }

  async #call<Name extends NameIn<ModelThreadFunctions>>(
    name: Name,
    values: ArgumentsOf<ModelThreadFunctions[Name]>,
    options: CallOptions<EventOf<ModelThreadFunctions[Name]>>,
  ): Promise<ResultOf<ModelThreadFunctions[Name]>> {
    this.requireCurrent();
    const signal = options.control?.signal ?? options.signal;
    try {
      const generation = await this.#access.awake(this, signal);
      return await this.#access.thread.call(name, values, { ...options, generation });
    } catch (error) {
      // A thread that was ended for another model is no accident to recover from.
      if (signal?.aborted !== true) this.requireCurrent();
      throw error;
    }
  }

  /** How much of a prompt is read; null where the model is not asked in words. */
  readPrompt(prompt: string): Promise<PromptReading | null> {
    return this.#call('readPrompt', [prompt], {});
  }

  makeConditions(prompts: readonly string[], signal?: AbortSignal): Promise<readonly Condition[]> {
    return this.#call('makeConditions', [prompts], signal === undefined ? {} : { signal });
  }

  encode(
    pixels: Uint8Array<ArrayBuffer>,
    count: number,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    return this.#call('encode', [pixels, count], { signal, transfer: [pixels.buffer] });
  }

  posterior(
    pixels: Uint8Array<ArrayBuffer>,
    count: number,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    return this.#call('posterior', [pixels, count], { signal, transfer: [pixels.buffer] });
  }

  sample(
    job: SampleJob,
    control: Control,
    onStep: (event: StepEvent) => void,
  ): Promise<readonly SampledImage[]> {
    return this.#call('sample', [job], { control, onEvent: onStep, whenAborted: 'kill' });
  }

  score(
    job: ScoreJob,
    control: Control,
    onUpdate: (update: ScoreUpdate) => void,
  ): Promise<readonly ScoreUpdate[]> {
    return this.#call('score', [job], { control, onEvent: onUpdate, whenAborted: 'kill' });
  }

  describe(
    job: DescribeJob,
    control: Control,
    onFound: (found: WindowDescriptors) => void,
  ): Promise<readonly WindowDescriptors[]> {
    return this.#call('describe', [job], { control, onEvent: onFound, whenAborted: 'kill' });
  }

  /** What is told until a stop is heard still arrives: pictures move while a slider moves. */
  preview(
    lane: PreviewLane,
    job: SampleJob,
    signal: AbortSignal,
    onEvent: (event: PreviewEvent) => void,
  ): Promise<void> {
    return this.#call('preview', [lane, job], { signal, onEvent, whenAborted: 'wait' });
  }
}
