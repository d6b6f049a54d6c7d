/**
 * How long fuzz tests look: in `npm test` for seconds, over the same cases each time; with `npm run fuzz` so many
 * times as long, over others each time (fast-check names the seed of a case that fails).
 */
const TIMES = Math.max(1, Math.round(Number(process.env['STILLROOM_FUZZ'] ?? 1)) || 1);

/** The parameters of a property that `npm test` runs so often from this seed. */
export function effort(runs: number, seed: number): { numRuns: number; seed?: number } {
  return TIMES === 1 ? { numRuns: runs, seed } : { numRuns: runs * TIMES };
}

/** A test's limit in milliseconds. */
export const patience = (usual: number): number => usual * TIMES;
