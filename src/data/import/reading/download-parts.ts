/**
 * Archives that a cloud cut one folder into: pets-20240131T093015Z-001.zip and -002.zip of Google Drive,
 * OneDrive_1_31-1-2024.zip and OneDrive_2_. What each is named besides its number and its time is the same.
 */
import type { FolderTree } from './folder-tree';
import { note, type ReadingPart } from './reading';

const GOOGLE_DRIVE = /^(.+)-\d{8}T\d{6}Z(?:-\d+)?-\d{3}$/;
const ONE_DRIVE = /^(OneDrive)_\d+_\d{1,2}-\d{1,2}-\d{4}$/;

/** A folder's name without what a cloud added to it. */
export function downloadedName(name: string): string {
  return (GOOGLE_DRIVE.exec(name) ?? ONE_DRIVE.exec(name))?.[1] ?? name;
}

/** A line a folder that came in several parts. */
export function downloadParts({ root }: FolderTree): ReadingPart[] {
  const parts = new Map<string, string[]>();
  for (const name of root.children.keys()) {
    const own = downloadedName(name);
    if (own !== name) parts.set(own, [...(parts.get(own) ?? []), name]);
  }
  return [...parts]
    .filter(([, names]) => names.length > 1)
    .map(([own, names]) =>
      note(`parts ${own}`, `${names.join(' and ')} are parts of one download: read as one.`),
    );
}
