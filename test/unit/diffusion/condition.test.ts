import { describe, expect, it } from 'vitest';
import {
  conditionRows,
  copyCondition,
  emptyConditions,
  requireSameParts,
  shapesOf,
  stackConditions,
  writeCondition,
  type Condition,
} from '../../../src/core/diffusion/condition';

const one = (value: number): Condition => ({
  hidden: { shape: [2, 3], data: new Float32Array(6).fill(value) },
  time_ids: { shape: [2], data: Float32Array.of(value, value + 1) },
});

describe('conditions', () => {
  it('come back row by row out of the stack that they were put into', () => {
    const stacked = stackConditions([one(1), one(2), one(3)]);
    expect(stacked.hidden?.data).toHaveLength(18);
    expect(conditionRows(stacked, 1, 2)).toEqual(one(2));
    expect(conditionRows(stacked, 1, 3)).toEqual(stackConditions([one(2), one(3)]));
    expect(shapesOf(stacked)).toEqual({ hidden: [2, 3], time_ids: [2] });
  });

  it('are written through their rows, and not through a copy', () => {
    const stacked = emptyConditions(shapesOf(one(0)), 2);
    writeCondition(conditionRows(stacked, 1, 2), 0, one(5));
    expect(conditionRows(stacked, 1, 2)).toEqual(one(5));
    expect(stacked.hidden?.data[0]).toBe(0);
    copyCondition(stacked).hidden?.data.fill(9);
    expect(stacked.hidden?.data[0]).toBe(0);
  });

  it.each([
    ['a part too few', { hidden: one(1).hidden }, 1],
    ['a part too many', { ...one(1), pooled: { shape: [1], data: Float32Array.of(1) } }, 1],
    ['another shape', { ...one(1), time_ids: { shape: [1], data: Float32Array.of(1) } }, 1],
    ['other rows', one(1), 2],
  ] as const)('of another model are told by %s', (_, condition, rows) => {
    expect(() => requireSameParts('It', condition as Condition, one(0), rows)).toThrow(
      expect.objectContaining({ code: 'ShapeMismatch' }),
    );
    expect(() => requireSameParts('It', one(2), one(0))).not.toThrow();
  });
});
