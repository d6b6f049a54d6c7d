/** Student's t against printed tables (two-sided 95 % and 99 %). */
import { describe, expect, it } from 'vitest';
import { studentT } from '../../../src/core/metrics/student-t';

const TABLE = [
  { degrees: 1, t95: 12.706, t99: 63.657 },
  { degrees: 2, t95: 4.303, t99: 9.925 },
  { degrees: 3, t95: 3.182, t99: 5.841 },
  { degrees: 4, t95: 2.776, t99: 4.604 },
  { degrees: 5, t95: 2.571, t99: 4.032 },
  { degrees: 9, t95: 2.262, t99: 3.25 },
  { degrees: 10, t95: 2.228, t99: 3.169 },
  { degrees: 30, t95: 2.042, t99: 2.75 },
  { degrees: 120, t95: 1.98, t99: 2.617 },
];

describe('studentT', () => {
  it.each(TABLE)('is the tabled value at $degrees degrees of freedom', ({ degrees, t95, t99 }) => {
    expect(Math.abs(studentT(0.95, degrees) - t95)).toBeLessThan(6e-4);
    expect(Math.abs(studentT(0.99, degrees) - t99)).toBeLessThan(6e-4);
  });

  it('has no value without a degree of freedom', () => {
    expect(() => studentT(0.95, 0)).toThrow(/at least two repeats/);
    expect(() => studentT(1, 3)).toThrow(/between 0 and 1/);
  });
});
