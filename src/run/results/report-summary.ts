/** What a manifest keeps of an image's guidance report. */
import { ownNames, type OwnNames } from '../../core/by-name';
import type { StepRecord } from '../model/jobs';

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean shares and losses, how many steps each term acted in, and where the image ended. */
export function reportSummary(steps: readonly StepRecord[]): OwnNames<number> {
  const summary = new Map<string, number>();
  const shares = new Map<string, number[]>();
  const losses = new Map<string, number[]>();
  for (const { terms } of steps) {
    for (const { term, shiftShare, distance, loss } of terms) {
      shares.set(term, [...(shares.get(term) ?? []), shiftShare]);
      if (distance !== null) summary.set(`${term} last distance`, distance);
      if (loss !== null) losses.set(term, [...(losses.get(term) ?? []), loss]);
    }
  }
  for (const [term, values] of shares) {
    summary.set(`${term} mean share`, meanOf(values));
    summary.set(`${term} steps`, values.length);
  }
  for (const [term, values] of losses) {
    summary.set(`${term} last loss`, values.at(-1) ?? NaN);
    summary.set(`${term} mean loss`, meanOf(values));
  }
  return ownNames(summary);
}
