import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predictEpsilon, predictX0 } from '../../../src/core/diffusion/prediction';
import { createSolver } from '../../../src/core/diffusion/solver/create-solver';
import type { Prediction } from '../../../src/core/diffusion/types';
import { buildTerm } from '../../../src/core/guidance/build-term';
import {
  codaGuides,
  codaSignature,
  codaStopTimestep,
  effectivePull,
} from '../../../src/core/guidance/coda-alignment';
import { PAPER_SCHEDULES } from '../../../src/core/guidance/paper-schedule';
import { outShift } from '../../../src/core/guidance/mode-guidance';
import type { CodaAlignmentSpec, ModeGuidanceSpec } from '../../../src/core/guidance/spec';
import { SCHEDULE } from '../diffusion/tiny-network';
import { SETTING, SIZE, solverStep, TIMESTEPS, view, wave } from './setting';

const alignment: CodaAlignmentSpec = {
  kind: 'coda-alignment',
  gamma: 0.05,
  window: { start: 0, end: 0.9 },
  representative: wave(1.9),
};

describe('CoDA alignment', () => {
  it.each<Prediction>(['epsilon', 'v', 'flow'])(
    'moves the conditional x0 of a network that predicts %s by gamma sigma (rep - x0)',
    (prediction) => {
      const step = solverStep(1);
      const at = view(step, prediction);
      const out = wave(0.4);
      const before = new Float64Array(SIZE);
      const after = new Float64Array(SIZE);
      predictX0(prediction, step, at.input, out, before);
      const entry = buildTerm(alignment, SETTING).onConditionalPrediction?.(at, out);
      predictX0(prediction, step, at.input, out, after);
      before.forEach((clean, i) => {
        const gap = (alignment.representative[i] ?? 0) - clean;
        expect(after[i]).toBeCloseTo(clean + 0.05 * step.sigma * gap, 12);
      });
      expect(entry?.distance).toBeCloseTo(
        Math.hypot(...before.map((clean, i) => (alignment.representative[i] ?? 0) - clean)),
        12,
      );
    },
  );

  it('reports a share of 0 where the network finds no noise', () => {
    const at = view(solverStep(1));
    const entry = buildTerm(alignment, SETTING).onConditionalPrediction?.(
      at,
      new Float64Array(SIZE),
    );
    expect(entry?.shiftNorm).toBeGreaterThan(0);
    expect(entry?.shiftShare).toBe(0);
  });

  it('is the gradient of gamma sigma / 2 |rep - x0|^2, which falls along the shift', () => {
    const energy = (x0: Float64Array) =>
      (0.05 *
        solverStep(1).sigma *
        x0.reduce((sum, v, i) => sum + ((alignment.representative[i] ?? 0) - v) ** 2, 0)) /
      2;
    const step = solverStep(1);
    const at = view(step);
    const out = wave(0.4);
    const x0 = new Float64Array(SIZE);
    const moved = new Float64Array(SIZE);
    predictX0('epsilon', step, at.input, out, x0);
    buildTerm(alignment, SETTING).onConditionalPrediction?.(at, out);
    predictX0('epsilon', step, at.input, out, moved);
    const h = 1e-5;
    x0.forEach((value, i) => {
      const up = energy(x0.with(i, value + h));
      const down = energy(x0.with(i, value - h));
      expect((moved[i] ?? 0) - value).toBeCloseTo(-(up - down) / (2 * h), 8);
    });
  });

  it('stops at timesteps[min(int(n p), n - 1)], truncating', () => {
    expect(codaStopTimestep(TIMESTEPS, 0)).toBe(900);
    expect(codaStopTimestep(TIMESTEPS, 0.55)).toBe(500);
    expect(codaStopTimestep(TIMESTEPS, 1)).toBe(100);
    const guided = (p: number) => {
      const term = buildTerm({ ...alignment, window: { start: 0, end: p } }, SETTING);
      return TIMESTEPS.map(
        (_, k) => term.onConditionalPrediction?.(view(solverStep(k)), wave(0.4)) !== null,
      );
    };
    // A repeated timestep, as rounded Karras sigmas give: the second 700 is not above the first.
    expect(guided(0.34)).toEqual([true, false, false, false, false, false]);
    expect(guided(0)).toEqual(Array.from({ length: 6 }, () => false));
    expect(guided(1)).toEqual([true, true, true, true, true, false]);
  });

  it('is dropped, but still measured, at a guidance scale of 1 or less', () => {
    const out = wave(0.4);
    const entry = buildTerm(alignment, SETTING).onConditionalPrediction?.(
      view(solverStep(1), 'epsilon', 1),
      out,
    );
    expect(out).toEqual(wave(0.4));
    expect(entry?.shiftNorm).toBe(0);
    expect(entry?.distance).toBeGreaterThan(0);
  });

  it('acts with w = 1 outside the guidance interval of a run that has guidance', () => {
    const pulled = wave(0.4);
    const inside = wave(0.4);
    const term = buildTerm(alignment, SETTING);
    const outsideEntry = term.onConditionalPrediction?.(
      view(solverStep(1), 'epsilon', 1, 5),
      pulled,
    );
    const insideEntry = term.onConditionalPrediction?.(view(solverStep(1), 'epsilon', 5), inside);
    // The conditional prediction moves alike; only what guidance makes of it differs.
    expect(pulled).toEqual(inside);
    expect((insideEntry?.shiftShare ?? 0) / (outsideEntry?.shiftShare ?? 0)).toBeCloseTo(5, 12);
  });

  it("with the run's own weight pulls as hard outside the interval as inside it", () => {
    const own = { ...alignment, weight: 'run' } as const;
    const step = solverStep(1);
    const pulled = (spec: CodaAlignmentSpec, stepScale: number) => {
      const out = wave(0.4);
      const at = view(step, 'epsilon', stepScale, 5);
      const entry = buildTerm(spec, SETTING).onConditionalPrediction?.(at, out);
      // What classifier-free guidance makes of the shift, against a null prediction of zeros.
      const shift = out.map((value, i) => stepScale * (value - (wave(0.4)[i] ?? 0)));
      return { shift, share: entry?.shiftShare ?? 0 };
    };
    const inside = pulled(alignment, 5);
    const outside = pulled(own, 1);
    outside.shift.forEach((value, i) => expect(value).toBeCloseTo(inside.shift[i] ?? 0, 12));
    expect(outside.share).toBeCloseTo(inside.share, 12);
    expect(pulled(own, 5).shift).toEqual(inside.shift);
    const { index, timesteps } = { index: 1, timesteps: TIMESTEPS };
    const at = { index, timesteps, trainTimesteps: 1000, level: step.sigma };
    expect(codaSignature(own, { ...at, runGuidanceScale: 5 })).not.toEqual(
      codaSignature(own, { ...at, runGuidanceScale: 4 }),
    );
    expect(codaSignature(alignment, { ...at, runGuidanceScale: 5 })).toEqual(
      codaSignature(alignment, { ...at, runGuidanceScale: 4 }),
    );
  });

  it("read at the paper's noise levels stops where CoDA's own run stops", () => {
    const { timesteps, levels } = PAPER_SCHEDULES['sdxl-25']();
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (end) => {
        levels.forEach((level, index) => {
          const at = { index, level };
          const same = { start: 0, end, reference: 'sdxl-25' } as const;
          expect(codaGuides(same, at, timesteps)).toBe(
            codaGuides({ start: 0, end }, at, timesteps),
          );
        });
      }),
    );
    // Steps of another spacing: guided while they hold more noise than CoDA's step 22.
    const window = { start: 0, end: 0.9, reference: 'sdxl-25' } as const;
    const stop = levels[22] ?? 0;
    const guides = (level: number) => codaGuides(window, { index: 5, level }, [9, 8, 7, 6, 5, 4]);
    expect([guides(stop * 1.01), guides(stop), guides(stop * 0.99)]).toEqual([true, false, false]);
  });

  it('pulls with 3.65 at first and above 1 until step 7 in the official setting', () => {
    // The figures that methods.md reads from the official code: w = 5, gamma = 0.05, 25 Karras steps.
    const solver = createSolver(
      {
        kind: 'dpmsolver++2m',
        steps: 25,
        karrasSigmas: true,
        spacing: 'leading',
        stepsOffset: 1,
      },
      SCHEDULE,
      'epsilon',
    );
    const at = (guidanceScale: number) =>
      solver.steps.map(({ timestep, sigma }) => ({ timestep, sigma, guidanceScale }));
    const spec = { gamma: 0.05, window: { start: 0, end: 0.9 } };
    const pull = effectivePull(at(5), 5, spec);
    expect(pull[0]).toBeCloseTo(3.65, 2);
    expect(pull.filter((share) => share > 1)).toHaveLength(7);
    expect(pull.slice(22)).toEqual([0, 0, 0]);
    expect(effectivePull(at(1), 1, spec).every((share) => share === 0)).toBe(true);
    expect(effectivePull(at(1), 5, spec)[0]).toBeCloseTo(3.65 / 5, 2);
    // Outside the interval the run's own weight brings all of it back.
    expect(effectivePull(at(1), 5, { ...spec, weight: 'run' })).toEqual(pull);
  });
});

const mode: ModeGuidanceSpec = {
  kind: 'mode-guidance',
  strength: 0.1,
  window: { start: 0, end: 0.5 },
  mode: wave(2.3),
};

describe('mode guidance', () => {
  it('moves the mean by lambda (m - x0) std where there is a posterior', () => {
    const term = buildTerm(mode, { ...SETTING, hasPosteriorMean: true });
    const mean = wave(0.2);
    const std = wave(0.6).map(Math.abs);
    const x0 = wave(1.1);
    const entry = term.onMean?.(view(solverStep(1)), mean, std, x0);
    wave(0.2).forEach((value, i) => {
      const shift = 0.1 * ((mode.mode[i] ?? 0) - (x0[i] ?? 0)) * (std[i] ?? 0);
      expect(mean[i]).toBeCloseTo(value + shift, 14);
    });
    expect(entry?.shiftShare).toBeCloseTo((entry?.shiftNorm ?? 0) / Math.hypot(...std), 14);
    expect(term.onGuidedPrediction).toBeUndefined();
  });

  it.each<Prediction>(['epsilon', 'v'])(
    'moves eps by -sqrt(1 - A) lambda (m - x0) elsewhere: %s',
    (prediction) => {
      const step = solverStep(1);
      const at = view(step, prediction);
      const out = wave(0.4);
      const x0 = new Float64Array(SIZE);
      const before = new Float64Array(SIZE);
      const after = new Float64Array(SIZE);
      predictX0(prediction, step, at.input, out, x0);
      predictEpsilon(prediction, step, at.input, out, before);
      buildTerm(mode, SETTING).onGuidedPrediction?.(at, out, x0);
      predictEpsilon(prediction, step, at.input, out, after);
      before.forEach((epsilon, i) => {
        const push = step.noise * 0.1 * ((mode.mode[i] ?? 0) - (x0[i] ?? 0));
        expect(after[i]).toBeCloseTo(epsilon - push, 12);
      });
    },
  );

  it.each<Prediction>(['epsilon', 'v', 'flow'])(
    'in its clean form moves x0 by lambda (m - x0) whatever the network predicts: %s',
    (prediction) => {
      const step = solverStep(1);
      const at = view(step, prediction);
      const out = wave(0.4);
      const x0 = new Float64Array(SIZE);
      const moved = new Float64Array(SIZE);
      predictX0(prediction, step, at.input, out, x0);
      const term = buildTerm({ ...mode, form: 'clean' }, SETTING);
      const entry = term.onGuidedPrediction?.(at, out, x0);
      predictX0(prediction, step, at.input, out, moved);
      moved.forEach((value, i) => {
        const clean = x0[i] ?? 0;
        expect(value).toBeCloseTo(clean + 0.1 * ((mode.mode[i] ?? 0) - clean), 12);
      });
      expect(entry?.shiftShare).toBeGreaterThan(0);
    },
  );

  it('moves x0 by (1 - A)/sqrt(A) times as much in its score form', () => {
    const level = solverStep(1);
    const score = outShift({ strength: 0.1 }, 'epsilon', level);
    const clean = outShift({ strength: 0.1, form: 'clean' }, 'epsilon', level);
    const factor = (1 - level.alphaBar) / level.signal;
    expect(score.outScale / clean.outScale).toBeCloseTo(factor, 12);
    expect(score.noiseScale / clean.noiseScale).toBeCloseTo(factor, 12);
  });

  it('brings x0 nearer to the mode, and stays finite at the start of a flow', () => {
    const start = { ...solverStep(0), signal: 0, noise: 1, sigma: 1, alphaBar: 0 };
    for (const [step, prediction] of [
      [solverStep(1), 'epsilon'],
      [start, 'flow'],
    ] as const) {
      const at = view(step, prediction);
      const out = wave(0.4);
      const x0 = new Float64Array(SIZE);
      const moved = new Float64Array(SIZE);
      predictX0(prediction, step, at.input, out, x0);
      buildTerm({ ...mode, strength: 0.01 }, SETTING).onGuidedPrediction?.(at, out, x0);
      predictX0(prediction, step, at.input, out, moved);
      const distance = (values: Float64Array) =>
        Math.hypot(...values.map((value, i) => value - (mode.mode[i] ?? 0)));
      expect(distance(moved)).toBeLessThan(distance(x0));
    }
  });
});

describe('a term that cannot be built', () => {
  it('says which number does not fit', () => {
    const short = wave(1).slice(1);
    expect(() => buildTerm({ ...alignment, representative: short }, SETTING)).toThrow(
      /representative has 5 numbers where a latent of this model has 6/,
    );
    expect(() => buildTerm({ ...alignment, gamma: Number.NaN }, SETTING)).toThrow(/gamma is NaN/);
    expect(() => buildTerm({ ...mode, strength: -1 }, SETTING)).toThrow(/lambda is -1/);
    expect(() => buildTerm({ ...mode, mode: wave(1).with(2, Infinity) }, SETTING)).toThrow(
      /Number 2 of the mode is not finite/,
    );
    expect(() => buildTerm({ ...mode, window: { start: 0.6, end: 0.5 } }, SETTING)).toThrow(
      /start comes first/,
    );
  });
});
