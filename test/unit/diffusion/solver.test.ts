import { describe, expect, it } from 'vitest';
import { invert } from '../../../src/core/sampling/inversion';
import {
  epsilonNorm,
  outPerEpsilon,
  outPerX0,
  predictEpsilon,
  predictX0,
} from '../../../src/core/diffusion/prediction';
import { alphasCumprod } from '../../../src/core/diffusion/schedule/betas';
import { createSolver } from '../../../src/core/diffusion/solver/create-solver';
import type { SolverSpec } from '../../../src/core/diffusion/solver/spec';
import type { Denoiser, Prediction } from '../../../src/core/diffusion/types';
import { lastLatents, request, run, SCHEDULE, SIZE } from './tiny-network';

const ALPHAS = alphasCumprod(SCHEDULE);
const MEAN = 0.8;
const SPREAD = 0.5;

/** signal and noise of x at a timestep, of the diffusion or of the flow. */
function levelAt(prediction: Prediction, timestep: number): [number, number] {
  if (prediction === 'flow') return [1 - timestep / 1000, timestep / 1000];
  const alpha = ALPHAS[Math.round(timestep)] ?? 1;
  return [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
}

/** The exact network for data N(MEAN, SPREAD^2): its conditional expectation is known. */
function gaussianNetwork(prediction: Prediction): Denoiser {
  return ({ sample: x, timesteps, rows }) => {
    const out = new Float32Array(rows * SIZE);
    for (let i = 0; i < out.length; i++) {
      const [signal, noise] = levelAt(prediction, timesteps[Math.floor(i / SIZE)] ?? 0);
      const variance = signal ** 2 * SPREAD ** 2 + noise ** 2;
      const residual = (x[i] ?? 0) - signal * MEAN;
      const x0 = MEAN + (signal * SPREAD ** 2 * residual) / variance;
      const epsilon = (noise * residual) / variance;
      if (prediction === 'epsilon') out[i] = epsilon;
      else out[i] = prediction === 'v' ? signal * epsilon - noise * x0 : epsilon - x0;
    }
    return Promise.resolve(out);
  };
}

describe('the solvers of the probability-flow equation reach its solution', () => {
  // For Gaussian data the flow is x0 = MEAN + SPREAD (x_T - signal MEAN) / sqrt(signal^2 SPREAD^2 + noise^2).
  const deterministic: readonly [SolverSpec, Prediction][] = [
    [{ kind: 'ddim-respaced', respacing: '1000', eta: 0 }, 'epsilon'],
    [{ kind: 'ddim-respaced', respacing: '1000', eta: 0 }, 'v'],
    [
      {
        kind: 'ddim',
        steps: 500,
        spacing: 'trailing',
        stepsOffset: 0,
        setAlphaToOne: true,
        eta: 0,
      },
      'v',
    ],
    [
      {
        kind: 'dpmsolver++2m',
        steps: 200,
        karrasSigmas: false,
        spacing: 'linspace',
        stepsOffset: 0,
      },
      'epsilon',
    ],
    [
      {
        kind: 'dpmsolver++2m',
        steps: 200,
        karrasSigmas: false,
        spacing: 'linspace',
        stepsOffset: 0,
      },
      'v',
    ],
    [
      { kind: 'euler', steps: 999, karrasSigmas: false, spacing: 'leading', stepsOffset: 0 },
      'epsilon',
    ],
    [{ kind: 'euler', steps: 999, karrasSigmas: false, spacing: 'leading', stepsOffset: 0 }, 'v'],
    [{ kind: 'flow-match-euler', steps: 1000, shift: 1, sigmaSource: 'linspace' }, 'flow'],
  ];
  it.each(deterministic)('%o, %s', async (spec, prediction) => {
    const start = Float64Array.from({ length: SIZE }, (_, i) => 2 * Math.sin(3 * i));
    const base = request(spec, [{ className: 'a', image: 0, terms: [] }], {
      prediction,
      guidanceScale: 1,
    });
    const images = base.images.map((image) => ({ ...image, initialNoise: start }));
    const steps = await run({ ...base, images }, gaussianNetwork(prediction));
    const solver = createSolver(spec, SCHEDULE, prediction);
    const first = solver.steps[0];
    const [signal, noise] = levelAt(prediction, first?.timestep ?? 0);
    const scale = solver.initNoiseSigma * (first?.inputScale ?? 1);
    const spread = Math.sqrt(signal ** 2 * SPREAD ** 2 + noise ** 2);
    lastLatents(steps).forEach((value, i) => {
      const exact = MEAN + (SPREAD * (scale * (start[i] ?? 0) - signal * MEAN)) / spread;
      // First-order solvers with a thousand steps end within a few thousandths.
      expect(Math.abs(value - exact)).toBeLessThan(0.02);
    });
  });
});

describe('the three predictions say the same', () => {
  const level = { signal: 0.6, noise: 0.8 };
  const flow = { signal: 0.3, noise: 0.7 };
  const x0 = Float64Array.of(0.4, -1.1, 2);
  const epsilon = Float64Array.of(-0.3, 0.9, 0.1);
  const outputs: readonly [Prediction, typeof level, (i: number) => number][] = [
    ['epsilon', level, (i) => epsilon[i] ?? 0],
    ['v', level, (i) => 0.6 * (epsilon[i] ?? 0) - 0.8 * (x0[i] ?? 0)],
    ['flow', flow, (i) => (epsilon[i] ?? 0) - (x0[i] ?? 0)],
  ];
  it.each(outputs)('%s gives back x0 and eps', (prediction, at, output) => {
    const x = x0.map((clean, i) => at.signal * clean + at.noise * (epsilon[i] ?? 0));
    const out = x0.map((_, i) => output(i));
    const clean = new Float64Array(3);
    const noise = new Float64Array(3);
    predictX0(prediction, at, x, out, clean);
    predictEpsilon(prediction, at, x, out, noise);
    for (let i = 0; i < 3; i++) {
      expect(clean[i]).toBeCloseTo(x0[i] ?? 0, 14);
      expect(noise[i]).toBeCloseTo(epsilon[i] ?? 0, 14);
    }
    expect(epsilonNorm(prediction, at, x, out)).toBeCloseTo(Math.hypot(...epsilon), 14);
    // The derivatives, against finite differences of the two maps (which are affine).
    const moved = out.map((value) => value + 1);
    const movedClean = new Float64Array(3);
    const movedNoise = new Float64Array(3);
    predictX0(prediction, at, x, moved, movedClean);
    predictEpsilon(prediction, at, x, moved, movedNoise);
    expect(1 / ((movedClean[0] ?? 0) - (clean[0] ?? 0))).toBeCloseTo(outPerX0(prediction, at), 12);
    expect(1 / ((movedNoise[0] ?? 0) - (noise[0] ?? 0))).toBeCloseTo(
      outPerEpsilon(prediction, at),
      12,
    );
  });
  it('refuses a flow network on a diffusion solver and the reverse', () => {
    const flowSpec: SolverSpec = {
      kind: 'flow-match-euler',
      steps: 4,
      shift: 1,
      sigmaSource: 'linspace',
    };
    expect(() => createSolver(flowSpec, SCHEDULE, 'epsilon')).toThrow(/flow-match-euler/);
    expect(() => createSolver({ kind: 'ddpm-respaced', respacing: '4' }, SCHEDULE, 'flow')).toThrow(
      /cannot run/,
    );
  });
});

describe('the noise-space form of a mean-acting term', () => {
  it('moves the DDPM mean by (1 - a)/sqrt(a) d, as solver.ts derives', () => {
    const solver = createSolver({ kind: 'ddpm-respaced', respacing: '50' }, SCHEDULE, 'epsilon');
    const meanFor = (step: number, out: Float64Array) => {
      const x = Float64Array.of(0.7);
      const row = {
        x,
        input: x,
        out,
        x0: new Float64Array(1),
        previousX0: new Float64Array(0),
        variance: null,
        mean: new Float64Array(1),
        std: new Float64Array(1),
      };
      solver.predict(step, row);
      solver.propose(step, row);
      return row.mean[0] ?? 0;
    };
    const d = 0.01;
    for (const step of [0, 10, 30, 48]) {
      const level = solver.steps[step];
      const next = solver.steps[step + 1];
      if (!level || !next) throw new Error('no such step');
      const a = level.alphaBar / next.alphaBar;
      const moved = meanFor(step, Float64Array.of(0.2 - level.noise * d));
      expect(moved - meanFor(step, Float64Array.of(0.2))).toBeCloseTo(
        ((1 - a) / Math.sqrt(a)) * d,
        12,
      );
    }
  });
});

describe('learned-range variance', () => {
  it('lies between the posterior and beta, and is fixed without a head', () => {
    const solver = createSolver({ kind: 'ddpm-respaced', respacing: '10' }, SCHEDULE, 'epsilon');
    const stdAt = (variance: Float64Array | null) => {
      const x = new Float64Array(1);
      const row = {
        x,
        input: x,
        out: new Float64Array(1),
        x0: new Float64Array(1),
        previousX0: new Float64Array(0),
        variance,
        mean: new Float64Array(1),
        std: new Float64Array(1),
      };
      solver.propose(4, row);
      return row.std[0] ?? 0;
    };
    expect(stdAt(Float64Array.of(-1))).toBeCloseTo(stdAt(null), 14);
    const level = solver.steps[4];
    const next = solver.steps[5];
    const beta = 1 - (level?.alphaBar ?? 0) / (next?.alphaBar ?? 1);
    expect(stdAt(Float64Array.of(1))).toBeCloseTo(Math.sqrt(beta), 14);
    expect(stdAt(Float64Array.of(0))).toBeCloseTo(
      Math.sqrt(stdAt(Float64Array.of(1)) * stdAt(null)),
      14,
    );
  });
});

describe('DDIM inversion', () => {
  it('finds the noise that leads back to the latent', async () => {
    const clean = Float64Array.from({ length: SIZE }, (_, i) => MEAN + 0.4 * Math.sin(5 * i));
    const spec: SolverSpec = { kind: 'ddim-respaced', respacing: '500', eta: 0 };
    const base = request(spec, [{ className: 'a', image: 0, terms: [] }], { guidanceScale: 1 });
    const conditions = base.images.map((image) => image.condition);
    let noise: Float64Array = clean;
    const upwards = { ...base, respacing: '500', latents: [clean], conditions };
    for await (const step of invert(upwards, gaussianNetwork('epsilon'))) noise = step.latents;
    expect(noise).not.toEqual(clean);
    const images = base.images.map((image) => ({ ...image, initialNoise: noise }));
    const back = lastLatents(await run({ ...base, images }, gaussianNetwork('epsilon')));
    back.forEach((value, i) => expect(Math.abs(value - (clean[i] ?? 0))).toBeLessThan(0.02));
  });
});
