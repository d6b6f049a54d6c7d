/** Measures models, kernels and train steps, in a worker as the studio runs them. */
import * as ort from 'onnxruntime-web/wasm';
import { serveThread } from '../../../src/bridge/serve-thread';
import { callOf, controlOf } from '../../../src/core/control';
import { initialNoise } from '../../../src/core/diffusion/noise';
import type { SampleRequest } from '../../../src/core/sampling/sample-request';
import { sample } from '../../../src/core/sampling/sampler';
import { stackConditions } from '../../../src/core/diffusion/condition';
import { latentSize } from '../../../src/core/diffusion/types';
import type { GuidanceTermSpec } from '../../../src/core/guidance/spec';
import { randomStream } from '../../../src/core/random/stream';
import { DEFAULT_RANGE } from '../../../src/core/scoring/draws';
import { scoringFrame } from '../../../src/core/scoring/tiling';
import { solverSpecFor } from '../../../src/methods/sampling';
import type { BackendRequest } from '../../../src/runtime/backend';
import { kernelService } from '../../../src/runtime/kernel-functions';
import { siteKernels } from '../../../src/runtime/kernel-graphs';
import { ModelRuntime, type ModelReport } from '../../../src/runtime/model-runtime';
import { browserOrt } from '../../../src/runtime/ort-browser';
import { siteSource } from '../../../src/runtime/pack-source';
import { rowsPerCall } from '../../../src/run/model/scoring/batch-size';
import { sampleImages } from '../../../src/run/model/sampling/sample-images';
import { scoreImages } from '../../../src/run/model/scoring/score-images';
import { browserWeightCache } from '../../../src/runtime/weight-cache';
import { median, medianSeconds, type Patience } from './timing';
import { trainMeasures } from './train-measures';

const STEPS = 25;
/** Pictures that the page gives an encoder at once. */
const ENCODED_AT_ONCE = 16;

let runtime: ModelRuntime | null = null;

function loaded(): ModelRuntime {
  if (runtime === null) throw new Error('load() comes first');
  return runtime;
}

async function request(
  batch: number,
  guidanceScale: number,
  steps = STEPS,
): Promise<SampleRequest> {
  const { diffuser } = loaded();
  const { latent, prediction, schedule, defaults, condition } = diffuser.pack;
  const prompts = ['tench', condition.nullPrompt];
  const [own = {}, nothing = {}] = await diffuser.makeConditions(prompts);
  return {
    shape: latent,
    prediction,
    schedule,
    solver: solverSpecFor({ solver: 'dpmsolver++2m', steps }, defaults),
    guidanceScale,
    seed: 1,
    nullCondition: nothing,
    images: Array.from({ length: batch }, (_, image) => ({
      className: 'bench',
      image,
      condition: own,
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

/** One term of each kind, acting at every step that it may, as DMGD and CoDA set them. */
function allTerms({ shape, images }: SampleRequest): GuidanceTermSpec[] {
  const size = latentSize(shape);
  const window = { start: 0, end: 1 };
  const latents = (count: number, image: number) =>
    randomStream({ seed: 3, image, purpose: 'bench-latents' }).fillNormal(
      new Float32Array(count * size),
    );
  return [
    { kind: 'coda-alignment', gamma: 0.05, window, representative: latents(1, 0) },
    { kind: 'mode-guidance', strength: 0.1, window, mode: latents(1, 1) },
    {
      kind: 'transport',
      strength: 0.05,
      step: 'normalised',
      window,
      prototypes: latents(10, 2),
      weights: new Float64Array(10).fill(24),
      memory: Array.from({ length: 9 }, (_, image) => latents(1, 10 + image)),
      sinkhornEpsilon: 0.1,
      iterations: 5,
    },
    {
      kind: 'soft-label',
      variant: 'official-code',
      noiseWeight: 0.06,
      labelWeight: 0.01,
      upper: 0.9,
      lower: 0,
      window,
      otherClass: images[0]?.condition ?? {},
    },
  ];
}

/** Scores some images, each with so many draws, when it is called. */
async function scoringOf(images: number, draws: number): Promise<() => Promise<void>> {
  const { diffuser } = loaded();
  const { resolution, latent } = diffuser.pack;
  const prompts = ['a photo of a tench', ''];
  const [label = {}, nullPrompt = {}] = await diffuser.makeConditions(prompts);
  const frame = scoringFrame(resolution, resolution, resolution, resolution);
  const subjects = Array.from({ length: images }, (_, image) => ({
    id: `bench-${image}`,
    frame,
    latents: Float32Array.from(initialNoise(1, 'bench', image, latent)),
  }));
  const settings = { label, nullPrompt, seed: 1, draws, range: DEFAULT_RANGE };
  return async () => {
    let finished = 0;
    for await (const update of scoreImages(diffuser, subjects, settings)) {
      finished += Number(update.finished);
    }
    if (finished !== images) throw new Error(`${finished} of ${images} images were scored`);
  };
}

const measures = {
  /** @returns seconds from nothing to a model that has run once */
  async load(url: string, siteUrl: string, backend: BackendRequest): Promise<number> {
    const started = performance.now();
    await runtime?.dispose();
    runtime = await ModelRuntime.load(
      siteSource('bench', url),
      { loader: browserOrt(), kernels: siteKernels(siteUrl), cache: browserWeightCache() },
      { backend },
    );
    return (performance.now() - started) / 1000;
  },

  /** Where the model runs, and what was said of it. */
  report: (): ModelReport => loaded().report,

  /** Median seconds of a batch of images with guidance, decoded. */
  async images(batch: number, steps: number, patience: Patience): Promise<number> {
    const job = await request(batch, 3, steps);
    const control = controlOf(new AbortController().signal);
    const call = callOf(control, () => undefined);
    return medianSeconds(() => sampleImages(loaded().diffuser, job, Infinity, call), patience);
  },

  /** Median seconds of one call of the denoiser. */
  async denoiserCall(rows: number, patience: Patience): Promise<number> {
    const { diffuser } = loaded();
    const sample = new Float32Array(rows * latentSize(diffuser.pack.latent)).fill(0.5);
    const timesteps = new Float32Array(rows).fill(500);
    const prompts = Array<string>(rows).fill('a tench');
    const condition = stackConditions(await diffuser.makeConditions(prompts));
    const call = { sample, timesteps, condition, rows };
    return medianSeconds(() => diffuser.predictNoise(call), patience);
  },

  /** Median seconds of a batch of pictures made latents. */
  async encoding(batch: number, patience: Patience): Promise<number> {
    const { diffuser } = loaded();
    const { resolution } = diffuser.pack;
    const pictures = Uint8Array.from({ length: batch * resolution * resolution * 3 }, (_, i) => i);
    return medianSeconds(() => diffuser.encode(pictures, batch), patience);
  },

  /** Latents of pictures, as the model's thread makes them. */
  encode: (pixels: Uint8Array, count: number) => loaded().diffuser.encode(pixels, count),

  /** Seconds that bare runs of an encoder's session take over so many pictures, in batches of 16. */
  async bareEncodings(url: string, pictures: number): Promise<number> {
    const { resolution: side } = loaded().diffuser.pack;
    const session = await ort.InferenceSession.create(
      new Uint8Array(await (await fetch(url)).arrayBuffer()),
      { executionProviders: ['wasm'], graphOptimizationLevel: 'all' },
    );
    const [input = ''] = session.inputNames;
    const values = new Float32Array(ENCODED_AT_ONCE * 3 * side * side).fill(0.25);
    const dims = [ENCODED_AT_ONCE, 3, side, side];
    const feeds = { [input]: new ort.Tensor('float32', values, dims) };
    await session.run(feeds);
    const started = performance.now();
    for (let done = 0; done < pictures; done += ENCODED_AT_ONCE) await session.run(feeds);
    const seconds = (performance.now() - started) / 1000;
    await session.release();
    return seconds;
  },

  /** Median seconds of a batch of latents made pictures. */
  async decoding(batch: number, patience: Patience): Promise<number> {
    const { diffuser } = loaded();
    const latents = new Float32Array(batch * latentSize(diffuser.pack.latent)).fill(0.5);
    return medianSeconds(() => diffuser.decode(latents, batch), patience);
  },

  /** Median seconds that scoring of some images takes. */
  async scoring(images: number, draws: number, patience: Patience): Promise<number> {
    const score = await scoringOf(images, draws);
    return medianSeconds(score, patience);
  },

  /** One image with every term over the same with none: the median of alternating pairs' ratios. */
  async termsRatio(pairs: number): Promise<number> {
    const plain = await request(1, 2);
    const terms = allTerms(plain);
    const guided = { ...plain, images: plain.images.map((image) => ({ ...image, terms })) };
    const seconds = async (job: SampleRequest) => {
      const started = performance.now();
      await loop(job);
      return performance.now() - started;
    };
    const ratios: number[] = [];
    for (let pair = 0; pair <= pairs; pair++) {
      // Who goes first changes, so that a machine that slows down favours neither.
      const order = pair % 2 === 0 ? [plain, guided] : [guided, plain];
      const times = new Map<SampleRequest, number>();
      for (const job of order) times.set(job, await seconds(job));
      if (pair > 0) ratios.push((times.get(guided) ?? 0) / (times.get(plain) ?? Number.NaN));
    }
    return median(ratios);
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
    const [tokens = 0, width = 0] = job.nullCondition.hidden?.shape ?? [];
    const condition = new Float32Array(rows * tokens * width);
    const feeds = {
      sample: new ort.Tensor('float32', values, [
        rows,
        latent.channels,
        latent.height,
        latent.width,
      ]),
      timestep: new ort.Tensor('float32', new Float32Array(rows).fill(500), [rows]),
      encoder_hidden_states: new ort.Tensor('float32', condition, [rows, tokens, width]),
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

  /**
   * Images a second that scoring gets, as a share of what bare session runs of the same rows allow;
   * alternating, as a ratio of medians.
   */
  async scoringShare(unetUrl: string, images: number, draws: number, runs: number) {
    const { diffuser } = loaded();
    const { latent } = diffuser.pack;
    const size = latentSize(latent);
    const [{ hidden } = {}] = await diffuser.makeConditions(['']);
    const [tokens = 0, width = 0] = hidden?.shape ?? [];
    const score = await scoringOf(images, draws);
    const rows = await rowsPerCall(diffuser);
    const session = await ort.InferenceSession.create(
      new Uint8Array(await (await fetch(unetUrl)).arrayBuffer()),
      { executionProviders: ['wasm'], graphOptimizationLevel: 'all' },
    );
    const shape = [rows, latent.channels, latent.height, latent.width];
    const feeds = {
      sample: new ort.Tensor('float32', new Float32Array(rows * size).fill(0.5), shape),
      timestep: new ort.Tensor('float32', new Float32Array(rows).fill(400), [rows]),
      encoder_hidden_states: new ort.Tensor('float32', new Float32Array(rows * tokens * width), [
        rows,
        tokens,
        width,
      ]),
    };
    const calls = Math.ceil((2 * images * draws) / rows);
    const bare: number[] = [];
    const ours: number[] = [];
    for (let run = 0; run <= runs; run++) {
      let started = performance.now();
      for (let call = 0; call < calls; call++) await session.run(feeds, ['out_sample']);
      const bareTime = performance.now() - started;
      started = performance.now();
      await score();
      if (run > 0) {
        ours.push(performance.now() - started);
        bare.push(bareTime);
      }
    }
    await session.release();
    const seconds = median(ours) / 1000;
    return { share: median(bare) / median(ours), imagesPerSecond: images / seconds, rows };
  },

  /** Median seconds of exact neighbours among `rows` points. */
  async neighbours(rows: number, columns: number, k: number, patience: Patience) {
    const data = randomStream({ seed: 1, purpose: 'bench-points' }).fillNormal(
      new Float32Array(rows * columns),
    );
    const { kernels } = loaded();
    return medianSeconds(
      () => kernels.neighbours({ data, rows, columns }, { k, includeSelf: true }),
      patience,
    );
  },

  ...trainMeasures,
};

export type ModelMeasures = typeof measures;
serveThread(measures, {
  transfers: { encode: ({ buffer }) => [buffer] },
  services: { kernels: kernelService(() => loaded().kernels) },
});
