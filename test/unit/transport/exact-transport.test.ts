import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import { exactTransport } from '../../../src/core/transport/exact-transport';
import { columnSums, rowSums, transportCost } from '../../../src/core/transport/plan';
import { convergedSinkhorn } from '../../../src/core/transport/sinkhorn';

/** The cheapest assignment, by trying all of them. */
function cheapestAssignment(cost: Float64Array, n: number): number {
  let best = Number.POSITIVE_INFINITY;
  const place = (row: number, used: number, sum: number): void => {
    if (row === n) {
      best = Math.min(best, sum);
      return;
    }
    for (let j = 0; j < n; j++) {
      if ((used & (1 << j)) === 0) place(row + 1, used | (1 << j), sum + (cost[row * n + j] ?? 0));
    }
  };
  place(0, 0, 0);
  return best;
}

const uniform = (n: number) => new Float64Array(n).fill(1 / n);

describe('exactTransport', () => {
  it('is the cheapest assignment for equal weights, ties included', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }).chain((n) =>
          fc.tuple(
            fc.constant(n),
            // Few different costs: nearly every pivot meets a tie.
            fc.array(fc.integer({ min: -2, max: 4 }), { minLength: n * n, maxLength: n * n }),
          ),
        ),
        ([n, costs]) => {
          const cost = Float64Array.from(costs);
          const problem = { cost, rows: n, columns: n, a: uniform(n), b: uniform(n) };
          expect(exactTransport(problem).cost).toBeCloseTo(cheapestAssignment(cost, n) / n, 12);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('splits unequal whole weights as the assignment of single units would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(1e6),
        (units, columns, seed) => {
          const total = units.reduce((sum, unit) => sum + unit, 0);
          fc.pre(total >= columns && total <= 7);
          // Columns take one unit each, the last one the rest.
          const demand = Array.from({ length: columns }, (_, j) =>
            j === columns - 1 ? total - columns + 1 : 1,
          );
          const cost = randomStream({ seed, purpose: 'cost' }).fillUniform(
            new Float64Array(units.length * columns),
          );
          const rowOf = units.flatMap((unit, i) => Array.from({ length: unit }, () => i));
          const columnOf = demand.flatMap((unit, j) => Array.from({ length: unit }, () => j));
          const single = Float64Array.from({ length: total * total }, (_, p) => {
            const i = rowOf[Math.floor(p / total)] ?? 0;
            return cost[i * columns + (columnOf[p % total] ?? 0)] ?? 0;
          });
          const { cost: got, plan } = exactTransport({
            cost,
            rows: units.length,
            columns,
            a: Float64Array.from(units, (unit) => unit / total),
            b: Float64Array.from(demand, (unit) => unit / total),
          });
          expect(got).toBeCloseTo(cheapestAssignment(single, total) / total, 12);
          rowSums(plan, units.length, columns).forEach((sum, i) => {
            expect(sum).toBeCloseTo((units[i] ?? 0) / total, 12);
          });
          columnSums(plan, units.length, columns).forEach((sum, j) => {
            expect(sum).toBeCloseTo((demand[j] ?? 0) / total, 12);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is a lower bound that the entropic plan approaches from above', () => {
    const rows = 40;
    const columns = 25;
    const stream = randomStream({ seed: 9, purpose: 'cost' });
    const cost = stream.fillUniform(new Float64Array(rows * columns));
    const weigh = (n: number) => {
      const raw = stream.fillUniform(new Float64Array(n));
      const sum = raw.reduce((total, value) => total + value, 0);
      return raw.map((value) => value / sum);
    };
    const problem = { cost, rows, columns, a: weigh(rows), b: weigh(columns) };
    const exact = exactTransport(problem);
    expect(transportCost(exact.plan, cost)).toBeCloseTo(exact.cost, 12);
    const epsilon = 1e-3;
    const entropic = convergedSinkhorn(problem, { epsilon }).transportCost;
    expect(entropic).toBeGreaterThan(exact.cost - 1e-9);
    // <P, C> exceeds the optimum by at most epsilon times the entropy of a plan.
    expect(entropic).toBeLessThan(exact.cost + epsilon * Math.log(rows * columns));
  });

  it('costs nothing between a set and itself and handles tiny weights', () => {
    const cost = Float64Array.of(0, 1, 2, 1, 0, 1, 2, 1, 0);
    const a = Float64Array.of(1e-14, 0.5, 0.5 - 1e-14);
    expect(exactTransport({ cost, rows: 3, columns: 3, a, b: a }).cost).toBeCloseTo(0, 15);
  });
});
