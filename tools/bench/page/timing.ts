/** How the bench's workers time a piece of work. */

export interface Patience {
  /** Runs that count, from 1; one more goes before them, which allocates and compiles. */
  readonly runs: number;
  /** No further run begins after so many seconds; without it, all runs are made. */
  readonly seconds?: number;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Median seconds of a piece of work. */
export async function medianSeconds(
  work: () => Promise<unknown>,
  { runs, seconds = Infinity }: Patience,
): Promise<number> {
  await work();
  const times: number[] = [];
  const begun = performance.now();
  do {
    const started = performance.now();
    await work();
    times.push((performance.now() - started) / 1000);
  } while (times.length < runs && performance.now() - begun < 1000 * seconds);
  return median(times);
}
