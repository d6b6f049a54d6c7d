import { hiddenStates } from '../../support/hidden-states';
import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import type { SampledStep, SampleRequest } from '../../../src/core/sampling/sample-request';
import { sample } from '../../../src/core/sampling/sampler';
import type { Denoiser, DenoiserCall } from '../../../src/core/diffusion/types';
import {
  allTerms,
  lastLatents,
  request,
  run,
  SIZE,
  SOLVERS,
  solverName,
  stepCount,
  tinyNetwork,
} from './tiny-network';

const named = SOLVERS.map((solver) => [solverName(solver), solver] as const);
const one = (start: number, end: number) => [
  { className: 'fox', image: 3, terms: allTerms(start, end) },
];

describe.each(named)('%s', (_name, solver) => {
  it('gives the same bytes twice', async () => {
    const first = await run(request(solver, one(0, 1)));
    const second = await run(request(solver, one(0, 1)));
    expect(second).toEqual(first);
    expect(first).toHaveLength(stepCount(solver));
  });

  it('goes on from any snapshot to the very same bytes', async () => {
    const straight = await run(request(solver, one(0.1, 0.8)));
    for (const { snapshot } of straight.slice(0, -1)) {
      const resumed = await run(request(solver, one(0.1, 0.8), { resumeFrom: snapshot }));
      expect(resumed).toEqual(straight.slice(snapshot.index));
    }
  });

  it('gives each image of a batch what it gets alone', async () => {
    const images = [
      { className: 'fox', image: 0, terms: allTerms(0, 0.5) },
      { className: 'fox', image: 1, terms: [] },
      { className: 'tench', image: 0, terms: allTerms(0.3, 1).slice(1) },
    ];
    const batch = await run(request(solver, images));
    for (const [position, image] of images.entries()) {
      const alone = await run(request(solver, [image]));
      alone.forEach((step, k) => {
        const slice = (values: Float64Array | undefined) =>
          values?.slice(position * SIZE, (position + 1) * SIZE);
        expect(slice(batch[k]?.latents)).toEqual(step.latents);
        expect(slice(batch[k]?.x0)).toEqual(step.x0);
        expect(batch[k]?.report[position]).toEqual(step.report[0]);
      });
    }
  });

  it('starts and steps an image with a seed of its own as under that seed', async () => {
    const image = { className: 'fox', image: 1, terms: allTerms(0, 1) };
    const others = [{ className: 'fox', image: 0, terms: [] }];
    const own = await run(request(solver, [...others, { ...image, seed: 99 }]));
    const under = await run(request(solver, [image], { seed: 99 }));
    const alone = await run(request(solver, others));
    own.forEach(({ latents }, k) => {
      expect(latents.slice(SIZE)).toEqual(under[k]?.latents);
      expect(latents.slice(0, SIZE)).toEqual(alone[k]?.latents);
    });
  });

  it('is not changed to the last bit by windows of zero length', async () => {
    const free = await run(request(solver, [{ className: 'fox', image: 3, terms: [] }]));
    for (const share of [0, 0.37, 1]) {
      const closed = await run(request(solver, one(share, share)));
      expect(closed.map((step) => step.latents)).toEqual(free.map((step) => step.latents));
      expect(closed.every((step) => step.report[0]?.length === 0)).toBe(true);
    }
  });

  it('is moved by every term, and each says by how much', async () => {
    const free = lastLatents(
      await run(request(solver, [{ className: 'fox', image: 3, terms: [] }])),
    );
    for (const term of allTerms(0, 1)) {
      const steps = await run(request(solver, [{ className: 'fox', image: 3, terms: [term] }]));
      expect(lastLatents(steps)).not.toEqual(free);
      const reports = steps.flatMap((step) => step.report[0] ?? []);
      expect(reports.length).toBeGreaterThan(0);
      for (const entry of reports) {
        expect(entry.term).toBe(term.kind);
        expect(entry.shiftShare).toBeGreaterThan(0);
        expect(Number.isFinite(entry.shiftShare)).toBe(true);
      }
    }
  });

  it('starts from other noise for another seed, class or image', async () => {
    const latents = async (seed: number, className: string, image: number) =>
      lastLatents(await run(request(solver, [{ className, image, terms: [] }], { seed })));
    const base = await latents(11, 'fox', 3);
    expect(await latents(12, 'fox', 3)).not.toEqual(base);
    expect(await latents(11, 'fix', 3)).not.toEqual(base);
    expect(await latents(11, 'fox', 4)).not.toEqual(base);
  });
});

describe('the network call', () => {
  const ddim = {
    kind: 'ddim',
    steps: 5,
    spacing: 'leading',
    stepsOffset: 1,
    setAlphaToOne: false,
    eta: 0,
  } as const;
  const dpm = {
    kind: 'dpmsolver++2m',
    steps: 8,
    karrasSigmas: true,
    spacing: 'leading',
    stepsOffset: 1,
  } as const;
  const images = [
    { className: 'fox', image: 0, terms: [] },
    { className: 'tench', image: 0, terms: [] },
  ];

  async function rowsAt(guidanceScale: number, guidanceChannels?: number): Promise<number[]> {
    const rows: number[] = [];
    const network = tinyNetwork();
    const spy: Denoiser = (call: DenoiserCall) => {
      rows.push(call.rows);
      return network(call);
    };
    const changes = guidanceChannels === undefined ? {} : { guidanceChannels };
    await run(request(ddim, images, { guidanceScale, ...changes }), spy);
    return [...new Set(rows)];
  }

  it('leaves out the rows that the scale does not need', async () => {
    expect(await rowsAt(5)).toEqual([4]);
    expect(await rowsAt(1)).toEqual([2]);
    expect(await rowsAt(0)).toEqual([2]);
    expect(await rowsAt(0, 3)).toEqual([4]);
  });

  it('is the unconditional model at scale 0, whatever the prompt', async () => {
    const fox = await run(request(ddim, images, { guidanceScale: 0 }));
    const other = request(ddim, images, { guidanceScale: 0 });
    const blank = other.images.map((image) => ({ ...image, condition: other.nullCondition }));
    expect(await run({ ...other, images: blank })).toEqual(fox);
  });

  it('keeps the conditional prediction in the channels that are not guided', async () => {
    const guided = await run(request(ddim, images, { guidanceScale: 7, guidanceChannels: 3 }));
    const plain = await run(request(ddim, images, { guidanceScale: 1 }));
    const all = await run(request(ddim, images, { guidanceScale: 7 }));
    const quarter = SIZE / 4;
    expect(guided[0]?.x0.slice(3 * quarter, SIZE)).toEqual(plain[0]?.x0.slice(3 * quarter, SIZE));
    expect(guided[0]?.x0.slice(0, 3 * quarter)).toEqual(all[0]?.x0.slice(0, 3 * quarter));
  });

  /** How many rows each step asks for. */
  async function rowsOfSteps(changes: Partial<SampleRequest>): Promise<number[]> {
    const rows: number[] = [];
    const network = tinyNetwork();
    await run(request(ddim, images, changes), (call) => {
      rows.push(call.rows);
      return network(call);
    });
    return rows;
  }

  it('asks for null rows inside the guidance interval only', async () => {
    // Timesteps of five leading steps, offset 1: 801, 601, 401, 201, 1.
    const guidanceInterval = { from: 0.201, to: 0.601 };
    expect(await rowsOfSteps({ guidanceScale: 5, guidanceInterval })).toEqual([2, 4, 4, 4, 2]);
    expect(await rowsOfSteps({ guidanceScale: 1, guidanceInterval })).toEqual([2, 2, 2, 2, 2]);
    expect(await rowsOfSteps({ guidanceScale: 0, guidanceInterval })).toEqual([2, 2, 2, 2, 2]);
  });

  it.each([ddim, dpm])(
    'goes step by step as the scale of that step says, $kind',
    async (solver) => {
      // Alignment asks whether the run has guidance at all, so a step's own scale does not say it all.
      const terms = allTerms(0, 1).filter(({ kind }) => kind !== 'coda-alignment');
      for (const guidanceScale of [0, 1, 4]) {
        const guidanceInterval = { from: 0.3, to: 0.7 };
        const guided = images.map((image) => ({ ...image, terms }));
        const whole = request(solver, guided, { guidanceScale });
        const steps = await run({ ...whole, guidanceInterval });
        const inside = steps.map(({ timestep }) => timestep >= 300 && timestep <= 700);
        expect(new Set(inside).size).toBe(2);
        for (const [i, step] of steps.entries()) {
          const resumeFrom = steps[i - 1]?.snapshot;
          const alone = sample(
            {
              ...whole,
              guidanceScale: inside[i] ? guidanceScale : 1,
              ...(resumeFrom && { resumeFrom }),
            },
            tinyNetwork(),
          );
          const { value } = await alone.next();
          expect((value as SampledStep).latents).toEqual(step.latents);
          expect((value as SampledStep).x0).toEqual(step.x0);
        }
      }
    },
  );

  it('changes no bit where the guidance interval is everything', async () => {
    const whole = await run(request(ddim, images, { guidanceInterval: { from: 0, to: 1 } }));
    expect(whole).toEqual(await run(request(ddim, images)));
  });

  it.each([
    { from: -0.1, to: 1 },
    { from: 0, to: 1.1 },
    { from: 0.6, to: 0.5 },
    { from: Number.NaN, to: 1 },
  ])('refuses a guidance interval from $from to $to', async (guidanceInterval) => {
    await expect(run(request(ddim, images, { guidanceInterval }))).rejects.toMatchObject({
      code: 'BadParameter',
    });
  });

  it('reads the variance head from the conditional row', async () => {
    const respaced = { kind: 'ddpm-respaced', respacing: '6' } as const;
    const withHead = await run(request(respaced, images), tinyNetwork(2));
    const without = await run(request(respaced, images), tinyNetwork(1));
    expect(withHead[0]?.x0).toEqual(without[0]?.x0);
    expect(withHead[0]?.latents).not.toEqual(without[0]?.latents);
  });
});

describe('what goes wrong', () => {
  const solver = SOLVERS[5];
  if (!solver) throw new Error('no solver');
  const images = [{ className: 'fox', image: 0, terms: [] }];

  async function failure(promise: Promise<unknown>): Promise<StillroomError> {
    const error = await promise.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error instanceof StillroomError) return error;
    throw new Error(`expected a StillroomError, got ${String(error)}`);
  }

  it('is named by step when the network returns NaN', async () => {
    let calls = 0;
    const network = tinyNetwork();
    const broken: Denoiser = async (call) => {
      const out = await network(call);
      calls += 1;
      if (calls === 4) out[SIZE + 2] = Number.NaN;
      return out;
    };
    const error = await failure(run(request(solver, images), broken));
    expect(error.code).toBe('NonFiniteOutput');
    expect(error.data).toMatchObject({ step: 3, row: 1 });
    expect(error.message).toMatch(/step 4/);
  });

  it('is named when guidance drives the state out of range', async () => {
    const terms = allTerms(0, 1).slice(0, 1);
    const absurd = terms.map((term) => ({ ...term, gamma: 1e308 }));
    const wild = [{ className: 'fox', image: 0, terms: absurd }];
    const error = await failure(run(request(solver, wild)));
    expect(error.code).toBe('NonFiniteOutput');
    expect(error.message).toMatch(/too strong/);
  });

  it('is said before the first step for sizes that do not fit', async () => {
    const base = request(solver, images);
    const wrong = [
      { ...base, nullCondition: hiddenStates(new Float32Array(5)) },
      { ...base, images: base.images.map((i) => ({ ...i, condition: {} })) },
      { ...base, images: base.images.map((i) => ({ ...i, initialNoise: new Float64Array(3) })) },
      { ...base, resumeFrom: { index: 2, latents: new Float64Array(3), previousX0: null } },
    ];
    for (const broken of wrong) {
      expect((await failure(run(broken))).code).toBe('ShapeMismatch');
    }
    for (const broken of [
      { ...base, guidanceScale: Number.NaN },
      { ...base, guidanceChannels: 9 },
      { ...base, images: [] },
      { ...base, resumeFrom: { index: 99, latents: new Float64Array(SIZE), previousX0: null } },
    ]) {
      expect((await failure(run(broken))).code).toBe('BadParameter');
    }
    const short: Denoiser = () => Promise.resolve(new Float32Array(7));
    expect((await failure(run(base, short))).code).toBe('ShapeMismatch');
  });

  it('stops at a cancel without another network call', async () => {
    const controller = new AbortController();
    let calls = 0;
    const network = tinyNetwork();
    const counting: Denoiser = (call) => {
      calls += 1;
      return network(call);
    };
    const steps: number[] = [];
    const work = async () => {
      for await (const step of sample(request(solver, images), counting, controller.signal)) {
        steps.push(step.index);
        if (step.index === 2) controller.abort();
      }
    };
    expect((await failure(work())).code).toBe('Aborted');
    expect(steps).toEqual([0, 1, 2]);
    expect(calls).toBe(3);
  });
});
