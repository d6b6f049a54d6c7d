/** `trajectory` and `ddim-inversion`: whole runs of the stand-in network. */
import { invert } from '../../../../src/core/sampling/inversion';
import { latentSize } from '../../../../src/core/diffusion/types';
import type { KindCheck } from '../../report';
import { noiseSchedule, prediction, respacing } from './solver-params';
import {
  batchOf,
  finalOf,
  guidanceSettings,
  hasVarianceHead,
  latentOf,
  runStandIn,
  standIn,
  standInRequest,
  x0At,
} from './stand-in';

export const checkTrajectory: KindCheck = async (fixture, report) => {
  const steps = await runStandIn(fixture, standInRequest(fixture));
  report.close('final', finalOf(steps));
  report.close('x0', x0At(fixture, steps));
};

export const checkInversion: KindCheck = async (fixture, report) => {
  const x = fixture.input('x');
  const { batch, shape } = batchOf(x);
  const { condition, ...guidance } = guidanceSettings(fixture, shape.channels);
  const latents = Array.from({ length: batch }, (_, image) =>
    latentOf(x, image, latentSize(shape)),
  );
  const request = {
    ...guidance,
    shape,
    schedule: noiseSchedule(fixture),
    prediction: prediction(fixture),
    respacing: respacing(fixture),
    latents,
    conditions: latents.map(() => condition),
  };
  const middle = fixture.number('middleIndex');
  let final = Float64Array.from(x.data);
  if (middle === 0) report.close('middle', final);
  for await (const step of invert(request, standIn(shape, hasVarianceHead(fixture)))) {
    final = Float64Array.from(step.latents);
    if (step.index === middle) report.close('middle', final);
  }
  report.close('final', final);
};
