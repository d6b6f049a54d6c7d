/**
 * What a model can be asked for, as plain functions over whatever model is in use: the loops over a
 * `Diffuser`, with a `Call` to be stopped and stood still by and to tell through. A worker serves them to
 * the page, `localModel` to whoever lives on the same thread.
 */
import type { Call } from '../../core/call';
import type { Diffuser, PromptReading } from '../../core/diffuser';
import type { Condition } from '../../core/diffusion/condition';
import type { SampleJob } from '../../core/sampling/sample-request';
import type { LoadedModel } from '../ports';
import type { DescribeJob, SampledImage, ScoreJob, StepEvent } from './jobs';
import { Previewer, type PreviewEvent, type PreviewLane } from './preview/previewer';
import { sampleImages } from './sampling/sample-images';
import { describeWindows, type WindowDescriptors } from './scoring/describe-windows';
import { scoreImages, type ScoreUpdate } from './scoring/score-images';

export interface ModelInUse {
  readonly diffuser: Diffuser;
  readonly loaded: LoadedModel;
}

/**
 * Rows of a preview's network calls. On two cores a row of the embedded model takes some tens of
 * milliseconds, and eight in one call eight times as long: one at a time costs nothing, and a cancel
 * waits for one row. With more threads a lone row would have a copy beside it (lone-rows.ts of the
 * runtime), so they come in twos.
 */
function previewRows({ kind, threads }: LoadedModel['backend']): number {
  if (kind !== 'wasm' && kind !== 'cpu') return 64;
  return threads > 2 ? 2 : 1;
}

/**
 * Rows of a run's network calls. On a processor a row costs the same in any company, a call of two has the
 * same bytes at any number of threads (lone-rows.ts of the runtime), and a stop or a pause waits for two
 * rows, however many images a class has that are denoised together. Elsewhere the runtime's own limit
 * holds. Neither depends on what a machine can hold, since a number more could be other last bits.
 */
function samplingRows({ kind }: LoadedModel['backend']): number {
  return kind === 'wasm' || kind === 'cpu' ? 2 : Infinity;
}

/**
 * @param inUse the model that a call gets, asked anew by every call
 * @throws StillroomError as the ports' `Model`, and what `inUse` throws
 */
export function modelFunctions(inUse: () => ModelInUse) {
  /** Keeps its traces for as long as its model is in use. */
  let kept: { readonly of: Diffuser; readonly previewer: Previewer } | null = null;
  const previewer = (): Previewer => {
    const { diffuser, loaded } = inUse();
    if (kept?.of !== diffuser) {
      const rows = previewRows(loaded.backend);
      kept = { of: diffuser, previewer: new Previewer(diffuser, rows) };
    }
    return kept.previewer;
  };

  return {
    readPrompt: (prompt: string): PromptReading | null =>
      inUse().diffuser.readPrompt?.(prompt) ?? null,

    async makeConditions(prompts: readonly string[]): Promise<readonly Condition[]> {
      return inUse().diffuser.makeConditions(prompts);
    },

    /** @param pixels RGB bytes, [count, resolution, resolution, 3] */
    async encode(pixels: Uint8Array, count: number, { pass }: Call): Promise<Float32Array> {
      const latents = await inUse().diffuser.encode(pixels, count);
      // Batches of a class come one behind the other: whoever waits gets in between.
      await pass();
      return latents;
    },

    /** @param pixels as of `encode` */
    async posterior(pixels: Uint8Array, count: number, { pass }: Call): Promise<Float32Array> {
      const moments = await inUse().diffuser.posterior(pixels, count);
      await pass();
      return moments;
    },

    async sample(job: SampleJob, call: Call<StepEvent>): Promise<SampledImage[]> {
      const { diffuser, loaded } = inUse();
      return sampleImages(diffuser, job, samplingRows(loaded.backend), call);
    },

    /** Tells of every image that is finished, and with `partial` of those that are on their way. */
    async score(job: ScoreJob, call: Call<ScoreUpdate>): Promise<ScoreUpdate[]> {
      const { signal, pass, tell } = call;
      const { subjects, settings, partial } = job;
      const finished: ScoreUpdate[] = [];
      await pass();
      for await (const update of scoreImages(inUse().diffuser, subjects, settings, { signal })) {
        if (update.finished || partial) tell(update);
        if (update.finished) finished.push(update);
        await pass();
      }
      return finished;
    },

    /** Tells of every image that is described. */
    async describe(
      { subjects, settings }: DescribeJob,
      { signal, pass, tell }: Call<WindowDescriptors>,
    ): Promise<WindowDescriptors[]> {
      const all: WindowDescriptors[] = [];
      await pass();
      for await (const found of describeWindows(inUse().diffuser, subjects, settings, { signal })) {
        tell(found);
        all.push(found);
        await pass();
      }
      return all;
    },

    async preview(lane: PreviewLane, job: SampleJob, call: Call<PreviewEvent>): Promise<void> {
      await previewer().preview(lane, job, call);
    },
  };
}

export type ModelFunctions = ReturnType<typeof modelFunctions>;
