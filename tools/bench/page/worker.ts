/** Measures models and kernels on WebAssembly, in a worker as the studio runs them. */
import { expose } from 'comlink';
import * as ort from 'onnxruntime-web/wasm';
import { initialNoise } from '../../../src/core/diffusion/noise';
import type { SampleRequest } from '../../../src/core/diffusion/sample-request';
import { sample } from '../../../src/core/diffusion/sampler';
import { latentSize } from '../../../src/core/diffusion/types';
import { randomStream } from '../../../src/core/random/stream';
import { solverSpecFor } from '../../../src/methods/sampling';
import { siteKernels } from '../../../src/runtime/kernel-graphs';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { browserOrt } from '../../../src/runtime/ort-browser';
import { siteSource } from '../../../src/runtime/pack-source';
import { browserWeightCache } from '../../../src/runtime/weight-cache';

const STEPS = 25;

let runtime: ModelRuntime | null = null;

function loaded(): ModelRuntime {
  if (runtime === null) throw new Error('load() comes first');
  return runtime;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

async function request(batch: number, guidanceScale: number): Promise<SampleRequest> {
  const { diffuser } = loaded();
  const { latent, prediction, schedule, defaults, text } = diffuser.pack;
  const own = await diffuser.encodeText(['tench']);
  const nothing = await diffuser.encodeText([text.nullPrompt]);
  return {
    shape: latent,
    prediction,
    schedule,
    solver: solverSpecFor({ solver: 'dpmsolver++2m', steps: STEPS }, defaults),
    guidanceScale,
    seed: 1,
    tokens: own.tokens,
    width: own.width,
    nullCondition: nothing.data,
    images: Array.from({ length: batch }, (_, image) => ({
      className: 'bench',
      image,
      condition: own.data,
      terms: [],
    })),
  };
}

async function loop(job: SampleRequest): Promise<Float64Array> {
  const { diffuser } = loaded();
  let latents = new Float64Array();
  for await (const step of sample(job, (call) => diffuser.predictNoise(call))) {
    latents = new Float64Array(step.latents);
  }
  return latents;
}

const measures = {
  /** @returns seconds from nothing to a model that has run once */
  async load(url: string, siteUrl: string): Promise<number> {
    const started = performance.now();
    await runtime?.dispose();
    runtime = await ModelRuntime.load(
      siteSource('bench', url),
      { loader: browserOrt(), kernels: siteKernels(siteUrl), cache: browserWeightCache() },
      { backend: 'wasm' },
    );
    return (performance.now() - started) / 1000;
  },

  /** Median seconds of one image with guidance, decoded. */
  async image(runs: number): Promise<number> {
    const job = await request(1, 3);
    const times: number[] = [];
    for (let run = 0; run <= runs; run++) {
      const started = performance.now();
      await loaded().diffuser.decode(Float32Array.from(await loop(job)), 1);
      if (run > 0) times.push((performance.now() - started) / 1000);
    }
    return median(times);
  },

  /** Our loop over the session runs that it makes, alternating, as a ratio of medians. */
  async loopRatio(unetUrl: string, weightsUrl: string, runs: number): Promise<number> {
    const batch = 4;
    const job = await request(batch, 3);
    const rows = 2 * batch;
    const { latent } = loaded().diffuser.pack;
    const graph = new Uint8Array(await (await fetch(unetUrl)).arrayBuffer());
    const weights = new Uint8Array(await (await fetch(weightsUrl)).arrayBuffer());
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      externalData: [{ path: 'unet.weights.bin', data: weights }],
    });
    const noise = initialNoise(1, 'bench', 0, latent);
    const values = new Float32Array(rows * latentSize(latent));
    for (let row = 0; row < rows; row++) values.set(noise, row * noise.length);
    const condition = new Float32Array(rows * job.tokens * job.width);
    const feeds = {
      sample: new ort.Tensor('float32', values, [
        rows,
        latent.channels,
        latent.height,
        latent.width,
      ]),
      timestep: new ort.Tensor('float32', new Float32Array(rows).fill(500), [rows]),
      encoder_hidden_states: new ort.Tensor('float32', condition, [rows, job.tokens, job.width]),
    };
    const bare: number[] = [];
    const ours: number[] = [];
    for (let run = 0; run <= runs; run++) {
      let started = performance.now();
      for (let step = 0; step < STEPS; step++) await session.run(feeds, ['out_sample']);
      const bareTime = performance.now() - started;
      started = performance.now();
      await loop(job);
      if (run > 0) {
        ours.push(performance.now() - started);
        bare.push(bareTime);
      }
    }
    await session.release();
    return median(ours) / median(bare);
  },

  /** Median seconds of exact neighbours among `rows` points. */
  async neighbours(rows: number, columns: number, k: number, runs: number): Promise<number> {
    const data = randomStream({ seed: 1, purpose: 'bench-points' }).fillNormal(
      new Float32Array(rows * columns),
    );
    const times: number[] = [];
    for (let run = 0; run <= runs; run++) {
      const started = performance.now();
      await loaded().kernels.neighbours({ data, rows, columns }, { k, includeSelf: true });
      if (run > 0) times.push((performance.now() - started) / 1000);
    }
    return median(times);
  },
};

export type ModelMeasures = typeof measures;
expose(measures);
