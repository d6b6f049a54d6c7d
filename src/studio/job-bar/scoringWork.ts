/** How far the scoring of windows is: of the class whose turn it is, and of those that wait behind it. */
import type { ClassRow } from '../state/collection';
import type { WindowsState } from '../state/windows';
import type { OtherWork } from './otherWork';

/** @param folder the class whose turn it is */
export function scoringWork(
  folder: string,
  windows: WindowsState['classes'],
  classes: readonly ClassRow[],
): OtherWork {
  const images = (of: string) => classes.find((row) => row.folder === of)?.imageCount ?? 0;
  const progress = windows.get(folder)?.progress ?? null;
  const waiting = [...windows]
    .filter(([of, { status }]) => status === 'waiting' && of !== folder)
    .reduce((sum, [of]) => sum + images(of), 0);
  const name = classes.find((row) => row.folder === folder)?.name ?? folder;
  const headline = progress?.text ?? `Scoring ${name}`;
  // Each step has its own pace.
  const key = `scoring ${folder} ${headline}`;
  const { done, total } = progress ?? { done: 0, total: images(folder) };
  const { whole, behind } = progress?.cost ?? { whole: 1, behind: 0 };
  const left = total - done + total * behind + waiting * whole;
  return { kind: 'scoring', folder, key, headline, unit: 'image', done, total, left };
}
