import type { KeptRun } from '../state/compare';

/** Runs that are chosen for a person who has not chosen. */
const FIRST_RUNS = 3;

/** Whether a run has images of all of these classes: a network is trained on every one. */
export function coversClasses({ folders }: KeptRun, classes: readonly string[]): boolean {
  const own = new Set(folders);
  return classes.every((folder) => own.has(folder));
}

/**
 * Handles of the runs that are to be evaluated, in the order of the list.
 * @param runs kept ones, the latest first
 * @param chosen by a person; null before that
 * @param classes folders of those that take part
 */
export function chosenRuns(
  runs: readonly KeptRun[],
  chosen: readonly string[] | null,
  classes: readonly string[],
): readonly string[] {
  const able = runs.filter((run) => coversClasses(run, classes)).map(({ id }) => id);
  return chosen === null ? able.slice(0, FIRST_RUNS) : able.filter((id) => chosen.includes(id));
}
