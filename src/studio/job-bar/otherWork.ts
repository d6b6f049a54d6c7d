/** Work that is counted as it goes: reading images, mapping classes, measuring runs, scoring windows. */
import type { ClassRow } from '../state/collection';
import type { CompareState } from '../state/compare';
import type { StageProgressState } from '../state/stage-progress';
import { countOf, formatCount, leftText } from './duration';

export interface OtherWork {
  readonly kind: 'reading' | 'mapping' | 'measuring' | 'scoring';
  /** The class that it is about; empty where it is about several. */
  readonly folder: string;
  /** The same for as long as one amount is worked through: a rate is of one key. */
  readonly key: string;
  readonly headline: string;
  /** What is counted: "image". */
  readonly unit: 'image' | 'class' | '';
  readonly done: number;
  readonly total: number;
  /** What is to be done still, at the same rate: other classes and later steps too. */
  readonly left: number;
}

type Progress = StageProgressState['classes'];

function reading(classes: readonly ClassRow[], progress: Progress): OtherWork | null {
  const now = classes.find(({ read }) => read.state === 'running');
  if (now === undefined) return null;
  let [done, total] = [0, 0];
  for (const { folder, read, imageCount, heldOut, included } of classes) {
    // A class that takes no part is read when it is looked at.
    if (!included && read.state === 'waiting') continue;
    // What is held out was read with the others, and is counted apart once the class is.
    const images = read.state === 'done' ? imageCount + (heldOut ?? 0) : imageCount;
    total += images;
    if (read.state === 'running') done += Math.min(progress.get(folder)?.done ?? 0, images);
    else if (read.state !== 'waiting') done += images;
  }
  const headline = `Reading images: ${now.name}`;
  const { folder } = now;
  const left = total - done;
  return { kind: 'reading', folder, key: 'reading', headline, unit: 'image', done, total, left };
}

function mapping(classes: readonly ClassRow[], progress: Progress): OtherWork | null {
  const now = classes.find(({ explored }) => explored.state === 'running');
  if (now === undefined) return null;
  const headline = `Mapping ${now.name}`;
  const { folder } = now;
  const { done, total } = progress.get(folder) ?? { done: 0, total: 0 };
  const [key, left] = [`mapping ${folder}`, total - done];
  return { kind: 'mapping', folder, key, headline, unit: '', done, total, left };
}

/** The first of what is under way; null where nothing is. */
export function otherWork(
  classes: readonly ClassRow[],
  progress: Progress,
  measuring: CompareState['measuring'],
): OtherWork | null {
  const first = reading(classes, progress) ?? mapping(classes, progress);
  if (first !== null || measuring === null) return first;
  const { text, done, total } = measuring;
  const kind = 'measuring';
  const left = total - done;
  return { kind, folder: '', key: kind, headline: text, unit: 'class', done, total, left };
}

/**
 * "1,200 of 5,000 images · 140 a second · 27 s left"; without a rate where none is known yet.
 * @param rate of the unit in a second; null before there is one
 */
export function workFigures({ unit, done, total, left }: OtherWork, rate: number | null): string {
  const parts =
    unit === ''
      ? [`${Math.round((100 * done) / Math.max(1, total))} %`]
      : [
          `${formatCount(Math.floor(done))} of ${countOf(total, unit, unit === 'class' ? 'classes' : 'images')}`,
        ];
  if (rate === null || rate <= 0) return parts.join(' · ');
  if (unit === '') parts.push(`${((100 * rate) / Math.max(1, total)).toFixed(1)} % a second`);
  if (unit === 'image')
    parts.push(`${rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate))} a second`);
  if (left > 0) parts.push(leftText(left / rate));
  return parts.join(' · ');
}
