/** `coda-guidance`, `mode-guidance`, `soft-label`, `dmgd-trajectory`: the production terms in the production sampler. */
import { codaStopTimestep } from '../../../../src/core/guidance/coda-alignment';
import { officialSoftLabel, softLabelMix } from '../../../../src/core/guidance/soft-label';
import type { TermReport } from '../../../../src/core/guidance/term';
import { windowOfChainIndices } from '../../../../src/core/guidance/window';
import { createSolver } from '../../../../src/core/diffusion/solver/create-solver';
import type { SampledStep, SampleRequest } from '../../../../src/core/sampling/sample-request';
import { latentSize } from '../../../../src/core/diffusion/types';
import type { KindCheck } from '../../report';
import { numberOr, respacing } from './solver-params';
import { batchOf, finalOf, latentOf, runStandIn, standInRequest, x0At } from './stand-in';

/** What the terms of image b did at a step; one term an image in these kinds. */
function reportsOf(step: SampledStep, image: number): readonly TermReport[] {
  return step.report[image] ?? [];
}

export const checkCodaGuidance: KindCheck = async (fixture, report) => {
  const size = latentSize(batchOf(fixture.input('x')).shape);
  const share = fixture.number('guideTPercent');
  const request = standInRequest(fixture, {}, (image) => [
    {
      kind: 'coda-alignment',
      gamma: fixture.number('gamma'),
      window: { start: 0, end: share },
      representative: latentOf(fixture.input('representative'), image, size),
    },
  ]);
  const steps = await runStandIn(fixture, request);
  const solver = createSolver(request.solver, request.schedule, request.prediction);
  const timesteps = solver.steps.map((step) => step.timestep);
  report.close('final', finalOf(steps));
  report.close(
    'correctionNorms',
    steps.map((step) =>
      Math.hypot(...request.images.flatMap((_, i) => reportsOf(step, i).map((r) => r.shiftNorm))),
    ),
  );
  report.close('stopTimestep', codaStopTimestep(timesteps, share));
};

export const checkModeGuidance: KindCheck = async (fixture, report) => {
  const size = latentSize(batchOf(fixture.input('x')).shape);
  const chain = respacing(fixture);
  const total = fixture.number('steps');
  const request = standInRequest(
    fixture,
    {
      solver:
        fixture.text('variant') === 'ddim'
          ? { kind: 'ddim-respaced', respacing: chain, eta: numberOr(fixture, 'eta', 0) }
          : { kind: 'ddpm-respaced', respacing: chain },
    },
    (image) => [
      {
        kind: 'mode-guidance',
        strength: fixture.number('lambda'),
        // i > stopIndex: the chain's indices stopIndex + 1 .. total - 1.
        window: windowOfChainIndices(
          Math.min(fixture.number('stopIndex') + 1, total),
          total - 1,
          total,
        ),
        mode: latentOf(fixture.input('mode'), image, size),
      },
    ],
  );
  const steps = await runStandIn(fixture, request);
  report.close('final', finalOf(steps));
  report.close('x0', x0At(fixture, steps));
};

export const checkSoftLabel: KindCheck = (fixture, report) => {
  const labels = fixture.input('y').data;
  const out = new Float64Array(labels.length);
  officialSoftLabel(
    labels,
    fixture.input('u').data,
    fixture.input('yStar').data,
    {
      ...softLabelMix(fixture.number('t'), fixture.number('tUpper'), fixture.number('tLower')),
      noiseWeight: fixture.number('noiseWeight'),
      labelWeight: fixture.number('labelWeight'),
    },
    out,
  );
  report.close('yTilde', out);
};

export const checkDmgdTrajectory: KindCheck = async (fixture, report) => {
  const x = fixture.input('x');
  const noise = fixture.input('noise').data;
  const { batch, shape } = batchOf(x);
  const size = latentSize(shape);
  const total = fixture.number('steps');
  const window = windowOfChainIndices(
    fixture.number('windowLow'),
    fixture.number('windowHigh'),
    total,
  );
  const solver = { kind: 'ddpm-respaced', respacing: respacing(fixture) } as const;
  const finished: Float64Array[] = [];
  const losses: number[] = [];
  const shifts: number[] = [];
  for (let image = 0; image < batch; image++) {
    const whole = standInRequest(fixture, { solver });
    const source = whole.images[image];
    if (!source) continue;
    const request: SampleRequest = {
      ...whole,
      images: [
        {
          ...source,
          // Here noise is [images, n, ...], an image after the other.
          stepNoise: Array.from({ length: total }, (_, step) =>
            Float64Array.from(
              noise.subarray((image * total + step) * size, (image * total + step + 1) * size),
            ),
          ),
          terms: [
            {
              kind: 'transport',
              step: 'official',
              strength: fixture.number('rho'),
              window,
              prototypes: Float64Array.from(fixture.input('prototypes').data),
              weights: Float64Array.from(fixture.input('weights').data),
              memory: [...finished],
              sinkhornEpsilon: fixture.number('sinkhornEpsilon'),
              iterations: fixture.number('iterations'),
            },
          ],
        },
      ],
    };
    const steps = await runStandIn(fixture, request);
    for (const entry of steps.flatMap((step) => reportsOf(step, 0))) {
      losses.push(entry.loss ?? Number.NaN);
      shifts.push(entry.shiftNorm);
    }
    finished.push(finalOf(steps));
  }
  report.close('finals', Float64Array.from(finished.flatMap((latent) => [...latent])));
  report.close('otLoss', losses);
  report.close('shiftNorm', shifts);
};
