/**
 * The live preview on the model's side: a few images of one class, drawn again as settings change.
 *
 * Each lane (the guided images, the same ones without guidance, the parameter grid) keeps the trace of
 * its last run, so a change costs the steps that it touches. What is told is always whole: the first
 * event of a preview carries every step up to the first new one, and an event shows all images.
 */
import type { Call } from '../../../core/call';
import { throwIfAborted } from '../../../core/errors';
import { latentToRgb } from '../../../core/diffusion/latent-rgb';
import type { SampledStep, SampleJob, StepReport } from '../../../core/sampling/sample-request';
import { SampleTrace } from '../../../core/sampling/trace';
import { latentSize } from '../../../core/diffusion/types';
import type { Diffuser } from '../../../core/diffuser';
import { SerialQueue } from '../../../core/serial-queue';
import { requestOf } from '../sampling/request-of';
import { inParts } from '../row-parts';

export type PreviewLane = 'guided' | 'plain' | 'grid';

/** One step of all images. */
export interface PreviewFrame {
  readonly step: number;
  readonly timestep: number;
  readonly sigma: number;
  /** A cheap picture of each image's clean latent, RGB [height, width, 3]; none without a map. */
  readonly pictures: readonly Uint8Array[];
  /** What the terms did, image by image. */
  readonly report: StepReport;
}

export type PreviewEvent =
  /** New steps; with `whole` they replace all earlier ones. */
  | {
      readonly kind: 'steps';
      readonly whole: boolean;
      readonly frames: readonly PreviewFrame[];
      /** Steps of the schedule. */
      readonly total: number;
      /** As `images` has them, where no step was to be made. */
      readonly images: readonly Uint8Array[] | null;
    }
  /** The finished images, RGB [resolution, resolution, 3] each. */
  | { readonly kind: 'images'; readonly images: readonly Uint8Array[] };

class Lane {
  readonly trace = new SampleTrace();
  frames: PreviewFrame[] = [];
  /** [images, channels, height, width] after the trace's last step. */
  latents = new Float64Array();
  /** The decoded images of the trace's last step. */
  images: readonly Uint8Array[] | null = null;
}

export class Previewer {
  readonly #diffuser: Diffuser;
  readonly #rowsAtOnce: number;
  readonly #queue = new SerialQueue();
  readonly #lanes: Readonly<Record<PreviewLane, Lane>> = {
    guided: new Lane(),
    plain: new Lane(),
    grid: new Lane(),
  };

  /** @param rowsAtOnce rows of one network call, at most: a cancel waits for that many */
  constructor(diffuser: Diffuser, rowsAtOnce: number) {
    this.#diffuser = diffuser;
    this.#rowsAtOnce = rowsAtOnce;
  }

  /**
   * Makes a preview after those before it have ended; whoever wants a newer one aborts the older.
   * @throws StillroomError Aborted, BadParameter, ShapeMismatch, NonFiniteOutput, and what a session throws
   */
  preview(lane: PreviewLane, job: SampleJob, call: Call<PreviewEvent>): Promise<void> {
    return this.#queue.run(() => this.#preview(this.#lanes[lane], job, call));
  }

  async #preview(
    lane: Lane,
    job: SampleJob,
    { signal, pass, tell }: Call<PreviewEvent>,
  ): Promise<void> {
    const diffuser = this.#diffuser;
    const request = requestOf(diffuser.pack, job);
    const stoppable = async () => {
      await pass();
      throwIfAborted(signal);
    };
    await stoppable();
    const denoise = inParts((call) => diffuser.predictNoise(call), this.#rowsAtOnce, stoppable);
    let whole = true;
    for await (const step of lane.trace.sample(request, denoise, signal)) {
      const frame = this.#frame(step);
      lane.latents = new Float64Array(step.latents);
      if (whole) {
        lane.images = null;
        lane.frames = lane.frames.filter((known) => known.step < step.index);
      }
      lane.frames.push(frame);
      const frames = whole ? [...lane.frames] : [frame];
      tell({ kind: 'steps', whole, frames, total: step.total, images: null });
      whole = false;
      await stoppable();
    }
    if (whole) {
      const total = (lane.frames.at(-1)?.step ?? -1) + 1;
      tell({ kind: 'steps', whole, frames: [...lane.frames], total, images: lane.images });
      if (lane.images !== null) return;
    }
    lane.images = await this.#decode(lane.latents, stoppable);
    tell({ kind: 'images', images: lane.images });
  }

  /** One by one, so that a cancel gets through in between. */
  async #decode(latents: Float64Array, pass: () => Promise<void>): Promise<Uint8Array[]> {
    const size = latentSize(this.#diffuser.pack.latent);
    const images: Uint8Array[] = [];
    for (let start = 0; start < latents.length; start += size) {
      if (start > 0) await pass();
      const latent = Float32Array.from(latents.subarray(start, start + size));
      images.push(await this.#diffuser.decode(latent, 1));
    }
    return images;
  }

  #frame({ index, timestep, sigma, guidedX0, report }: SampledStep): PreviewFrame {
    const { latent, latentToRgb: map } = this.#diffuser.pack;
    const size = latentSize(latent);
    const pictures = map
      ? report.map((_, image) =>
          latentToRgb(guidedX0.subarray(image * size, (image + 1) * size), latent, map),
        )
      : [];
    return { step: index, timestep, sigma, pictures, report };
  }
}
