import type { StepRecord } from '../../run/model/jobs';
import type { ReportRow } from '../state/run';

/** A row a step: each term's share of the step's noise, the distance to the target, the transport loss. */
export function reportRows(steps: readonly StepRecord[]): ReportRow[] {
  return steps.map(({ step, timestep, sigma, terms }) => ({
    step,
    timestep,
    sigma,
    shares: new Map(terms.map(({ term, shiftShare }) => [term, shiftShare])),
    distance: terms.find(({ distance }) => distance !== null)?.distance ?? null,
    loss: terms.find(({ loss }) => loss !== null)?.loss ?? null,
  }));
}
