import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTerm } from '../../../src/core/guidance/build-term';
import {
  absoluteWeights,
  mixAt,
  officialSoftLabel,
  paperSoftLabel,
  softLabelMix,
} from '../../../src/core/guidance/soft-label';
import { PAPER_SCHEDULES } from '../../../src/core/guidance/paper-schedule';
import type { SoftLabelMeasure, SoftLabelSpec } from '../../../src/core/guidance/spec';
import type { Condition } from '../../../src/core/diffusion/condition';
import { hiddenStates, statesOf } from '../../support/hidden-states';
import { SETTING, solverStep, view } from './setting';

const spec: SoftLabelSpec = {
  kind: 'soft-label',
  variant: 'official-code',
  noiseWeight: 0.06,
  labelWeight: 0.01,
  upper: 0.8,
  lower: 0.4,
  window: { start: 0, end: 1 },
  otherClass: hiddenStates(Float32Array.of(1, -2, 3, 0.5, 0.1, -1), 2),
};
const CONDITION = Float32Array.of(0.3, 1.2, -0.7, 2, -1, 0.4);
const NULL_CONDITION = Float32Array.of(-0.2, 0.1, 0.6, 0.9, 1.1, -2);

function moments(values: Float64Array): [number, number] {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / (values.length - 1))];
}

describe('the mix', () => {
  it('is exploration above, plain below, linear between', () => {
    expect(softLabelMix(917, 900, 500)).toEqual({ keep: 0, useOther: false });
    expect(softLabelMix(900, 900, 500)).toEqual({ keep: 0, useOther: true });
    expect(softLabelMix(700, 900, 500)).toEqual({ keep: 0.5, useOther: true });
    expect(softLabelMix(499, 900, 500)).toEqual({ keep: 1, useOther: true });
    expect(softLabelMix(500, 500, 500).keep).toBe(1);
  });
});

describe("the official code's table", () => {
  it('keeps the mean and deviation of the whole table', () => {
    const numbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(numbers, numbers, fc.double({ min: 0, max: 0.99, noNaN: true }), (y, u, keep) => {
        const [mean, std] = moments(Float64Array.from(y));
        const out = new Float64Array(8);
        const weights = { keep, useOther: true, noiseWeight: 0.3, labelWeight: 0.1 };
        officialSoftLabel(y, u, [1, 2, 3, 4], weights, out);
        const [newMean, newStd] = moments(out);
        expect(newMean).toBeCloseTo(mean, 9);
        expect(newStd).toBeCloseTo(std, 9);
      }),
    );
  });
  it('is the mean alone where the mixture has no spread, and never NaN', () => {
    const out = new Float64Array(4);
    const weights = { keep: 0, useOther: false, noiseWeight: 0, labelWeight: 0 };
    officialSoftLabel([1, 2, 3, 6], [0, 0, 0, 0], [1, 1], weights, out);
    expect([...out]).toEqual([3, 3, 3, 3]);
  });
});

describe("the paper's row", () => {
  it('weighs noise and other class by 1 - sqrt(lam), without renormalising', () => {
    const out = new Float64Array(2);
    const weights = { keep: 0.25, useOther: true, noiseWeight: 0.06, labelWeight: 0.01 };
    paperSoftLabel([2, -4], [1, -1], [10, 20], weights, out);
    expect(out[0]).toBeCloseTo(0.5 * 2 + 0.06 * 0.5 * 1 + 0.01 * 0.5 * 10, 14);
    expect(out[1]).toBeCloseTo(0.5 * -4 - 0.06 * 0.5 + 0.01 * 0.5 * 20, 14);
  });
});

describe("weights as shares of the embedding's spread", () => {
  const rows = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
    minLength: 8,
    maxLength: 8,
  });
  const other = [1, -2, 3, 0.5];
  const relative = { measure: 'relative', variant: 'official-code' } as const;

  it('are the absolute ones in other units: b / (s sqrt(12)) and g std(y*) / s', () => {
    fc.assert(
      fc.property(rows, rows, fc.double({ min: 0, max: 0.9, noNaN: true }), (y, u, keep) => {
        const [, spread] = moments(Float64Array.from(y));
        fc.pre(spread > 1e-3);
        const [, otherSpread] = moments(Float64Array.from(other));
        const weights = {
          noiseWeight: 0.06 / (spread * Math.sqrt(12)),
          labelWeight: (0.01 * otherSpread) / spread,
        };
        const mix = { keep, useOther: true };
        const [asShares, asNumbers] = [new Float64Array(8), new Float64Array(8)];
        const found = absoluteWeights({ ...relative, ...weights }, y, other);
        officialSoftLabel(y, u, other, { ...mix, ...found }, asShares);
        const numbers = { noiseWeight: 0.06, labelWeight: 0.01 };
        officialSoftLabel(y, u, other, { ...mix, ...numbers }, asNumbers);
        asShares.forEach((value, i) => expect(value).toBeCloseTo(asNumbers[i] ?? NaN, 9));
      }),
    );
  });

  it('do not depend on the scale of the embedding, which absolute ones do', () => {
    const shift = (measure: SoftLabelMeasure, scale: number) => {
      const scaled = (values: Float32Array) =>
        hiddenStates(
          values.map((v) => v * scale),
          2,
        );
      const condition = scaled(CONDITION);
      const otherClass = scaled(statesOf(spec.otherClass));
      const own = { ...spec, variant: 'paper', noiseWeight: 3, measure, otherClass } as const;
      const nothing = hiddenStates(new Float32Array(6), 2);
      const at = view(solverStep(1));
      return buildTerm(own, SETTING).onCondition?.(at, condition, nothing)?.shiftShare ?? 0;
    };
    expect(shift('relative', 50)).toBeCloseTo(shift('relative', 1), 5);
    expect(shift('absolute', 1) - shift('absolute', 50)).toBeGreaterThan(0.3);
  });

  it('take nothing of a condition without spread', () => {
    const given = { ...relative, noiseWeight: 0.5, labelWeight: 0.5 };
    expect(absoluteWeights(given, [1, 2, 3, 4], [2, 2]).labelWeight).toBe(0);
  });
});

describe("thresholds at the paper's noise level", () => {
  const same = { ...spec, upper: 0.9, lower: 0.5, window: { start: 0, end: 1 } };
  const reference = { ...same, window: { start: 0, end: 1, reference: 'dit-50' } } as const;

  it("are the paper's own under the paper's schedule", () => {
    const { timesteps, levels } = PAPER_SCHEDULES['dit-50']();
    levels.forEach((level, index) => {
      const place = { index, total: 50, level };
      const timestep = timesteps[index] ?? 0;
      expect(mixAt(reference, place, timestep, 1000)).toEqual(mixAt(same, place, timestep, 1000));
    });
  });

  it('let Stable Diffusion’s schedule begin in the middle of the soft labels, without exploration', () => {
    const { timesteps, levels } = PAPER_SCHEDULES['sdxl-25']();
    const mixes = levels.map((level, index) =>
      mixAt(reference, { index, total: 25, level }, timesteps[index] ?? 0, 1000),
    );
    // 14.6 is the noise of DiT's t = 727, whose keep is (900 - 727) / 400.
    expect(mixes[0]?.keep).toBeCloseTo(0.43, 2);
    expect(mixes.some((mix) => mix !== null && !mix.useOther)).toBe(false);
  });
});

describe('the term', () => {
  const perturbed = (variant: SoftLabelSpec['variant'], step: number, image = 2) => {
    const condition = CONDITION.slice();
    const nullCondition = NULL_CONDITION.slice();
    const base = view(solverStep(step));
    const at = { ...base, owner: { ...base.owner, image } };
    const entry = buildTerm({ ...spec, variant }, SETTING).onCondition?.(
      at,
      hiddenStates(condition, 2),
      hiddenStates(nullCondition, 2),
    );
    return { condition, nullCondition, entry };
  };

  it('acts on both rows in the official variant and on one in the paper', () => {
    const official = perturbed('official-code', 0);
    expect(official.condition).not.toEqual(CONDITION);
    expect(official.nullCondition).not.toEqual(NULL_CONDITION);
    const paper = perturbed('paper', 1);
    expect(paper.condition).not.toEqual(CONDITION);
    expect(paper.nullCondition).toEqual(NULL_CONDITION);
  });

  it('takes each token as a table of its own', () => {
    const { condition, nullCondition } = perturbed('official-code', 1);
    for (const token of [0, 1]) {
      const table = (a: Float32Array, b: Float32Array) =>
        Float64Array.from([
          ...a.slice(token * 3, token * 3 + 3),
          ...b.slice(token * 3, token * 3 + 3),
        ]);
      const [mean, std] = moments(table(CONDITION, NULL_CONDITION));
      const [newMean, newStd] = moments(table(condition, nullCondition));
      expect(newMean).toBeCloseTo(mean, 6);
      expect(newStd).toBeCloseTo(std, 6);
    }
  });

  it('draws fresh noise for each step and image, and the same for the same', () => {
    const first = perturbed('official-code', 1).condition;
    expect(perturbed('official-code', 1).condition).toEqual(first);
    // Step 2 has the same timestep as step 1 in this setting, so only the noise differs.
    expect(perturbed('official-code', 2).condition).not.toEqual(first);
    expect(perturbed('official-code', 1, 3).condition).not.toEqual(first);
  });

  it('leaves the condition alone to the last bit below the lower threshold', () => {
    const { condition, nullCondition, entry } = perturbed('official-code', 5);
    expect(condition).toEqual(CONDITION);
    expect(nullCondition).toEqual(NULL_CONDITION);
    expect(entry).toBeNull();
  });

  it('refuses thresholds out of order and a condition of another model', () => {
    expect(() => buildTerm({ ...spec, upper: 0.3 }, SETTING)).toThrow(/start comes first/);
    for (const otherClass of [
      hiddenStates(new Float32Array(6), 1),
      { label: { shape: [6], data: new Float32Array(6) } },
    ]) {
      expect(() => buildTerm({ ...spec, otherClass }, SETTING)).toThrow(
        /6\] \(6 numbers\) where 1 of hidden \[2, 3\] are needed/,
      );
    }
  });

  it('takes a class label as one table, and a pooled vector beside tokens as one more', () => {
    const label = (data: Float32Array): Condition => ({ label: { shape: [6], data } });
    const own = { ...spec, otherClass: label(statesOf(spec.otherClass)) };
    const setting = { ...SETTING, conditionShapes: { label: [6] } };
    const [condition, nothing] = [label(CONDITION.slice()), label(NULL_CONDITION.slice())];
    buildTerm(own, setting).onCondition?.(view(solverStep(1)), condition, nothing);
    const table = [...(condition.label?.data ?? []), ...(nothing.label?.data ?? [])];
    const [mean, std] = moments(Float64Array.from([...CONDITION, ...NULL_CONDITION]));
    const [newMean, newStd] = moments(Float64Array.from(table));
    expect(newMean).toBeCloseTo(mean, 6);
    expect(newStd).toBeCloseTo(std, 6);

    const beside = (data: Float32Array): Condition => ({
      ...hiddenStates(data.slice(), 2),
      pooled: { shape: [6], data: data.slice() },
      time_ids: { shape: [6], data: data.slice() },
    });
    const both = beside(CONDITION);
    const shapes = { hidden: [2, 3], pooled: [6], time_ids: [6] };
    buildTerm(
      { ...spec, otherClass: beside(statesOf(spec.otherClass)) },
      { ...SETTING, conditionShapes: shapes },
    ).onCondition?.(view(solverStep(1)), both, beside(NULL_CONDITION));
    expect(statesOf(both)).toEqual(perturbed('official-code', 1).condition);
    expect(both.pooled?.data).not.toEqual(CONDITION);
    // How large the picture is says nothing of the class.
    expect(both.time_ids?.data).toEqual(CONDITION);
  });
});
