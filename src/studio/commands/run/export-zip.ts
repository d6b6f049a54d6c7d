/** The distilled set that the page shows, as a zip where the person wants it. */
import { StillroomError } from '../../../core/errors';
import { chooseDestination } from '../../../data/export/destination';
import { exportZip } from '../../../data/export/write-export';
import { exportSet, setName } from '../../../run/results/export-set';
import type { PageParts } from '../../adapters/page-parts';
import { useEvaluate } from '../../state/evaluate';
import { useImageSide } from '../../state/image-side';
import { useRun } from '../../state/run';
import { sideShown, useShown, type ShownState } from '../../state/shown';

declare const __STILLROOM_VERSION__: string;

/** The side that was chosen, where the run's images are larger. */
function chosenSide(shown: ShownState): number | undefined {
  const [{ side }, made] = [useImageSide.getState(), sideShown(shown)];
  return side !== null && made !== null && side < made ? side : undefined;
}

/** @throws StillroomError Aborted, PermissionDenied, QuotaExceeded, StorageFailed */
export async function exportShown(
  { shown, runs, library, pictures }: PageParts,
  signal: AbortSignal,
): Promise<void> {
  const { record } = shown;
  if (record === null) {
    throw new StillroomError('BadParameter', 'There is nothing to export yet. Distill first.');
  }
  // Asked for first: browsers open the dialog only right after a click.
  const destination = await chooseDestination(`${setName(record)}.zip`);
  useRun.setState({ exporting: { done: 0, total: await runs.countOf(record) } });
  try {
    // As the set's own pictures became squares, whatever is chosen by now.
    const { framing = 'crop' } = record.recipe;
    const source = library.source?.under({ framing }) ?? null;
    const parts = { runs, source, pictures };
    const { report } = useEvaluate.getState();
    const imageSide = chosenSide(useShown.getState());
    const made = {
      program: __STILLROOM_VERSION__,
      createdAt: new Date(),
      signal,
      imageSide,
      report,
    };
    const set = await exportSet(record, parts, made);
    const stream = exportZip(set, {
      signal,
      onProgress: (done, total) => useRun.setState({ exporting: { done, total } }),
    });
    await destination.write(stream, signal);
  } finally {
    useRun.setState({ exporting: null });
  }
}
