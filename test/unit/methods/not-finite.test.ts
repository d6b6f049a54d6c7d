/** A model that computes NaN, or guidance that ends in it: an error at its step, never a picture. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Denoiser } from '../../../src/core/diffusion/types';
import type { SampleRequest } from '../../../src/core/sampling/sample-request';
import { sample } from '../../../src/core/sampling/sampler';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { hiddenStates } from '../../support/hidden-states';
import { nodeKernels, tinyDescription, tinyFiles, tinySource } from '../../support/tiny-pack';
import { SCHEDULE, SHAPE, tinyNetwork, TOKENS, WIDTH } from '../diffusion/tiny-network';

describe('a network that computes NaN', () => {
  const request: SampleRequest = {
    shape: SHAPE,
    schedule: SCHEDULE,
    prediction: 'epsilon',
    solver: { kind: 'ddpm-respaced', respacing: '6' },
    guidanceScale: 2,
    seed: 0,
    nullCondition: hiddenStates(new Float32Array(TOKENS * WIDTH), TOKENS),
    images: [0, 1].map((image) => ({
      className: 'fox',
      image,
      condition: hiddenStates(new Float32Array(TOKENS * WIDTH).fill(0.3), TOKENS),
      terms: [],
    })),
  };

  async function finishedSteps(denoise: Denoiser, changes: Partial<SampleRequest> = {}) {
    const steps: Float64Array[] = [];
    try {
      for await (const { latents: state } of sample({ ...request, ...changes }, denoise)) {
        steps.push(state.slice());
      }
      return { steps, error: null };
    } catch (error) {
      return { steps, error };
    }
  }

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'stops at the step, with %d in one row, before it reaches an image',
    async (bad) => {
      let calls = 0;
      const network = tinyNetwork();
      const { steps, error } = await finishedSteps(async (call) => {
        const answer = await network(call);
        calls += 1;
        if (calls === 4) answer[answer.length - 1] = bad;
        return answer;
      });
      expect(error).toMatchObject({
        code: 'NonFiniteOutput',
        message: expect.stringMatching(/at step 4/) as string,
      });
      expect(steps).toHaveLength(3);
      for (const state of steps) expect(state.every(Number.isFinite)).toBe(true);
    },
  );

  it('guidance so strong that numbers end is an error too, not a picture', async () => {
    // Conditional and null rows differ by as much as the state is large: it grows without end.
    const network: Denoiser = ({ sample: x, rows }) =>
      Promise.resolve(x.map((value, i) => (i < x.length / 2 ? value : value / rows)));
    const { steps, error } = await finishedSteps(network, { guidanceScale: 1e30 });
    expect(error).toMatchObject({ code: 'NonFiniteOutput' });
    for (const state of steps) expect(state.every(Number.isFinite)).toBe(true);
  });

  it(
    'is found when its pack is loaded: a weight of the tiny pack made NaN',
    { timeout: 30_000 },
    async () => {
      const files = tinyFiles();
      const weights = new Uint8Array((await files.get('unet.weights.bin')?.arrayBuffer()) ?? []);
      new DataView(weights.buffer).setFloat32(0, Number.NaN, true);
      files.set('unet.weights.bin', new Blob([weights]));
      // The hash is made right, as a pack that was exported so would have it.
      const description = JSON.stringify(tinyDescription()).replace(
        /("path":"unet\.weights\.bin","bytes":\d+,"sha256":")[0-9a-f]{64}/,
        (_, before: string) => before + createHash('sha256').update(weights).digest('hex'),
      );
      files.set('pack.json', new Blob([description]));
      const place = { loader: nodeOrt(), kernels: nodeKernels };
      await expect(ModelRuntime.load(tinySource(files), place)).rejects.toMatchObject({
        code: 'NonFiniteOutput',
      });
    },
  );

  it('decodes no latent that is NaN', async () => {
    const place = { loader: nodeOrt(), kernels: nodeKernels };
    const runtime = await ModelRuntime.load(tinySource(), place);
    try {
      const { channels, height, width } = runtime.diffuser.pack.latent;
      const latent = new Float32Array(channels * height * width).fill(Number.NaN);
      await expect(runtime.diffuser.decode(latent, 1)).rejects.toMatchObject({
        code: 'NonFiniteOutput',
      });
    } finally {
      await runtime.dispose();
    }
  });
});
