/** The stored runs that belong to the collection on the page, as the list shows them. */
import { useCollection } from '../../state/collection';
import type { KeptRun } from '../../state/compare';
import type { ResultStore, RunRecord } from '../result-store';

/** True when every class of the run is one of the page's: only then do its numbers mean anything. */
function belongs(run: RunRecord, folders: ReadonlySet<string>): boolean {
  return run.classes.length > 0 && run.classes.every(({ folder }) => folders.has(folder));
}

async function described(
  run: RunRecord,
  results: ResultStore,
  counts: Map<string, number>,
): Promise<KeptRun> {
  const { id, method, parameters, sampling, startedAt, complete, classes, pack } = run;
  const name = `${id}/${startedAt}`;
  const imagesDone = counts.get(name) ?? (await results.finished(id)).length;
  if (complete) counts.set(name, imagesDone);
  return {
    id,
    method,
    parameters,
    sampling,
    startedAt,
    complete,
    imagesDone,
    imagesTotal: classes.length * Number(sampling['imagesPerClass']),
    folders: classes.map(({ folder }) => folder),
    packId: pack.id,
  };
}

/**
 * Runs with at least one finished image, the latest first.
 * @param counts images of complete runs, filled here: a run that is over keeps its number
 */
export async function keptRuns(
  results: ResultStore,
  counts: Map<string, number>,
): Promise<KeptRun[]> {
  const folders = new Set(useCollection.getState().classes.map(({ folder }) => folder));
  const runs: KeptRun[] = [];
  for (const run of await results.runs()) {
    if (!belongs(run, folders)) continue;
    const kept = await described(run, results, counts);
    if (kept.imagesDone > 0) runs.push(kept);
  }
  return runs;
}
