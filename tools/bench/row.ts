/** One figure of the benchmark table. */
export interface BenchRow {
  /** What was measured, with its sizes. */
  readonly name: string;
  /** The bar it is held to, in words. */
  readonly bar: string;
  readonly unit: string;
  readonly median: number;
  readonly runs: number;
  /** Whether the median meets the bar; null where there is no bar. */
  readonly passed: boolean | null;
  readonly note?: string;
}
