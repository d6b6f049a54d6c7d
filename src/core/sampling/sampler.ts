/**
 * The denoising loop. It knows no method: a step is
 *
 *     condition -> network -> conditional terms -> classifier-free guidance -> guided terms
 *               -> x0 -> the solver's mean and deviation -> mean terms -> next state
 *
 * and what makes it CoDA, DMGD or MGD3 is the list of guidance terms that each image brings. The state
 * is float64, the network's input and output float32. Images of a batch do not mix: their arithmetic is
 * done image by image with noise keyed by (seed, class, image, step), so a batch gives each image
 * the numbers that it gets alone (as far as the network itself does). Joint terms alone see all of them,
 * between the guided terms and the solver (joint-guidance.ts).
 */
import { throwIfAborted } from '../errors';
import { shapesOf } from '../diffusion/condition';
import type { GuidanceMix } from '../diffusion/guidance-scale';
import { ImageRun, type StepPlace } from './image-run';
import { JointGuidance } from './joint-guidance';
import { NetworkBatch } from './network-batch';
import {
  checkRequest,
  firstStep,
  mixAt,
  type SampledStep,
  type SampleRequest,
} from './sample-request';
import { createSolver } from '../diffusion/solver/create-solver';
import { latentSize, type Denoiser } from '../diffusion/types';

/** One image's part of a batch's array. */
function partOf(batch: Float64Array, size: number, position: number): Float64Array {
  return batch.subarray(position * size, (position + 1) * size);
}

function joinedX0(runs: readonly ImageRun[], size: number): Float64Array {
  const out = new Float64Array(runs.length * size);
  runs.forEach((run, position) => out.set(run.x0, position * size));
  return out;
}

/**
 * Samples a batch, yielding after every step.
 *
 * @param denoise the network; its call's arrays are used again for the next one, its answers are not
 * @param signal stops before the next network call and after the running one
 * @throws StillroomError BadParameter, ShapeMismatch, Unsupported (before the first step),
 *   NonFiniteOutput (network or state), Aborted
 */
export async function* sample(
  request: SampleRequest,
  denoise: Denoiser,
  signal?: AbortSignal,
): AsyncGenerator<SampledStep, void> {
  const { shape, images } = request;
  const solver = createSolver(request.solver, request.schedule, request.prediction);
  const total = solver.steps.length;
  checkRequest(request, total);
  const first = request.resumeFrom?.index ?? firstStep(request.strength, total);
  const size = latentSize(shape);
  const mixes = solver.steps.map((step) => mixAt(request, step.timestep));
  const network = new NetworkBatch({
    conditional: mixes.some((mix) => mix.conditional),
    unconditional: mixes.some((mix) => mix.unconditional),
    shape,
    batch: images.length,
    conditionShapes: shapesOf(request.nullCondition),
  });
  const count = images.length * size;
  let latents = new Float64Array(count);
  const scaled = solver.steps.some((step) => step.inputScale !== 1)
    ? new Float64Array(count)
    : null;
  const runs = images.map((source, position) => {
    const state = partOf(latents, size, position);
    return new ImageRun(request, solver, source, { position, first, network, state });
  });
  const joint = new JointGuidance(request, total);
  let known = request.firstAnswer;

  for (const step of solver.steps.slice(first)) {
    throwIfAborted(signal);
    const mix = mixes[step.index] as GuidanceMix;
    runs.forEach((run, position) => {
      run.prepare(step, mix, scaled && partOf(scaled, size, position));
    });
    const answer = known ?? (await network.ask(denoise, scaled ?? latents, step.timestep, mix));
    known = undefined;
    throwIfAborted(signal);
    network.read(answer, mix);
    const x0 = new Float64Array(count);
    const next = new Float64Array(count);
    const places = runs.map((_, position) => ({
      x0: partOf(x0, size, position),
      next: partOf(next, size, position),
    }));
    runs.forEach((run, position) => {
      run.predict(step, mix, places[position] as StepPlace);
    });
    joint.guide(step, runs);
    const report = runs.map((run, position) =>
      run.advance(step, mix, places[position] as StepPlace),
    );
    latents = next;
    const guidedX0 = runs.some((run) => run.moved) ? joinedX0(runs, size) : x0;
    yield {
      index: step.index,
      total,
      timestep: step.timestep,
      sigma: step.sigma,
      alphaBar: step.alphaBar,
      latents,
      x0,
      guidedX0,
      report,
      answer,
      snapshot: {
        index: step.index + 1,
        latents,
        previousX0: solver.usesHistory ? guidedX0 : null,
      },
    };
  }
}
