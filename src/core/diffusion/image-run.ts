/**
 * One image of a batch in the making: its buffers, its terms, and what happens to it in a step once the
 * network has answered. Nothing here knows of the other images.
 */
import { StillroomError } from '../errors';
import { buildTerm } from '../guidance/build-term';
import type { GuidanceTerm, StepView, TermReport } from '../guidance/term';
import { firstNonFinite } from './finite';
import { classifierFreeGuidance, type GuidanceMix } from './guidance-scale';
import type { NetworkAnswer, NetworkBatch } from './network-batch';
import { initialNoise, stepNoise, type NoiseOwner } from './noise';
import type { SampleImage, SampleRequest } from './sample-request';
import type { Solver, SolverRow, SolverStep } from './solver/solver';
import { latentSize } from './types';

/** Where an image stands in its batch. */
export interface ImagePlace {
  /** Its position in the request and in the network's rows. */
  readonly position: number;
  /** Index of the first step that is made. */
  readonly first: number;
  readonly network: NetworkBatch;
}

export class ImageRun implements SolverRow, NetworkAnswer {
  readonly x: Float64Array;
  readonly input: Float64Array;
  readonly out: Float64Array;
  readonly nullOut: Float64Array;
  readonly x0: Float64Array;
  readonly previousX0: Float64Array;
  variance: Float64Array | null = null;
  readonly mean: Float64Array;
  readonly std: Float64Array;

  readonly #noise: Float64Array;
  readonly #request: SampleRequest;
  readonly #source: SampleImage;
  readonly #solver: Solver;
  readonly #terms: readonly GuidanceTerm[];
  readonly #owner: NoiseOwner;
  readonly #condition: Float32Array;
  readonly #nullCondition: Float32Array;
  #hasHistory = false;
  #report: TermReport[] = [];

  /**
   * @param place where the image stands in the batch and which step it makes first
   * @throws StillroomError from the terms: BadParameter, ShapeMismatch, NonFiniteOutput
   */
  constructor(
    request: SampleRequest,
    solver: Solver,
    source: SampleImage,
    { position, first, network }: ImagePlace,
  ) {
    const { seed, shape, resumeFrom, tokens, width } = request;
    const { className, image } = source;
    const size = latentSize(shape);
    this.#request = request;
    this.#source = source;
    this.#solver = solver;
    this.#owner = { seed, className, image };
    this.#condition = network.conditionOf(position);
    this.#nullCondition = network.nullConditionOf(position);
    this.x = new Float64Array(size);
    const scaled = solver.steps.some((step) => step.inputScale !== 1);
    this.input = scaled ? new Float64Array(size) : this.x;
    this.out = new Float64Array(size);
    this.nullOut = new Float64Array(size);
    this.x0 = new Float64Array(size);
    this.previousX0 = new Float64Array(solver.usesHistory ? size : 0);
    this.mean = new Float64Array(size);
    this.std = new Float64Array(size);
    this.#noise = new Float64Array(size);
    this.#terms = source.terms.map((spec) =>
      buildTerm(spec, {
        timesteps: solver.steps.map((step) => step.timestep),
        trainTimesteps: request.schedule.trainTimesteps,
        hasPosteriorMean: solver.hasPosteriorMean,
        latentSize: size,
        tokens,
        width,
      }),
    );
    if (resumeFrom) {
      this.x.set(resumeFrom.latents.subarray(position * size, (position + 1) * size));
      if (solver.usesHistory && resumeFrom.previousX0) {
        this.previousX0.set(resumeFrom.previousX0.subarray(position * size, (position + 1) * size));
        this.#hasHistory = true;
      }
    } else {
      this.x.set(source.initialNoise ?? initialNoise(seed, className, image, shape));
      const start = solver.steps[first];
      if (source.startLatent && start) this.#startFrom(source.startLatent, start);
      else for (let i = 0; i < size; i++) this.x[i] = (this.x[i] as number) * solver.initNoiseSigma;
    }
    this.#resetCondition();
  }

  /** The forward process to the level of `step`, in the solver's own scaling of its state. */
  #startFrom(latent: ArrayLike<number>, step: SolverStep): void {
    const { x } = this;
    const { signal, noise } = step.stateLevel ?? step;
    const scale = step.stateLevel ? 1 : step.inputScale;
    for (let i = 0; i < x.length; i++) {
      x[i] = (signal * (latent[i] as number) + noise * (x[i] as number)) / scale;
    }
  }

  #resetCondition(): void {
    this.#condition.set(this.#source.condition);
    this.#nullCondition.set(this.#request.nullCondition);
  }

  #view(step: SolverStep): StepView {
    return {
      step,
      total: this.#solver.steps.length,
      prediction: this.#request.prediction,
      guidanceScale: this.#request.guidanceScale,
      owner: this.#owner,
      input: this.input,
    };
  }

  /** Before the network call: scales the input and lets terms act on the conditions. */
  prepare(step: SolverStep): void {
    this.#report = [];
    if (this.input !== this.x) {
      for (let i = 0; i < this.x.length; i++) {
        this.input[i] = (this.x[i] as number) * step.inputScale;
      }
    }
    if (!this.#terms.some((term) => term.onCondition)) return;
    this.#resetCondition();
    const view = this.#view(step);
    for (const term of this.#terms) {
      this.#note(term.onCondition?.(view, this.#condition, this.#nullCondition));
    }
  }

  /**
   * After the network call: from its outputs to the next state.
   * @param x0 receives the clean latent of the guided prediction, [channels * height * width]
   * @returns what the terms did at this step
   * @throws StillroomError NonFiniteOutput
   */
  advance(step: SolverStep, mix: GuidanceMix, x0: Float64Array): readonly TermReport[] {
    const { out } = this;
    const solver = this.#solver;
    const view = this.#view(step);
    if (mix.conditional) {
      for (const term of this.#terms) this.#note(term.onConditionalPrediction?.(view, out));
    }
    if (mix.conditional && mix.unconditional) {
      classifierFreeGuidance(out, this.nullOut, view.guidanceScale, mix.guidedSize, out);
    }
    solver.predict(step.index, this);
    x0.set(this.x0);
    let moved = false;
    for (const term of this.#terms) {
      if (this.#note(term.onGuidedPrediction?.(view, out, x0))) moved = true;
    }
    if (moved) solver.predict(step.index, this);
    // Without a step before, a multistep solver extrapolates from x0 to itself: first order.
    if (solver.usesHistory && !this.#hasHistory) this.previousX0.set(this.x0);
    solver.propose(step.index, this);
    if (solver.hasPosteriorMean) {
      for (const term of this.#terms) this.#note(term.onMean?.(view, this.mean, this.std, x0));
    }
    if (solver.usesHistory) {
      this.previousX0.set(this.x0);
      this.#hasHistory = true;
    }
    this.#move(step);
    return this.#report;
  }

  #note(entry: TermReport | null | undefined): boolean {
    if (entry) this.#report.push(entry);
    return Boolean(entry);
  }

  /** x = mean + std * noise. */
  #move(step: SolverStep): void {
    const { x, mean, std } = this;
    if (step.noisy) {
      const noise = this.#noise;
      const given = this.#source.stepNoise?.[step.index];
      if (given) noise.set(given);
      else stepNoise(this.#owner, step.index, noise);
      for (let i = 0; i < x.length; i++) {
        x[i] = (mean[i] as number) + (std[i] as number) * (noise[i] as number);
      }
    } else {
      x.set(mean);
    }
    // Looked at here, since the next network call would only hide who made them.
    if (firstNonFinite(x) < 0) return;
    const { className, image } = this.#owner;
    throw new StillroomError(
      'NonFiniteOutput',
      `Image ${image} of "${className}" left the range of numbers at step ${step.index + 1}: its guidance is too strong. Lower the CFG scale or the terms' strengths.`,
      { step: step.index, timestep: step.timestep, image },
    );
  }
}
