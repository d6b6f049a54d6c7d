/** The stored runs that belong to the collection on the page, as the list shows them. */
import type { PackDescription } from '../../../core/formats/pack';
import type { RunRecord } from '../../../run/results/records';
import type { Runs } from '../../../run/results/runs';
import { keptRun } from '../../adapters/kept-run';
import { toldApart } from '../../runs/runName';
import type { KeptRun } from '../../state/compare';
import { areSame } from '../run/covering';

/** The content of a class on the page; undefined for one that is not there, null for one not read yet. */
export type ClassContent = (folder: string) => string | null | undefined;

export interface ListOrder {
  readonly content: ClassContent;
  /** The model that is loaded. */
  readonly pack: PackDescription | null;
  /** Handle of the run under way, which is listed before its first image; null at rest. */
  readonly job: string | null;
}

export interface KeptList {
  readonly runs: readonly KeptRun[];
  /** Handles of what the run under way goes on with. */
  readonly goneOnWith: ReadonlySet<string>;
}

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

/**
 * Runs with at least one finished image, and the one under way; the latest first. What the one under way goes
 * on with is not another run.
 */
export async function keptRuns(runs: Runs, { content, pack, job }: ListOrder): Promise<KeptList> {
  const records = await runs.list();
  const underWay = records.find(({ handle }) => handle === job);
  const kept: KeptRun[] = [];
  const goneOnWith = new Set<string>();
  for (const record of records) {
    if (!belongs(record, content)) continue;
    if (underWay !== undefined && record !== underWay && areSame(record, underWay)) {
      goneOnWith.add(record.handle);
      continue;
    }
    const imagesDone = await runs.countOf(record);
    if (imagesDone > 0 || record === underWay) kept.push(keptRun(record, imagesDone, pack));
  }
  return { runs: toldApart(kept), goneOnWith };
}
