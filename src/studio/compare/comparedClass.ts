import type { KeptRun } from '../state/compare';

/** Classes that all of the runs have. */
export function commonClasses(columns: readonly KeptRun[]): string[] {
  const folders = [...new Set(columns.flatMap((run) => run.folders))];
  return folders.filter((folder) => columns.every((run) => run.folders.includes(folder)));
}

/** The class that is compared: the selected one where a run has it, else the first that all have. */
export function comparedClass(columns: readonly KeptRun[], selected: string | null): string | null {
  const folders = columns.flatMap((run) => run.folders);
  if (selected !== null && folders.includes(selected)) return selected;
  return commonClasses(columns)[0] ?? folders[0] ?? null;
}
