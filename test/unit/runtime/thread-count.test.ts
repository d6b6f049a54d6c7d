/**
 * On several threads a network's answer to a row has the bytes that it has in any other company: a run
 * gives the same bytes on machines with other numbers of processors.
 */
import { afterAll, expect, it, vi } from 'vitest';
import type { DenoiserCall } from '../../../src/core/diffusion/types';
import { conditionRows } from '../../../src/core/diffusion/condition';
import { conditionShapes } from '../../../src/core/formats/pack';
import { randomStream } from '../../../src/core/random/stream';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { hiddenStates } from '../../support/hidden-states';
import { nodeKernels, tinySource } from '../../support/tiny-pack';

vi.setConfig({ testTimeout: 60_000 });

const THREADS = 4;
const ROWS = 3;

const place = { loader: nodeOrt(THREADS), kernels: nodeKernels };
const runtime = await ModelRuntime.load(tinySource(), place);
const { diffuser, report } = runtime;
afterAll(() => runtime.dispose());

const normal = (length: number, seed: number) =>
  randomStream({ seed, purpose: 'test' }).fillNormal(new Float32Array(length));

/** The first `count` rows of an array of all. */
function head(values: Float32Array, count: number): Float32Array {
  return values.subarray(0, (values.length / ROWS) * count);
}

const bytes = (values: Float32Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

it('is the same for a row alone and among others', async () => {
  const { latent, condition, resolution } = diffuser.pack;
  const [tokens = 0, width = 0] = conditionShapes(condition).hidden ?? [];
  const whole: DenoiserCall = {
    sample: normal(ROWS * latent.channels * latent.height * latent.width, 1),
    timesteps: Float32Array.of(600, 300, 100),
    condition: hiddenStates(normal(ROWS * tokens * width, 2), tokens, ROWS),
    rows: ROWS,
  };
  const pixels = Uint8Array.from(
    normal(ROWS * 3 * resolution ** 2, 3),
    (value) => 128 + 40 * value,
  );
  const first = (count: number): DenoiserCall => ({
    sample: head(whole.sample, count),
    timesteps: head(whole.timesteps, count),
    condition: conditionRows(whole.condition, 0, count),
    rows: count,
  });
  expect(report.backend.threads).toBe(THREADS);
  const products = {
    noise: (count: number) => diffuser.predictNoise(first(count)),
    features: (count: number) => diffuser.features(first(count)),
    latents: (count: number) =>
      diffuser.encode(pixels.subarray(0, (pixels.length / ROWS) * count), count),
  };
  for (const [name, product] of Object.entries(products)) {
    const [one, two, all] = [await product(1), await product(2), await product(ROWS)];
    expect(bytes(one), name).toBe(bytes(head(all, 1)));
    expect(bytes(two), name).toBe(bytes(head(all, 2)));
  }
});
