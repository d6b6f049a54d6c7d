/** What can be done with a run of the list: show it, take its settings, take it away. */
import { StillroomError } from '../../../core/errors';
import type { RunRecord } from '../../../run/results/records';
import { runWord } from '../../address/address';
import type { PageParts } from '../../adapters/page-parts';
import { editsByFolder } from '../../adapters/recipe-edits';
import { isBusy } from '../../job-bar/readiness';
import { useCollection } from '../../state/collection';
import { useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { changeSettings } from '../../state/settings';
import { restoredClasses } from '../collection/restored-classes';
import { discardRun } from './discard';
import { resetRun } from './reset-run';
import { showResults } from './show-record';

async function kept({ runs }: PageParts, id: string): Promise<RunRecord> {
  const record = await runs.get(id);
  if (record !== undefined) return record;
  throw new StillroomError('BadParameter', 'This run is no longer kept. Distill it again.');
}

/** Shows a run's images; the settings stay as they are. @throws StillroomError BadParameter */
export async function showRun(parts: PageParts, id: string): Promise<void> {
  await showResults(await kept(parts, id), parts.shown);
  const { tab } = useSelection.getState();
  // Runs are looked at in Distill; whoever compares goes on comparing.
  if (tab !== 'compare') useSelection.setState({ tab: 'distil' });
}

/** Shows the run that an address calls so, where one is kept and it is wanted still. */
export async function showNamed(
  parts: PageParts,
  word: string,
  isWanted: () => boolean,
): Promise<void> {
  const records = await parts.runs.list();
  const record = records.find(({ hash, handle }) => runWord({ hash, id: handle }) === word);
  if (record !== undefined && isWanted()) await showResults(record, parts.shown);
}

/** Puts a run's settings on the sliders, names and prompts of its classes too; one step of undo. */
export async function takeSettings(parts: PageParts, id: string): Promise<void> {
  const { method, parameters, sampling, edits, classes } = (await kept(parts, id)).recipe;
  changeSettings(
    () => ({ method, parameters, sampling, edits: editsByFolder(edits) }),
    `run ${id}`,
    performance.now(),
  );
  for (const [folder, edit] of restoredClasses(useCollection.getState().classes, classes)) {
    parts.library.edit(folder, edit);
  }
}

/** Takes a run away for good, with all that nothing else refers to. */
export async function removeRun(parts: PageParts, id: string): Promise<void> {
  const { shown, tabRecord } = parts;
  if (shown.handle === id) {
    shown.clear();
    if (!isBusy(useRun.getState().status)) resetRun();
    await tabRecord.say();
  }
  await discardRun(parts, id);
}
