/** The stored runs that belong to the collection on the page, as the list shows them. */
import type { RunRecord } from '../../../run/results/records';
import type { Runs } from '../../../run/results/runs';
import { imagesOf } from '../../adapters/run-reducer';
import type { KeptRun } from '../../state/compare';

/** The content of a class on the page; undefined for one that is not there, null for one not read yet. */
export type ClassContent = (folder: string) => string | null | undefined;

/**
 * True when every class of the run is one of the page's: only then do its numbers mean anything. A class
 * that is not read yet counts as the same until it is known to be another.
 */
function belongs({ recipe }: RunRecord, content: ClassContent): boolean {
  return recipe.classes.every(({ folder, fingerprint }) => {
    const shown = content(folder);
    if (shown === undefined) return false;
    return shown === null || fingerprint === undefined || shown === fingerprint;
  });
}

function described(record: RunRecord, imagesDone: number): KeptRun {
  const { handle, recipe, startedAt, state } = record;
  const { method, parameters, sampling, classes, pack, edits = [] } = recipe;
  return {
    id: handle,
    method,
    parameters,
    sampling,
    startedAt,
    complete: state === 'done',
    imagesDone,
    imagesTotal: imagesOf(record),
    folders: classes.map(({ folder }) => folder),
    packId: pack.id,
    madeAgain: edits.reduce((sum, { seeds = [] }) => sum + seeds.length, 0),
  };
}

/** Runs with at least one finished image, the latest first. */
export async function keptRuns(runs: Runs, content: ClassContent): Promise<KeptRun[]> {
  const kept: KeptRun[] = [];
  for (const record of await runs.list()) {
    if (!belongs(record, content)) continue;
    const imagesDone = await runs.countOf(record);
    if (imagesDone > 0) kept.push(described(record, imagesDone));
  }
  return kept;
}
