/** Taking results away for good: what no run, no collection and no other tab refers to goes with them. */
import { removeOlderResults } from '../../../data/store/storage';
import { sweepAll } from '../../../run/results/sweep';
import type { PageParts } from '../../adapters/page-parts';

/** Takes a run away, unless another tab shows it. */
export async function discardRun(parts: PageParts, handle: string): Promise<void> {
  const { runs, tab, library, figure } = parts;
  const others = await (await tab).others();
  if (!others.runs.has(handle)) await runs.remove(handle);
  await sweepAll(parts, [...others.owners, ...library.fingerprints]);
  await figure.refresh();
  // The browser counts what is gone with some delay.
  figure.changed();
}

/** Takes every run away that no other tab shows, and all that was made of pictures nobody shows. */
export async function discardEverything(parts: PageParts): Promise<void> {
  const { runs, tab, figure } = parts;
  const others = await (await tab).others();
  const handles = (await runs.list()).map(({ handle }) => handle);
  const own = handles.filter((handle) => !others.runs.has(handle));
  if (own.length > 0) await runs.remove(...own);
  await runs.removeOlder();
  await removeOlderResults();
  await sweepAll(parts, others.owners);
  await figure.refresh();
  figure.changed();
}
