import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTerm } from '../../../src/core/guidance/build-term';
import {
  officialSoftLabel,
  paperSoftLabel,
  softLabelMix,
} from '../../../src/core/guidance/soft-label';
import type { SoftLabelSpec } from '../../../src/core/guidance/spec';
import { SETTING, solverStep, view } from './setting';

const spec: SoftLabelSpec = {
  kind: 'soft-label',
  variant: 'official-code',
  noiseWeight: 0.06,
  labelWeight: 0.01,
  upper: 0.8,
  lower: 0.4,
  window: { start: 0, end: 1 },
  otherClass: Float32Array.of(1, -2, 3, 0.5, 0.1, -1),
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

describe('the term', () => {
  const perturbed = (variant: SoftLabelSpec['variant'], step: number, image = 2) => {
    const condition = CONDITION.slice();
    const nullCondition = NULL_CONDITION.slice();
    const base = view(solverStep(step));
    const at = { ...base, owner: { ...base.owner, image } };
    const entry = buildTerm({ ...spec, variant }, SETTING).onCondition?.(
      at,
      condition,
      nullCondition,
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
    expect(() => buildTerm({ ...spec, otherClass: new Float32Array(5) }, SETTING)).toThrow(
      /5 numbers, this model's 2 x 3/,
    );
  });
});
