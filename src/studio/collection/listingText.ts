import type { ImportProgress } from '../../data/import/options';
import { byteText } from '../../data/import/limits';
import { countOf } from '../job-bar/duration';

/** How far a listing is, as a sentence without its full stop. */
export function listingText({ files, archive }: ImportProgress): string {
  if (archive === null) return `Reading folders: ${countOf(files, 'file')} seen`;
  const { name, entries, unpackedBytes } = archive;
  if (entries > 0) return `Reading the list of ${name}: ${countOf(entries, 'entry', 'entries')}`;
  return unpackedBytes > 0 ? `Unpacking ${name}: ${byteText(unpackedBytes)}` : `Opening ${name}`;
}
