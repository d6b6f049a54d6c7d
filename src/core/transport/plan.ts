/**
 * Numbers of a transport plan: its cost, its marginals, its entropy.
 *
 *     <P, C> = sum P C,   objective = <P, C> + e sum P (log P - 1)   with 0 log 0 = 0
 */
import type { TransportProblem } from './problem';

/** <P, C>. */
export function transportCost(plan: Float64Array, cost: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < plan.length; at++) sum += (plan[at] ?? 0) * (cost[at] ?? 0);
  return sum;
}

/** What the entropic problem minimises: <P, C> + e sum P (log P - 1). */
export function entropicObjective(plan: Float64Array, cost: Float64Array, epsilon: number): number {
  let entropy = 0;
  for (const mass of plan) if (mass > 0) entropy += mass * (Math.log(mass) - 1);
  return transportCost(plan, cost) + epsilon * entropy;
}

/** Row sums of a [rows, columns] plan. */
export function rowSums(plan: Float64Array, rows: number, columns: number): Float64Array {
  const sums = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) sums[i] = (sums[i] ?? 0) + (plan[at] ?? 0);
  }
  return sums;
}

/** Column sums of a [rows, columns] plan. */
export function columnSums(plan: Float64Array, rows: number, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) sums[j] = (sums[j] ?? 0) + (plan[at] ?? 0);
  }
  return sums;
}

/** The larger L1 error of a plan's two marginals. */
export function marginalError(plan: Float64Array, problem: TransportProblem): number {
  const { rows, columns, a, b } = problem;
  const difference = (got: Float64Array, want: Float64Array): number =>
    got.reduce((sum, value, i) => sum + Math.abs(value - (want[i] ?? 0)), 0);
  return Math.max(
    difference(rowSums(plan, rows, columns), a),
    difference(columnSums(plan, rows, columns), b),
  );
}
