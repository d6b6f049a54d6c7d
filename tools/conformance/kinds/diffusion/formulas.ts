/** `cfg`, `add-noise`, `latent-to-x0`: single formulas. */
import { addNoise } from '../../../../src/core/diffusion/add-noise';
import { classifierFreeGuidance } from '../../../../src/core/diffusion/guidance-scale';
import { predictEpsilon, predictX0 } from '../../../../src/core/diffusion/prediction';
import { alphaAt, alphasCumprod } from '../../../../src/core/diffusion/schedule/betas';
import { latentSize } from '../../../../src/core/diffusion/types';
import type { KindCheck } from '../../report';
import { noiseSchedule } from './solver-params';
import { batchOf, latentOf } from './stand-in';

export const checkCfg: KindCheck = (fixture, report) => {
  const conditional = fixture.input('cond');
  const { batch, shape } = batchOf(conditional);
  const size = latentSize(shape);
  const guided = fixture.number('cfgChannels') * shape.height * shape.width;
  const all = new Float64Array(batch * size);
  for (let image = 0; image < batch; image++) {
    classifierFreeGuidance(
      latentOf(conditional, image, size),
      latentOf(fixture.input('uncond'), image, size),
      fixture.number('scale'),
      guided,
      all.subarray(image * size, (image + 1) * size),
    );
  }
  report.close('out', all);
};

export const checkAddNoise: KindCheck = (fixture, report) => {
  const x0 = fixture.input('x0');
  const { batch, shape } = batchOf(x0);
  const size = latentSize(shape);
  const alphas = alphasCumprod(noiseSchedule(fixture));
  const timesteps = fixture.params['timesteps'] as readonly number[];
  const all = new Float64Array(batch * size);
  for (let image = 0; image < batch; image++) {
    addNoise(
      latentOf(x0, image, size),
      latentOf(fixture.input('noise'), image, size),
      alphaAt(alphas, timesteps[image] ?? Number.NaN),
      all.subarray(image * size, (image + 1) * size),
    );
  }
  report.close('xT', all);
};

export const checkLatentToX0: KindCheck = (fixture, report) => {
  const x = Float64Array.from(fixture.input('xT').data);
  const out = Float64Array.from(fixture.input('out').data);
  const alphaBar = fixture.number('alphaBar');
  const sigma = fixture.number('sigma');
  const level = { signal: Math.sqrt(alphaBar), noise: Math.sqrt(1 - alphaBar) };
  const flow = { signal: 1 - sigma, noise: sigma };
  const got = new Float64Array(x.length);
  predictX0('epsilon', level, x, out, got);
  report.close('x0Epsilon', got);
  predictX0('v', level, x, out, got);
  report.close('x0V', got);
  predictEpsilon('v', level, x, out, got);
  report.close('epsV', got);
  predictX0('flow', flow, x, out, got);
  report.close('x0Flow', got);
  predictEpsilon('flow', flow, x, out, got);
  report.close('noiseFlow', got);
};
