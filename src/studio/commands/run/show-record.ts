/** A kept run back on the page: its images in their places, and, where they are asked for, its settings. */
import type { RunRecord } from '../../../run/results/records';
import { editsByFolder } from '../../adapters/recipe-edits';
import { imagesOf } from '../../adapters/run-reducer';
import type { ShownRun } from '../../adapters/shown-run';
import { isBusy } from '../../job-bar/readiness';
import { useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { resetSettings } from '../../state/settings';
import { resetRun } from './reset-run';

/** Shows a run's images; what runs meanwhile goes on. @returns how many images there are */
export async function showResults(record: RunRecord, shown: ShownRun): Promise<number> {
  const images = await shown.showInstead(record);
  // Another run is looked at by now, or none: the counts are that one's.
  if (shown.handle !== record.handle || isBusy(useRun.getState().status)) return images;
  const done = record.state === 'done';
  const total = imagesOf(record);
  resetRun();
  useRun.setState({
    job: record.handle,
    status: done ? 'done' : 'idle',
    imagesDone: images,
    imagesTotal: done ? images : total,
    imagesFailed: done ? total - images : 0,
    resumable: !done,
  });
  return images;
}

/** Puts a run back with its settings on the sliders, as if it had just been made. @returns how many images there are */
export function bringBack(record: RunRecord, shown: ShownRun): Promise<number> {
  const { method, parameters, sampling, edits } = record.recipe;
  resetSettings({ method, parameters, sampling, edits: editsByFolder(edits) });
  return showResults(record, shown);
}

/** The same, for whoever wants to see its images. */
export async function showRecord(record: RunRecord, shown: ShownRun): Promise<void> {
  if ((await bringBack(record, shown)) > 0) useSelection.setState({ tab: 'distil' });
}
