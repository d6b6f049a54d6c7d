import { inOwnDirection } from '../../core/own-direction';
import type { ImportProgress } from '../../data/import/options';
import { byteText } from '../../data/import/limits';
import { countOf, formatCount } from '../job-bar/duration';

/** What is counted while a collection is listed, and how many there are so far. */
export interface ListingCount {
  /** The same for as long as one thing is counted: a rate is of one key. */
  readonly key: string;
  readonly done: number;
}

export function listingCount({ files, archive, labels }: ImportProgress): ListingCount {
  if (labels !== undefined) return { key: 'labels', done: labels.read };
  if (archive === null) return { key: 'folders', done: files };
  const { name, entries, unpackedBytes } = archive;
  return entries > 0
    ? { key: `list ${name}`, done: entries }
    : { key: `bytes ${name}`, done: unpackedBytes };
}

/**
 * How far a listing is, as a sentence without its full stop.
 * @param rate of what is counted, in a second; null before there is one
 */
export function listingText(
  { files, archive, labels }: ImportProgress,
  rate: number | null,
): string {
  const counted = rate === null || rate < 1 ? '' : `, ${formatCount(Math.round(rate))} a second`;
  if (labels !== undefined) {
    return `Reading labels: ${formatCount(labels.read)} of ${countOf(labels.of, 'file')}${counted}`;
  }
  if (archive === null) return `Reading folders: ${countOf(files, 'file')} seen${counted}`;
  const { name, entries, unpackedBytes } = archive;
  if (entries > 0) {
    return `Reading the list of ${inOwnDirection(name)}: ${countOf(entries, 'entry', 'entries')}${counted}`;
  }
  const bytes = rate === null || rate < 1 ? '' : `, ${byteText(rate)} a second`;
  return unpackedBytes > 0
    ? `Unpacking ${inOwnDirection(name)}: ${byteText(unpackedBytes)}${bytes}`
    : `Opening ${name}`;
}
