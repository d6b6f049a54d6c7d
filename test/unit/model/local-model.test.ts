/**
 * What every model answers, through `localModel` over a real pack: the functions are those that the
 * model thread serves.
 */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { controlOf, Handle } from '../../../src/core/control';
import type { Diffuser } from '../../../src/core/diffuser';
import { latentToRgb } from '../../../src/core/diffusion/latent-rgb';
import { latentSize } from '../../../src/core/diffusion/types';
import { randomStream } from '../../../src/core/random/stream';
import { sample } from '../../../src/core/sampling/sampler';
import type { SampleJob } from '../../../src/core/sampling/sample-request';
import { DEFAULT_RANGE } from '../../../src/core/scoring/draws';
import { scoringFrame } from '../../../src/core/scoring/tiling';
import { solverSpecFor } from '../../../src/methods/sampling';
import type { StepEvent } from '../../../src/run/model/jobs';
import { localModel } from '../../../src/run/model/local-model';
import type { PreviewEvent } from '../../../src/run/model/preview/previewer';
import { describeWindows } from '../../../src/run/model/scoring/describe-windows';
import { scoreImages, type ScoreUpdate } from '../../../src/run/model/scoring/score-images';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { nodeKernels, tinySource } from '../../support/tiny-pack';

const STEPS = 4;

// A network that runs for real, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const runtime = await ModelRuntime.load(tinySource(), { loader: nodeOrt(), kernels: nodeKernels });
afterAll(() => runtime.dispose());

/** The pack's networks, with a count of what is asked of them. */
const asked = { network: 0, decoder: 0 };
const diffuser: Diffuser = {
  pack: runtime.diffuser.pack,
  makeConditions: (prompts) => runtime.diffuser.makeConditions(prompts),
  encode: (pixels, count) => runtime.diffuser.encode(pixels, count),
  posterior: (pixels, count) => runtime.diffuser.posterior(pixels, count),
  decode: (latents, count) => {
    asked.decoder += 1;
    return runtime.diffuser.decode(latents, count);
  },
  predictNoise: (call) => {
    asked.network += 1;
    return runtime.diffuser.predictNoise(call);
  },
  features: (call) => runtime.diffuser.features(call),
};
const { pack } = diffuser;
const SIZE = latentSize(pack.latent);
const model = localModel(diffuser, runtime.report);

const normal = (length: number, seed: number) =>
  randomStream({ seed, purpose: 'test' }).fillNormal(new Float32Array(length));

const [own = {}, nothing = {}] = await diffuser.makeConditions([
  'a photo of a fox',
  pack.condition.nullPrompt,
]);

/** Two images that are guided towards modes, after classifier-free guidance. */
const job: SampleJob = {
  solver: solverSpecFor({ solver: 'dpmsolver++2m', steps: STEPS }, pack.defaults),
  guidanceScale: 3,
  seed: 5,
  nullCondition: nothing,
  images: [0, 1].map((image) => ({
    className: 'fox',
    image,
    condition: own,
    terms: [
      {
        kind: 'mode-guidance',
        strength: 0.3,
        window: { start: 0, end: 1 },
        mode: normal(SIZE, 20 + image),
      },
    ],
  })),
};
/** Bytes as text: the matcher takes seconds to walk arrays of this size. */
const bytes = (values: Float32Array | Uint8Array | null | undefined) =>
  values && Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
const scoreBytes = (updates: readonly ScoreUpdate[]) =>
  updates.map(({ subject, scored, finished }) => [subject, bytes(scored.losses), finished]);

const never = controlOf(new AbortController().signal);
const { signal } = new AbortController();

async function sampled() {
  const request = {
    ...job,
    shape: pack.latent,
    prediction: pack.prediction,
    schedule: pack.schedule,
  };
  const steps = [];
  for await (const step of sample(request, (call) => diffuser.predictNoise(call))) steps.push(step);
  return steps;
}

const turns = () =>
  new Promise((resolve) => {
    setTimeout(resolve, 30);
  });

describe('sampling', () => {
  it('gives the latents of the sampler, their pictures, and what each step did to each', async () => {
    const events: StepEvent[] = [];
    const images = await model.sample(job, never, (event) => events.push(event));
    const steps = await sampled();
    const final = Float32Array.from(steps.at(-1)?.latents ?? []);
    const pixels = await diffuser.decode(final, 2);
    images.forEach((image, i) => {
      expect(bytes(image.latent)).toBe(bytes(final.slice(i * SIZE, (i + 1) * SIZE)));
      const picture = pixels.slice((i * pixels.length) / 2, ((i + 1) * pixels.length) / 2);
      expect(bytes(image.pixels)).toBe(bytes(picture));
      expect(image.steps).toEqual(
        steps.map(({ index, timestep, sigma, report }) => ({
          step: index,
          timestep,
          sigma,
          terms: report[i],
        })),
      );
    });
    expect(events.map(({ step, steps: total }) => [step, total])).toEqual(
      Array.from({ length: STEPS }, (_, i) => [i + 1, STEPS]),
    );
  });

  it('shows of a step what the preview shows of it: the clean latent after all guidance', async () => {
    const events: StepEvent[] = [];
    await model.sample(job, never, (event) => events.push(event));
    const told: PreviewEvent[] = [];
    await model.preview('guided', job, signal, (event) => told.push(event));
    const frames = told.flatMap((event) => (event.kind === 'steps' ? event.frames : []));
    const shown = events.map(({ pictures }) => bytes(pictures[0]));
    expect(shown).toEqual(frames.map(({ pictures }) => bytes(pictures[0])));
    for (const { pictures } of events) {
      expect(pictures).toHaveLength(job.images.length);
      expect(bytes(pictures[1])).not.toBe(bytes(pictures[0]));
    }
    // Guidance moves these pictures: before it they would be others.
    const map = pack.latentToRgb;
    if (!map) throw new Error('the tiny pack has a map');
    const before = (await sampled()).map(({ x0 }) =>
      bytes(latentToRgb(x0.subarray(0, SIZE), pack.latent, map)),
    );
    expect(shown).not.toEqual(before);
  });

  it.each([2, STEPS])(
    'hears a stop after step %i: nothing more is made or decoded',
    async (last) => {
      const handle = new Handle();
      const heard: number[] = [];
      const before = { ...asked };
      const stopped = model.sample(job, handle, ({ step }) => {
        heard.push(step);
        if (step === last) handle.stop();
      });
      await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
      expect(heard).toEqual(Array.from({ length: last }, (_, i) => i + 1));
      // A step of two images is four rows, which go two at a time.
      expect(asked).toEqual({ network: before.network + 2 * last, decoder: before.decoder });
    },
  );

  it('stands still before its next step while it is paused, from the start too', async () => {
    const handle = new Handle();
    handle.pause();
    const heard: number[] = [];
    const images = model.sample(job, handle, ({ step }) => {
      heard.push(step);
      if (step === 3) handle.pause();
    });
    await turns();
    expect(heard).toEqual([]);
    handle.resume();
    while (heard.length < 3) await turns();
    await turns();
    expect(heard).toEqual([1, 2, 3]);
    handle.resume();
    expect(await images).toHaveLength(2);
    expect(heard).toHaveLength(STEPS);
  });

  it('asks nothing once it is stopped', async () => {
    const stopped = controlOf(AbortSignal.abort());
    const before = { ...asked };
    const calls = [
      model.sample(job, stopped, () => undefined),
      model.encode(new Uint8Array(3 * pack.resolution ** 2), 1, stopped.signal),
      model.makeConditions(['fox'], stopped.signal),
      model.preview('plain', job, stopped.signal, () => undefined),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'Aborted' });
    expect(asked).toEqual(before);
  });
});

describe('scoring and describing', () => {
  const frame = scoringFrame(pack.resolution, pack.resolution, pack.resolution, pack.resolution);
  const subjects = ['a', 'b', 'c'].map((id, i) => ({ id, frame, latents: normal(SIZE, i) }));
  const settings = {
    label: own,
    nullPrompt: nothing,
    seed: 3,
    draws: 5,
    range: DEFAULT_RANGE,
  };

  it('returns every finished image, and tells of those on their way where that is asked', async () => {
    const finished: ScoreUpdate[] = [];
    for await (const update of scoreImages(diffuser, subjects, settings)) {
      if (update.finished) finished.push(update);
    }
    for (const partial of [false, true]) {
      const told: ScoreUpdate[] = [];
      const found = await model.score({ subjects, settings, partial }, never, (update) =>
        told.push(update),
      );
      expect(scoreBytes(found)).toEqual(scoreBytes(finished));
      const ready = told.filter((update) => update.finished);
      expect(scoreBytes(ready)).toEqual(scoreBytes(finished));
      if (!partial) expect(told).toHaveLength(subjects.length);
    }
  });

  it('describes every image, in order, as it comes', async () => {
    const windows = [{ y: 0, x: 0, side: 32 }];
    const described = subjects.map((subject) => ({ ...subject, windows }));
    const how = { label: own, seed: 3 };
    const expected = [];
    for await (const found of describeWindows(diffuser, described, how)) expected.push(found);
    const told: unknown[] = [];
    const found = await model.describe({ subjects: described, settings: how }, never, (one) =>
      told.push(one),
    );
    expect(found).toEqual(expected);
    expect(told).toEqual(expected);
  });

  it('stops between two images', async () => {
    const handle = new Handle();
    const told: number[] = [];
    const stopped = model.score({ subjects, settings, partial: false }, handle, ({ subject }) => {
      told.push(subject);
      handle.stop();
    });
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    expect(told).toEqual([0]);
  });
});

it('keeps the traces of its previews from call to call', async () => {
  await model.preview('plain', job, signal, () => undefined);
  const before = { ...asked };
  const told: PreviewEvent[] = [];
  await model.preview('plain', structuredClone(job), signal, (event) => told.push(event));
  expect(asked).toEqual(before);
  expect(told.at(-1)?.images).toHaveLength(2);
});
