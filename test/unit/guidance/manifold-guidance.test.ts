import { describe, expect, it } from 'vitest';
import { predictX0 } from '../../../src/core/diffusion/prediction';
import { buildTerm } from '../../../src/core/guidance/build-term';
import { takeNormal, tangentPlane, warmRadius } from '../../../src/core/guidance/manifold-guidance';
import type { ManifoldGuidanceSpec, ModeGuidanceSpec } from '../../../src/core/guidance/spec';
import { stepSignature } from '../../../src/core/guidance/step-signature';
import { randomStream } from '../../../src/core/random/stream';
import { SETTING, solverStep, view } from './setting';

const SIZE = 60;
const noise = (purpose: string, size = SIZE) =>
  randomStream({ seed: 3, purpose }).fillNormal(new Float64Array(size));

const centre = noise('centre');
const spec: ManifoldGuidanceSpec = {
  kind: 'manifold-guidance',
  variant: 'code',
  strength: 0.1,
  window: { start: 0, end: 0.5 },
  centre,
  radius: 0.1,
  bandwidth: 0.2,
  dimensions: 3,
};
const mode: ModeGuidanceSpec = {
  kind: 'mode-guidance',
  strength: 0.1,
  window: { start: 0, end: 0.5 },
  mode: centre,
};
const setting = { ...SETTING, latentSize: SIZE };
const posterior = { ...setting, hasPosteriorMean: true };
const at = (index = 1) => ({ ...view(solverStep(index)), input: noise('state') });
const length = (vector: ArrayLike<number>) => Math.hypot(...Array.from(vector));

describe('the plane', () => {
  it('goes through the nearest points: points of a plane leave nothing normal to it', () => {
    // A cloud in a plane of 3 dimensions among 60, at an offset.
    const axes = [noise('a'), noise('b'), noise('c')];
    const weights = noise('weights', 40 * 3);
    const cloud = Float64Array.from({ length: 40 * SIZE }, (_, i) => {
      const [point, d] = [Math.floor(i / SIZE), i % SIZE];
      return axes.reduce(
        (sum, axis, k) => sum + (weights[point * 3 + k] ?? 0) * (axis[d] ?? 0),
        centre[d] ?? 0,
      );
    });
    const plane = tangentPlane(cloud, centre, 3);
    const inside = axes.reduce(
      (sum, axis) => sum.map((value, d) => value + (axis[d] ?? 0)),
      centre.map((value, d) => value - (plane.mean[d] ?? 0)),
    );
    takeNormal(plane, inside);
    expect(length(inside)).toBeLessThan(1e-9);
    const outside = noise('outside');
    takeNormal(plane, outside);
    axes.forEach((axis) => {
      const along = axis.reduce((sum, value, d) => sum + value * (outside[d] ?? 0), 0);
      expect(Math.abs(along)).toBeLessThan(1e-9);
    });
  });

  it('begins at twice the radius and has it after a tenth of the steps', () => {
    expect(warmRadius(0.05, 0)).toBeCloseTo(0.1, 14);
    expect(warmRadius(0.05, 0.1)).toBe(0.05);
    expect(warmRadius(0.05, 0.7)).toBe(0.05);
    expect(warmRadius(0.05, 0.05)).toBeCloseTo(0.05 * (1 + Math.expm1(0.5) / Math.expm1(1)), 14);
  });
});

describe("the code's pull", () => {
  it('has norm 0.1 at every step, whatever the noise: tanh of a distance far above 0.2 is 1', () => {
    const std = new Float64Array(SIZE).fill(0.4);
    const mean = new Float64Array(SIZE);
    const entry = buildTerm(spec, posterior).onMean?.(at(), mean, std, noise('x0'));
    expect(length(mean)).toBeCloseTo(0.1, 9);
    expect(entry?.shiftNorm).toBeCloseTo(0.1, 9);
    expect(entry?.shiftShare).toBeCloseTo(0.1 / (0.4 * Math.sqrt(SIZE)), 9);
  });

  it('leads from the state to the plane, and moves x0 by as much without a posterior', () => {
    const pulled = new Float64Array(SIZE);
    buildTerm(spec, posterior).onMean?.(at(), pulled, new Float64Array(SIZE).fill(1), centre);
    const here = at();
    const out = noise('out');
    const [before, after] = [new Float64Array(SIZE), new Float64Array(SIZE)];
    predictX0('epsilon', here.step, here.input, out, before);
    buildTerm(spec, setting).onGuidedPrediction?.(here, out, before);
    predictX0('epsilon', here.step, here.input, out, after);
    after.forEach((value, i) => {
      expect(value - (before[i] ?? 0)).toBeCloseTo(pulled[i] ?? 0, 10);
    });
    // The cloud lies about sqrt(A) m, so the way to it leads against x - sqrt(A) m.
    const way = here.input.map((value, i) => value - here.step.signal * (centre[i] ?? 0));
    const cosine = pulled.reduce((sum, value, i) => sum + value * (way[i] ?? 0), 0);
    expect(cosine).toBeLessThan(0);
  });
});

describe("the paper's projection", () => {
  it('leaves of mode guidance what lies in the plane: 3 of 60 dimensions', () => {
    const [x0, std] = [noise('x0'), noise('std').map(Math.abs)];
    const full = new Float64Array(SIZE);
    buildTerm(mode, posterior).onMean?.(at(), full, std, x0);
    const left = full.slice();
    const paper = { ...spec, variant: 'paper' } as const;
    const entry = buildTerm(paper, posterior).onMean?.(at(), left, std, x0);
    const taken = full.map((value, i) => value - (left[i] ?? 0));
    const dot = taken.reduce((sum, value, i) => sum + value * (left[i] ?? 0), 0);
    // Pythagoras: what is left and what is taken stand at a right angle.
    expect(Math.abs(dot)).toBeLessThan(1e-9);
    expect(length(left)).toBeLessThan(0.5 * length(full));
    expect(entry?.shiftNorm).toBeCloseTo(length(taken), 9);
  });

  it.each(['score', 'clean'] as const)('takes the same off the noise in the form %s', (form) => {
    const here = at();
    const out = noise('out');
    const x0 = new Float64Array(SIZE);
    predictX0('epsilon', here.step, here.input, out, x0);
    const moved = out.slice();
    buildTerm({ ...mode, form }, setting).onGuidedPrediction?.(here, moved, x0);
    const left = moved.slice();
    const paper = { ...spec, variant: 'paper', form } as const;
    buildTerm(paper, setting).onGuidedPrediction?.(here, left, x0);
    const remaining = left.map((value, i) => value - (out[i] ?? 0));
    const taken = left.map((value, i) => value - (moved[i] ?? 0));
    const dot = taken.reduce((sum, value, i) => sum + value * (remaining[i] ?? 0), 0);
    expect(Math.abs(dot)).toBeLessThan(1e-9);
    expect(length(remaining)).toBeLessThan(length(taken));
  });
});

it('acts in its window alone, draws another plane at each step, and the same for the same', () => {
  const term = buildTerm(spec, posterior);
  const pulled = (index: number) => {
    const mean = new Float64Array(SIZE);
    const entry = term.onMean?.(at(index), mean, new Float64Array(SIZE).fill(1), centre);
    return entry === null ? null : mean;
  };
  expect(pulled(3)).toBeNull();
  expect(pulled(1)).toEqual(pulled(1));
  expect(pulled(1)).not.toEqual(pulled(2));
  const step = {
    timesteps: SETTING.timesteps,
    trainTimesteps: 1000,
    level: 1,
    runGuidanceScale: 5,
  };
  expect(stepSignature(spec, { ...step, index: 3 })).toBeNull();
  expect(stepSignature(spec, { ...step, index: 1 })).not.toBeNull();
});

it('says which number does not fit', () => {
  expect(() => buildTerm({ ...spec, dimensions: 12 }, posterior)).toThrow(/1 to 11 dimensions/);
  expect(() => buildTerm({ ...spec, bandwidth: 0 }, posterior)).toThrow(/above 0/);
  expect(() => buildTerm({ ...spec, centre: centre.slice(1) }, posterior)).toThrow(/59 numbers/);
});
