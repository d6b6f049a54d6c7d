/**
 * One image of a batch in the making: what happens to it in a step once the network has answered.
 * Nothing here knows of the other images; what joint terms make of all of them arrives as a shift. States and clean latents are written where they are wanted,
 * into the image's part of the batch's arrays: each step has arrays of its own, and nothing is copied.
 */
import { StillroomError } from '../errors';
import { buildTerm } from '../guidance/build-term';
import type { GuidanceTerm, StepView, TermReport } from '../guidance/term';
import { shapesOf, writeCondition, type Condition } from '../diffusion/condition';
import { firstNonFinite } from '../diffusion/finite';
import { epsilonNorm, outPerX0, SMALLEST_SIGNAL } from '../diffusion/prediction';
import { classifierFreeGuidance, type GuidanceMix } from '../diffusion/guidance-scale';
import type { NetworkBatch } from './network-batch';
import { initialNoise, stepNoise, type NoiseOwner } from '../diffusion/noise';
import type { SampleImage, SampleRequest } from './sample-request';
import type { Solver, SolverRow, SolverStep } from '../diffusion/solver/solver';
import { latentSize } from '../diffusion/types';

/** Where an image stands in its batch. */
export interface ImagePlace {
  /** Its position in the request and in the network's rows. */
  readonly position: number;
  /** Index of the first step that is made. */
  readonly first: number;
  readonly network: NetworkBatch;
  /** Receives the first state, [channels * height * width]. */
  readonly state: Float64Array;
}

/** Where the results of one step go, each [channels * height * width]. */
export interface StepPlace {
  /** The clean latent of the guided prediction, before terms that act after it. */
  readonly x0: Float64Array;
  /** The next state. */
  readonly next: Float64Array;
}

export class ImageRun implements SolverRow {
  x: Float64Array;
  input: Float64Array;
  x0: Float64Array;
  previousX0: Float64Array;
  mean: Float64Array;
  variance: Float32Array | Float64Array | null = null;
  readonly out: Float64Array;
  readonly std: Float64Array;
  /** Whether terms moved `x0` away from the guided prediction's at the last step. */
  moved = false;

  readonly #noise: Float64Array;
  readonly #request: SampleRequest;
  readonly #source: SampleImage;
  readonly #solver: Solver;
  readonly #network: NetworkBatch;
  readonly #position: number;
  readonly #terms: readonly GuidanceTerm[];
  readonly #owner: NoiseOwner;
  readonly #condition: Condition;
  readonly #nullCondition: Condition;
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
    { position, first, network, state }: ImagePlace,
  ) {
    const { shape, resumeFrom } = request;
    const { className, image, seed = request.seed } = source;
    const size = latentSize(shape);
    this.#request = request;
    this.#source = source;
    this.#solver = solver;
    this.#network = network;
    this.#position = position;
    this.#owner = { seed, className, image };
    this.#condition = network.conditionOf(position);
    this.#nullCondition = network.nullConditionOf(position);
    this.x = state;
    this.input = state;
    this.mean = state;
    this.out = new Float64Array(size);
    this.std = new Float64Array(size);
    this.#noise = new Float64Array(size);
    this.x0 = this.out;
    this.previousX0 = this.out;
    this.#terms = source.terms.map((spec) =>
      buildTerm(spec, {
        timesteps: solver.steps.map((step) => step.timestep),
        trainTimesteps: request.schedule.trainTimesteps,
        hasPosteriorMean: solver.hasPosteriorMean,
        latentSize: size,
        conditionShapes: shapesOf(request.nullCondition),
      }),
    );
    if (resumeFrom) {
      this.x.set(resumeFrom.latents.subarray(position * size, (position + 1) * size));
      if (solver.usesHistory && resumeFrom.previousX0) {
        this.previousX0 = resumeFrom.previousX0.slice(position * size, (position + 1) * size);
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
    writeCondition(this.#condition, 0, this.#source.condition);
    writeCondition(this.#nullCondition, 0, this.#request.nullCondition);
  }

  #view(step: SolverStep, { scale }: GuidanceMix): StepView {
    return {
      step,
      total: this.#solver.steps.length,
      prediction: this.#request.prediction,
      guidanceScale: scale,
      runGuidanceScale: this.#request.guidanceScale,
      owner: this.#owner,
      input: this.input,
    };
  }

  /**
   * Before the network call: scales the input and lets terms act on the conditions.
   * @param input receives what the network shall see; null where that is the state itself
   */
  prepare(step: SolverStep, mix: GuidanceMix, input: Float64Array | null): void {
    this.#report = [];
    this.input = input ?? this.x;
    if (input !== null) {
      for (let i = 0; i < input.length; i++) input[i] = (this.x[i] as number) * step.inputScale;
    }
    if (!this.#terms.some((term) => term.onCondition)) return;
    this.#resetCondition();
    const view = this.#view(step, mix);
    for (const term of this.#terms) {
      this.#note(term.onCondition?.(view, this.#condition, this.#nullCondition));
    }
  }

  /**
   * After the network call: from its answer to the guided prediction.
   * @throws StillroomError NonFiniteOutput
   */
  predict(step: SolverStep, mix: GuidanceMix, place: StepPlace): void {
    const { out } = this;
    const solver = this.#solver;
    const network = this.#network;
    const view = this.#view(step, mix);
    // Terms would only hide who made a NaN; without any, the next state tells as well.
    if (this.#terms.length > 0) network.requireFinite(step.index, step.timestep);
    out.set(network.outputOf(this.#position));
    this.variance = network.varianceOf(this.#position);
    if (mix.conditional) {
      for (const term of this.#terms) this.#note(term.onConditionalPrediction?.(view, out));
      if (mix.unconditional) {
        const nullOut = network.nullOutputOf(this.#position);
        classifierFreeGuidance(out, nullOut, mix.scale, mix.guidedSize, out);
      }
    }
    this.x0 = place.x0;
    this.mean = place.next;
    solver.predict(step.index, this);
    this.moved = false;
    for (const term of this.#terms) {
      if (this.#note(term.onGuidedPrediction?.(view, out, place.x0))) this.moved = true;
    }
  }

  /** L2 norm of the predicted noise in units of the clean latent: how far it can be from what it seems. */
  noiseNorm(step: SolverStep): number {
    const { prediction } = this.#request;
    const { signal, noise } = step.stateLevel ?? step;
    const epsilon = epsilonNorm(prediction, step, this.input, this.out);
    return (epsilon * noise) / Math.max(signal, SMALLEST_SIGNAL);
  }

  /** Moves the clean latent that the solver will use, by what a joint term says. */
  shift(step: SolverStep, by: Float64Array, entry: TermReport): void {
    const { out } = this;
    const scale = outPerX0(this.#request.prediction, step.stateLevel ?? step);
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + scale * (by[i] as number);
    this.moved = true;
    this.#note(entry);
  }

  /**
   * From the guided prediction to the next state.
   * @returns what the terms did at this step
   * @throws StillroomError NonFiniteOutput
   */
  advance(step: SolverStep, mix: GuidanceMix, place: StepPlace): readonly TermReport[] {
    const { out } = this;
    const solver = this.#solver;
    if (this.moved) {
      this.x0 = new Float64Array(out.length);
      solver.predict(step.index, this);
    }
    // Without a step before, a multistep solver extrapolates from x0 to itself: first order.
    if (!this.#hasHistory) this.previousX0 = this.x0;
    solver.propose(step.index, this);
    if (solver.hasPosteriorMean) {
      const view = this.#view(step, mix);
      for (const term of this.#terms)
        this.#note(term.onMean?.(view, this.mean, this.std, place.x0));
    }
    this.previousX0 = this.x0;
    this.#hasHistory = true;
    this.#move(step, place.next);
    return this.#report;
  }

  #note(entry: TermReport | null | undefined): boolean {
    if (entry) this.#report.push(entry);
    return Boolean(entry);
  }

  /** The next state is mean + std * noise; `next` holds the mean. */
  #move(step: SolverStep, next: Float64Array): void {
    if (step.noisy) {
      const { std } = this;
      const noise = this.#noise;
      const given = this.#source.stepNoise?.[step.index];
      if (given) noise.set(given);
      else stepNoise(this.#owner, step.index, noise);
      for (let i = 0; i < next.length; i++) {
        next[i] = (next[i] as number) + (std[i] as number) * (noise[i] as number);
      }
    }
    this.x = next;
    // Looked at here, since the next network call would only hide who made them.
    if (firstNonFinite(next) < 0) return;
    this.#network.requireFinite(step.index, step.timestep);
    const { className, image } = this.#owner;
    throw new StillroomError(
      'NonFiniteOutput',
      `Image ${image} of "${className}" left the range of numbers at step ${step.index + 1}: its guidance is too strong. Lower the CFG scale or the terms' strengths.`,
      { step: step.index, timestep: step.timestep, image },
    );
  }
}
