/**
 * A run whose steps are kept, so that the next run with changed settings makes only the steps that the
 * change touches. Kept steps hold states, clean latents and the network's answers; a limit on their
 * bytes drops the latest ones, and a run then goes on from the last that is left.
 */
import { departure } from './resume-step';
import type { SampledStep, SampleRequest } from './sample-request';
import { sample } from './sampler';
import type { Denoiser } from '../diffusion/types';

/** 128 MB: 25 steps of 8 images of a model with 4 x 64 x 64 latents take 105 MB. */
const DEFAULT_LIMIT = 128e6;

function bytesOf({ latents, x0, guidedX0, answer }: SampledStep): number {
  const guided = guidedX0 === x0 ? 0 : guidedX0.byteLength;
  return latents.byteLength + x0.byteLength + guided + answer.byteLength;
}

export class SampleTrace {
  readonly #limit: number;
  #request: SampleRequest | null = null;
  /** Consecutive steps from the first that the request makes. */
  #steps: SampledStep[] = [];
  #bytes = 0;

  /** @param limitBytes how much the kept steps may take */
  constructor(limitBytes: number = DEFAULT_LIMIT) {
    this.#limit = limitBytes;
  }

  /** The steps that are kept, from the first on. */
  get steps(): readonly SampledStep[] {
    return this.#steps;
  }

  clear(): void {
    this.#request = null;
    this.#steps = [];
    this.#bytes = 0;
  }

  /**
   * Yields the steps of a request that the kept ones do not hold already, and keeps them. What was
   * kept before the first of them stays in `steps`: all of the run, once it has ended. Nothing is
   * given up before the first new step is there, so a run that is cancelled at once costs nothing.
   * @throws StillroomError as `sample`
   */
  async *sample(
    request: SampleRequest,
    denoise: Denoiser,
    signal?: AbortSignal,
  ): AsyncGenerator<SampledStep, void> {
    const start = this.#start(request);
    const onward = { ...request, ...start.known };
    let position = start.position;
    if (position === this.#steps.length && start.reached) {
      this.#request = request;
      return;
    }
    for await (const step of sample(onward, denoise, signal)) {
      if (position === start.position) {
        this.#request = request;
        this.#cut(position);
      }
      if (this.#steps.length === position) this.#keep(step);
      position += 1;
      yield step;
    }
  }

  /** How many kept steps stay, and what the first new one can start from. */
  #start(request: SampleRequest): {
    readonly position: number;
    /** True where no step is left to make. */
    readonly reached: boolean;
    readonly known: Pick<SampleRequest, 'resumeFrom' | 'firstAnswer'>;
  } {
    const [earliest] = this.#steps;
    if (this.#request === null || earliest === undefined || request.resumeFrom) {
      return { position: 0, reached: false, known: {} };
    }
    const { step, sameQuestion } = departure(this.#request, request);
    const touched = Math.max(step - earliest.index, 0);
    const position = Math.min(touched, this.#steps.length);
    const kept = this.#steps[position - 1];
    const next = this.#steps[position];
    return {
      position,
      reached: earliest.index + position === earliest.total,
      known: {
        ...(kept && { resumeFrom: kept.snapshot }),
        ...(next && sameQuestion && { firstAnswer: next.answer }),
      },
    };
  }

  #cut(count: number): void {
    for (const step of this.#steps.splice(count)) this.#bytes -= bytesOf(step);
  }

  #keep(step: SampledStep): void {
    const bytes = bytesOf(step);
    if (this.#bytes + bytes > this.#limit) return;
    this.#steps.push(step);
    this.#bytes += bytes;
  }
}
