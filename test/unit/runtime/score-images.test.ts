import { hiddenStates, statesOf } from '../../support/hidden-states';
import { describe, expect, it } from 'vitest';
import { alphasCumprod } from '../../../src/core/diffusion/schedule/betas';
import type { DenoiserCall } from '../../../src/core/diffusion/types';
import { randomStream } from '../../../src/core/random/stream';
import { drawNoise, drawTimestep } from '../../../src/core/scoring/draws';
import {
  accumulated,
  drawCount,
  enoughDraws,
  windowsByTypicality,
} from '../../../src/core/scoring/image-score';
import { scoringFrame } from '../../../src/core/scoring/tiling';
import type { Diffuser } from '../../../src/core/diffuser';
import { rowsInMemory, rowsPerCall } from '../../../src/run/model/scoring/batch-size';
import { describeWindows } from '../../../src/run/model/scoring/describe-windows';
import { scoreImages } from '../../../src/run/model/scoring/score-images';

const CELLS = 8;
const SIZE = 2 * CELLS * CELLS;
const schedule = {
  trainTimesteps: 1000,
  betas: 'scaled_linear',
  betaStart: 0.00085,
  betaEnd: 0.012,
} as const;

/**
 * A network that predicts 0 for the null prompt (condition 0) and, for the label (condition c), the sample
 * times c: its losses are known in closed form.
 */
function fakeDiffuser(features = true) {
  const calls: number[] = [];
  const diffuser = {
    pack: {
      id: 'fake',
      resolution: 32,
      latent: { channels: 2, height: CELLS, width: CELLS, scalingFactor: 1 },
      prediction: 'epsilon',
      schedule,
      condition: { kind: 'text', encoders: [{ maxTokens: 1, width: 1 }], nullPrompt: '' },
      ...(features && { features: { channels: 3, height: 4, width: 4 } }),
    },
    predictNoise: ({ sample, condition, rows }: DenoiserCall) => {
      calls.push(rows);
      const size = sample.length / rows;
      return Promise.resolve(
        sample.map((value, i) => value * (statesOf(condition)[Math.floor(i / size)] ?? 0)),
      );
    },
    features: ({ rows }: DenoiserCall) =>
      Promise.resolve(Float32Array.from({ length: rows * 48 }, (_, i) => (i % 48 < 16 ? 1 : 0))),
  };
  return { diffuser: diffuser as unknown as Diffuser, calls };
}

const subject = (id: string, width = 32) => {
  const frame = scoringFrame(width, 32, 32, 8);
  const length = frame.tiles.length * SIZE;
  const latents = randomStream({ seed: 9, name: id, purpose: 'test' }).fillNormal(
    new Float32Array(length),
  );
  return { id, frame, latents };
};
const settings = {
  label: hiddenStates(Float32Array.of(0.5)),
  nullPrompt: hiddenStates(Float32Array.of(0)),
  seed: 3,
  draws: 6,
  range: { from: 0.1, to: 0.7 },
};

async function scored(rows: number, subjects: ReturnType<typeof subject>[], more = {}) {
  const { diffuser, calls } = fakeDiffuser();
  const found = new Map<number, Float32Array>();
  const order: number[] = [];
  for await (const update of scoreImages(diffuser, subjects, { ...settings, ...more }, { rows })) {
    if (!update.finished) continue;
    order.push(update.subject);
    found.set(update.subject, update.scored.losses);
  }
  return { found, order, calls };
}

describe('scoreImages', () => {
  it('computes the losses of shared noise and timesteps', async () => {
    const one = subject('a');
    const { found } = await scored(4, [one]);
    const alphas = alphasCumprod(schedule);
    const losses = found.get(0) as Float32Array;
    for (let draw = 0; draw < settings.draws; draw++) {
      const alpha = alphas[drawTimestep(3, draw, settings.range, 1000)] ?? 0;
      const noise = drawNoise({ seed: 3, image: 'a', tile: 0 }, draw, new Float64Array(SIZE));
      for (const cell of [0, 17, 63]) {
        const at = 2 * draw * CELLS * CELLS + cell;
        const channels = [cell, cell + CELLS * CELLS];
        const mean = (f: (i: number) => number) => (f(channels[0] ?? 0) + f(channels[1] ?? 0)) / 2;
        expect(losses[at]).toBeCloseTo(
          mean((i) => (noise[i] ?? 0) ** 2),
          4,
        );
        const label = mean((i) => {
          const noisy =
            Math.sqrt(alpha) * (one.latents[i] ?? 0) + Math.sqrt(1 - alpha) * (noise[i] ?? 0);
          return (0.5 * noisy - (noise[i] ?? 0)) ** 2;
        });
        expect(losses[at + CELLS * CELLS]).toBeCloseTo(label, 4);
      }
    }
  });

  it('gives the same losses in calls of any size, and fills the calls', async () => {
    const subjects = [subject('a'), subject('b', 70), subject('c')];
    const small = await scored(2, subjects);
    const large = await scored(8, subjects);
    expect(large.order).toEqual([0, 1, 2]);
    for (const i of [0, 1, 2]) expect(large.found.get(i)).toEqual(small.found.get(i));
    expect(large.calls.slice(0, -1).every((rows) => rows === 8)).toBe(true);
    const rows = large.calls.reduce((a, b) => a + b, 0);
    const tiles = subjects.reduce((sum, { frame }) => sum + frame.tiles.length, 0);
    expect(rows).toBe(2 * settings.draws * tiles);
  });

  it('goes on from known draws instead of making them again', async () => {
    const one = subject('a');
    const { found } = await scored(4, [one]);
    const whole = { height: CELLS, width: CELLS, losses: found.get(0) as Float32Array };
    const part = { ...whole, losses: whole.losses.slice(0, 2 * 2 * CELLS * CELLS) };
    const later = await scored(4, [{ ...one, known: part } as ReturnType<typeof subject>]);
    expect(later.found.get(0)).toEqual(whole.losses);
    expect(later.calls.reduce((a, b) => a + b, 0)).toBe(2 * (settings.draws - 2));
  });

  it('stops at the same draw whatever the size of the calls', async () => {
    const stop = { error: 10, share: 0.5 };
    const small = await scored(2, [subject('a')], { draws: 20, stop });
    const large = await scored(32, [subject('a')], { draws: 20, stop });
    const size = 2 * CELLS * CELLS;
    expect((small.found.get(0)?.length ?? 0) / size).toBe(5);
    expect(large.found.get(0)).toEqual(small.found.get(0));
    const whole = { height: CELLS, width: CELLS, losses: small.found.get(0) as Float32Array };
    expect(enoughDraws(whole, 2, subject('a').frame, { error: 0, share: 0.5 })).toBeNull();
  });

  // In calls of 64 rows both images are finished by the same one.
  it.each([4, 64])(
    'ends with Aborted and leaves finished images behind, in calls of %i rows',
    async (rows) => {
      const { diffuser } = fakeDiffuser();
      const abort = new AbortController();
      const finished: number[] = [];
      const run = async () => {
        const control = { rows, signal: abort.signal };
        const all = [subject('a'), subject('b')];
        for await (const update of scoreImages(diffuser, all, settings, control)) {
          if (!update.finished) continue;
          finished.push(update.subject);
          abort.abort();
        }
      };
      await expect(run()).rejects.toMatchObject({ code: 'Aborted' });
      expect(finished).toEqual([0]);
    },
  );

  it('takes the first window everywhere when a model scores everything alike', async () => {
    const { found } = await scored(4, [subject('a')], { label: hiddenStates(Float32Array.of(0)) });
    const whole = { height: CELLS, width: CELLS, losses: found.get(0) as Float32Array };
    const choice = { share: 0.5, count: 3, minimumScore: Number.NEGATIVE_INFINITY };
    const windows = windowsByTypicality(accumulated(whole, 2), subject('a').frame, choice);
    expect(drawCount(whole)).toBe(settings.draws);
    expect(windows).toHaveLength(1);
    expect(windows[0]).toMatchObject({ y: 0, x: 0, side: 16, score: 0, standardError: 0 });
  });
});

describe('describeWindows', () => {
  const windows = [
    { y: 0, x: 0, side: 16 },
    { y: 16, x: 8, side: 16 },
  ];

  it('averages and pools features, a row of length 1 a window', async () => {
    const { diffuser } = fakeDiffuser();
    const all = [subject('a'), subject('b', 70)].map((one) => ({ ...one, windows }));
    const found = [];
    for await (const one of describeWindows(diffuser, all, settings, { rows: 8 })) found.push(one);
    expect(found.map((one) => one.subject)).toEqual([0, 1]);
    for (const { values } of found) expect([...values]).toEqual([1, 0, 0, 1, 0, 0]);
  });

  it('ends with Aborted between two images that one call described', async () => {
    const { diffuser } = fakeDiffuser();
    const abort = new AbortController();
    const found: number[] = [];
    const run = async () => {
      const control = { rows: 64, signal: abort.signal };
      const all = [subject('a'), subject('b')].map((one) => ({ ...one, windows }));
      for await (const one of describeWindows(diffuser, all, settings, control)) {
        found.push(one.subject);
        abort.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'Aborted' });
    expect(found).toEqual([0]);
  });

  it('pools latents where the pack has no features', async () => {
    const { diffuser, calls } = fakeDiffuser(false);
    const one = { ...subject('a'), windows };
    for await (const { values, channels } of describeWindows(diffuser, [one], settings)) {
      expect(channels).toBe(2);
      // A cell is 4 pixels of the image: a window of 16 has four by four, from its own corner.
      const expected = windows.flatMap(({ y: top, x: left }) => {
        const means = [0, 1].map((channel) => {
          let sum = 0;
          for (let y = top / 4; y < top / 4 + 4; y++) {
            for (let x = left / 4; x < left / 4 + 4; x++) {
              sum += one.latents[(channel * CELLS + y) * CELLS + x] ?? NaN;
            }
          }
          return sum / 16;
        });
        return means.map((mean) => mean / Math.hypot(...means));
      });
      expect(values).toHaveLength(expected.length);
      expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5));
    }
    expect(calls).toHaveLength(0);
  });
});

describe('rowsPerCall', () => {
  it('doubles the rows while they get cheaper, once a model', async () => {
    const { diffuser, calls } = fakeDiffuser();
    // A call costs 10 ms beside its rows: 1 ms a row to 8 rows, 3 ms a row beyond.
    const time = () => calls.reduce((sum, rows) => sum + 10 + (rows <= 8 ? rows : 3 * rows), 0);
    expect(await rowsPerCall(diffuser, undefined, time)).toBe(8);
    const known = calls.length;
    expect(await rowsPerCall(diffuser)).toBe(8);
    expect(calls).toHaveLength(known);
  });

  it('stays within its memory', () => {
    expect(rowsInMemory(16 * 16)).toBe(32);
    expect(rowsInMemory(64 * 64)).toBe(8);
    expect(rowsInMemory(256 * 256)).toBe(2);
  });
});
