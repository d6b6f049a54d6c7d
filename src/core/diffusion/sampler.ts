/**
 * The denoising loop. It knows no method: a step is
 *
 *     condition -> network -> conditional terms -> classifier-free guidance -> guided terms
 *               -> x0 -> the solver's mean and deviation -> mean terms -> next state
 *
 * and what makes it CoDA, DMGD or MGD3 is the list of guidance terms that each image brings. The state
 * is float64, the network's input and output float32. Images of a batch never mix: their arithmetic is
 * done image by image with noise keyed by (seed, class, image, step), so a batch gives each image
 * the numbers that it gets alone (as far as the network itself does).
 */
import { throwIfAborted } from '../errors';
import { guidanceMix } from './guidance-scale';
import { ImageRun } from './image-run';
import { NetworkBatch } from './network-batch';
import { checkRequest, firstStep, type SampledStep, type SampleRequest } from './sample-request';
import { createSolver } from './solver/create-solver';
import { latentSize, type Denoiser } from './types';

function joined(runs: readonly ImageRun[], size: number, name: 'x' | 'previousX0'): Float64Array {
  const out = new Float64Array(runs.length * size);
  runs.forEach((run, position) => out.set(run[name], position * size));
  return out;
}

/**
 * Samples a batch, yielding after every step.
 *
 * @param denoise the network; its call's arrays are used again for the next one
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
  const mix = guidanceMix(shape, request.guidanceScale, request.guidanceChannels);
  const network = new NetworkBatch({
    ...mix,
    shape,
    batch: images.length,
    tokens: request.tokens,
    width: request.width,
  });
  const runs = images.map(
    (source, position) => new ImageRun(request, solver, source, { position, first, network }),
  );
  const inputs = runs.map((run) => run.input);

  for (const step of solver.steps.slice(first)) {
    throwIfAborted(signal);
    for (const run of runs) run.prepare(step);
    await network.run(denoise, inputs, step.timestep, runs, step.index);
    throwIfAborted(signal);
    const x0 = new Float64Array(runs.length * size);
    const report = runs.map((run, position) =>
      run.advance(step, mix, x0.subarray(position * size, (position + 1) * size)),
    );
    const latents = joined(runs, size, 'x');
    yield {
      index: step.index,
      total,
      timestep: step.timestep,
      sigma: step.sigma,
      alphaBar: step.alphaBar,
      latents,
      x0,
      report,
      snapshot: {
        index: step.index + 1,
        latents,
        previousX0: solver.usesHistory ? joined(runs, size, 'previousX0') : null,
      },
    };
  }
}
