/** Names that a plain object answers for, or takes for its prototype, though nobody gave them to it. */
export const ODD_NAMES = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
];

/** Names that a disk without case, or one that composes letters, takes for others of them. */
export const ALIKE_NAMES = ['Cat', 'cat', 'caf\u00e9', 'cafe\u0301'];

/** Names as such disks see them: accents count, case and how a letter is put together do not. */
const sameName = new Intl.Collator('en', { sensitivity: 'accent' });

/** What is left of files that are written onto such a disk, one after another: by the first of equal paths. */
export function onDiskWithoutCase<T>(files: Iterable<readonly [path: string, T]>): [string, T][] {
  const disk: [string, T][] = [];
  for (const [path, content] of files) {
    const there = disk.find(([other]) => sameName.compare(other, path) === 0);
    if (there === undefined) disk.push([path, content]);
    else there[1] = content;
  }
  return disk;
}
