/**
 * The numbers of runs, measured in the analysis thread while the page stays free. The class on the screen
 * is measured first, then the others, since the mean over classes needs them all. Numbers are kept as
 * stages of what they are of: nothing is measured twice, and an image that comes to a run makes its class
 * new.
 */
import { isAbort, throwIfAborted } from '../../../core/errors';
import { inOwnDirection } from '../../../core/own-direction';
import { measureClass, type ClassNumbers } from '../../../run/results/metrics';
import type { FinishedImage, RunRecord } from '../../../run/results/records';
import type { Runs } from '../../../run/results/runs';
import { latentsOf } from '../../../run/stages/latents';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { knownTruth } from '../../adapters/sample-truth';
import { useCollection } from '../../state/collection';
import { useCompare, withCell } from '../../state/compare';

/** A class of a run, to be shown and measured. */
export interface Cell {
  readonly record: RunRecord;
  readonly folder: string;
  readonly finished: readonly FinishedImage[];
}

/** Every class of the runs that has images, the shown class first. */
export async function cellsOf(
  runs: Runs,
  shown: string,
  handles: readonly string[],
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const handle of handles) {
    const record = await runs.get(handle);
    if (record === undefined) continue;
    const finished = await runs.finishedOf(record);
    for (const { folder } of record.recipe.classes) {
      const own = finished.filter((image) => image.folder === folder);
      if (own.length > 0) cells.push({ record, folder, finished: own });
    }
  }
  // Class by class, so that a class's latents are fetched once for all runs.
  const rank = ({ folder }: Cell) => (folder === shown ? '' : `/${folder}`);
  return cells.sort((a, b) => rank(a).localeCompare(rank(b)));
}

/** @throws StillroomError Aborted; what keeps a class from being measured becomes its problem */
export async function measureAll(
  parts: PageParts,
  cells: readonly Cell[],
  signal: AbortSignal,
): Promise<void> {
  const total = cells.length;
  for (const [done, cell] of cells.entries()) {
    const tell = (text: string) => {
      if (!signal.aborted) useCompare.setState({ measuring: { text, done, total } });
    };
    await parts.schedule.quiet(signal);
    throwIfAborted(signal);
    const { record, folder } = cell;
    tell(`Measuring ${nameOf(folder)}`);
    const result = await measured(parts, cell, tell, signal);
    useCompare.setState(({ numbers, problems }) =>
      'problem' in result
        ? { problems: withCell(problems, record.handle, folder, result.problem) }
        : {
            numbers: withCell(numbers, record.handle, folder, result.numbers),
            problems: withCell(problems, record.handle, folder, null),
          },
    );
  }
  parts.figure.changed();
}

const nameOf = (folder: string): string =>
  useCollection.getState().classes.find((row) => row.folder === folder)?.name ?? folder;

/** The numbers of a class of a run, or why there are none. */
async function measured(
  page: PageParts,
  { record, folder }: Cell,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<{ readonly numbers: ClassNumbers } | { readonly problem: string }> {
  const { schedule, runs, pictures } = page;
  const measure = async () => {
    const parts = stageParts(page, await page.model.ready());
    const real = await latentsOf(parts, folder, signal, (done, total) => {
      tell(`Encoding ${inOwnDirection(nameOf(folder))}: ${done} of ${total} images`);
    });
    const truth = await knownTruth(folder, real.images);
    const cell = { record, folder, real, truth };
    tell(`Measuring ${nameOf(folder)}`);
    return measureClass({ ...parts, runs, pictures }, cell, signal);
  };
  try {
    return { numbers: await schedule.turn('numbers', measure, signal) };
  } catch (error) {
    if (isAbort(error) || signal.aborted) throw error;
    return { problem: problemText(error) };
  }
}
