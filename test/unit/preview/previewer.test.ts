import { hiddenStates } from '../../support/hidden-states';
import type { SampleJob } from '../../../src/core/sampling/sample-request';
import { describe, expect, it } from 'vitest';
import type { PackDescription } from '../../../src/core/formats/pack';
import type { Denoiser } from '../../../src/core/diffusion/types';
import type { Diffuser } from '../../../src/core/diffuser';
import {
  Previewer,
  type PreviewEvent,
  type PreviewFrame,
} from '../../../src/run/model/preview/previewer';
import { inParts } from '../../../src/run/model/row-parts';
import { stripAfter } from '../../../src/studio/adapters/strip-after';
import type { Strip } from '../../../src/studio/state/preview';
import {
  allTerms,
  request,
  run,
  SCHEDULE,
  SHAPE,
  SIZE,
  SOLVERS,
  tinyNetwork,
} from '../diffusion/tiny-network';

const [, , , , , solver] = SOLVERS;
if (solver === undefined) throw new Error('no solver');

/** A model of the tiny network; its decoder gives the latent's first number. */
function tinyModel() {
  const counts = { calls: 0, rows: 0, decoded: 0 };
  const network = tinyNetwork();
  const pack = {
    latent: SHAPE,
    prediction: 'epsilon',
    schedule: SCHEDULE,
    latentToRgb: {
      matrix: [
        [0.2, 0, 0, 0],
        [0, 0.2, 0, 0],
        [0, 0, 0.2, 0],
      ],
      bias: [0.5, 0.5, 0.5],
    },
  } as unknown as PackDescription;
  const diffuser = {
    pack,
    predictNoise: (call: Parameters<Denoiser>[0]) => {
      counts.calls += 1;
      counts.rows = Math.max(counts.rows, call.rows);
      return network(call);
    },
    decode: (latents: Float32Array) => {
      counts.decoded += 1;
      return Promise.resolve(new Uint8Array([Math.round(100 + 20 * (latents[0] ?? 0))]));
    },
  } as unknown as Diffuser;
  return { diffuser, counts };
}

const job = (end: number, changes: Partial<SampleJob> = {}): SampleJob => ({
  ...request(
    solver,
    Array.from({ length: 4 }, (_, image) => ({
      className: 'fox',
      image,
      terms: allTerms(0, end).slice(0, 2),
    })),
  ),
  ...changes,
});

async function previewed(
  previewer: Previewer,
  wanted: SampleJob,
  signal = new AbortController().signal,
  pass = () => Promise.resolve(),
): Promise<PreviewEvent[]> {
  const events: PreviewEvent[] = [];
  await previewer.preview('guided', wanted, {
    signal,
    pass,
    tell: (event) => events.push(structuredClone(event)),
  });
  return events;
}

/** All steps that the events add up to. */
function framesOf(events: readonly PreviewEvent[]): PreviewFrame[] {
  return events.flatMap((event) => (event.kind === 'steps' ? event.frames : []));
}

describe('a preview', () => {
  it('tells every step of all images, first of all those that were kept', async () => {
    const { diffuser, counts } = tinyModel();
    const previewer = new Previewer(diffuser, 1);
    const first = await previewed(previewer, job(1));
    expect(first.map(({ kind }) => kind)).toEqual([...Array(8).fill('steps'), 'images']);
    counts.calls = 0;
    const second = await previewed(previewer, job(0.5));
    const [opening] = second;
    expect(opening).toMatchObject({ kind: 'steps', whole: true, total: 8 });
    // Steps 0 to 3 are as they were; step 4 is made from the answer that was kept.
    expect(framesOf([opening as PreviewEvent]).map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
    expect(counts.calls).toBe(3 * 8);
    expect(framesOf(second)).toEqual(
      framesOf(await previewed(new Previewer(diffuser, 1), job(0.5))),
    );
  });

  it('asks nothing of the model when nothing has changed', async () => {
    const { diffuser, counts } = tinyModel();
    const previewer = new Previewer(diffuser, 1);
    const first = await previewed(previewer, job(1));
    const { calls, decoded } = counts;
    const again = await previewed(previewer, structuredClone(job(1)));
    expect({ calls: counts.calls, decoded: counts.decoded }).toEqual({ calls, decoded });
    expect(again).toHaveLength(1);
    const [only] = again;
    expect(only?.images).toEqual(first.at(-1)?.images);
    expect(framesOf(again)).toEqual(framesOf(first));
  });

  it('takes few rows at a time on WebAssembly, and stops between them', async () => {
    const { diffuser, counts } = tinyModel();
    const controller = new AbortController();
    let passes = 0;
    const previewer = new Previewer(diffuser, 1);
    const stopped = previewed(previewer, job(1), controller.signal, () => {
      passes += 1;
      if (passes === 3) controller.abort();
      return Promise.resolve();
    });
    await expect(stopped).rejects.toThrow('Cancelled');
    expect(counts).toMatchObject({ calls: 2, rows: 1 });
    // The next one is whole again.
    const events = await previewed(previewer, job(1));
    const latents = (
      await run({ ...job(1), shape: SHAPE, schedule: SCHEDULE, prediction: 'epsilon' })
    ).at(-1)?.latents;
    expect(events.at(-1)?.images?.[1]?.[0]).toBe(
      Math.round(100 + 20 * Math.fround(latents?.[SIZE] ?? 0)),
    );
  });

  it('says what is wrong and keeps what it had', async () => {
    const { diffuser } = tinyModel();
    const previewer = new Previewer(diffuser, 1);
    const good = await previewed(previewer, job(1));
    const bad = job(1);
    const [image] = bad.images;
    const wrong = {
      kind: 'mode-guidance',
      strength: 1,
      window: { start: 0.9, end: 0.1 },
      mode: new Float32Array(SIZE),
    };
    const images = [{ ...image, terms: [wrong] }] as unknown as SampleJob['images'];
    await expect(previewed(previewer, { ...bad, images })).rejects.toThrow(/start comes first/);
    expect(framesOf(await previewed(previewer, job(1)))).toEqual(framesOf(good));
  });
});

describe('rows in parts', () => {
  it('gives what one call gives', async () => {
    const network = tinyNetwork(2);
    const rows = 7;
    const call = {
      rows,
      sample: Float32Array.from({ length: rows * SIZE }, (_, i) => Math.sin(i)),
      timesteps: new Float32Array(rows).fill(400),
      condition: hiddenStates(
        Float32Array.from({ length: rows * 6 }, (_, i) => Math.cos(i)),
        2,
        rows,
      ),
    };
    const whole = await network(call);
    for (const atOnce of [1, 2, 3, 7, 20]) {
      expect(await inParts(network, atOnce, () => Promise.resolve())(call)).toEqual(whole);
    }
  });
});

describe('a strip', () => {
  const place = (generation: number) => ({
    generation,
    folder: 'fox',
    count: 1,
    frameSide: 2,
    imageSide: 1,
  });
  const frame = (step: number): PreviewFrame => ({
    step,
    timestep: 0,
    sigma: 0,
    pictures: [],
    report: [],
  });
  const steps = (whole: boolean, ...numbers: number[]): PreviewEvent => ({
    kind: 'steps',
    whole,
    frames: numbers.map(frame),
    total: 3,
    images: null,
  });
  const images: PreviewEvent = { kind: 'images', images: [new Uint8Array([1])] };

  it('never goes back to older settings and never mixes two', () => {
    let strip: Strip | null = stripAfter(null, place(2), steps(true, 0));
    strip = stripAfter(strip, place(2), steps(false, 1));
    expect(strip?.frames.map(({ step }) => step)).toEqual([0, 1]);
    // What is older is dropped, whole or not.
    expect(stripAfter(strip, place(1), steps(true, 0, 1, 2))).toBe(strip);
    expect(stripAfter(strip, place(1), images)).toBe(strip);
    // What is newer is taken only from its beginning.
    expect(stripAfter(strip, place(3), steps(false, 2))).toBe(strip);
    expect(stripAfter(strip, place(3), images)).toBe(strip);
    const newer = stripAfter(strip, place(3), steps(true, 0));
    expect(newer).toMatchObject({ generation: 3, images: null });
    expect(newer?.frames).toHaveLength(1);
    expect(stripAfter(newer, place(3), images)?.images).toHaveLength(1);
  });
});
