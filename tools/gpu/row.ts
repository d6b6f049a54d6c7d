/** What `npm run gpu` finds out, one line of a table each. */

/** Two places computed the same: how far they are apart. */
export interface AgreementRow {
  readonly kind: 'agreement';
  readonly name: string;
  readonly difference: number;
  /** The most that is allowed, in the difference's unit. */
  readonly bound: number;
  readonly unit: string;
  readonly note?: string;
}

/** Where a piece of work was timed; torch is eager float32 on the same GPU. */
export type Column = 'webgpu' | 'wasm' | 'torch' | 'torch-tf32';

/** Medians of one piece of work in several places. */
export interface SpeedRow {
  readonly kind: 'speed';
  readonly name: string;
  readonly unit: string;
  readonly values: Partial<Readonly<Record<Column, number>>>;
  readonly note?: string;
}

/** A sentence: what could not be measured, and why; or what needs no number. */
export interface SentenceRow {
  readonly kind: 'failed' | 'said';
  readonly name: string;
  readonly sentence: string;
}

export type GpuRow = AgreementRow | SpeedRow | SentenceRow;

export const isWithin = ({ difference, bound }: AgreementRow): boolean => difference <= bound;
