/** A kept run back on the page: its settings on the sliders, its images in their places. */
import type { RunRecord } from '../../../run/results/records';
import { editsByFolder } from '../../adapters/recipe-edits';
import { imagesOf } from '../../adapters/run-reducer';
import type { ShownRun } from '../../adapters/shown-run';
import { idleRun, useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { resetSettings } from '../../state/settings';

export async function showRecord(record: RunRecord, shown: ShownRun): Promise<void> {
  const { recipe, state, problems } = record;
  const { method, parameters, sampling, edits } = recipe;
  resetSettings({ method, parameters, sampling, edits: editsByFolder(edits) });
  shown.clear();
  useRun.setState(idleRun);
  const images = await shown.show(record);
  const done = state === 'done';
  const total = imagesOf(record);
  useRun.setState({
    status: done ? 'done' : 'idle',
    imagesDone: images,
    imagesTotal: done ? images : total,
    imagesFailed: done ? total - images : 0,
    classErrors: new Map(problems.map(({ folder, message }) => [folder, message])),
    resumable: !done,
  });
  // Whoever comes back to images wants to see them.
  if (images > 0) useSelection.setState({ tab: 'distil' });
}
