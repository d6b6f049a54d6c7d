/** A row that is still to be measured. */
import type { Lab } from './lab';
import type { GpuRow } from './row';

export interface PlannedRow {
  readonly name: string;
  /** The most that it may take; a software adapter gets ten times as long. */
  readonly seconds: number;
  readonly measure: (lab: Lab) => Promise<GpuRow | readonly GpuRow[]>;
}
