/** Taking away what nothing refers to any more, so that the room is free again. */
import type { Stages } from '../stages/stages';
import type { Runs } from './runs';

/**
 * Takes away images that no run reaches, and stages of classes that no run was made from and that
 * nobody looks at.
 * @param shown fingerprints of the classes that are open somewhere
 */
export async function sweepAll(
  { runs, stages }: { readonly runs: Runs; readonly stages: Stages },
  shown: Iterable<string>,
): Promise<void> {
  await runs.sweep();
  await stages.sweep(new Set([...(await runs.owners()), ...shown]));
}
