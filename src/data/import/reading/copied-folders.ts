/** Folders with the names that file managers give to a copy, beside the folder that was copied. */
import { baseName, folderPath } from '../recognise';
import { note, type ReadingPart } from './reading';

const WORD = '(?:copy|kopie|copie)';

/** In English, German and French: of Windows, macOS, GNOME, KDE and Google Drive. */
const COPIES: readonly RegExp[] = [
  new RegExp(String.raw`^(.+?)(?: -)? ${WORD}(?: \d+| \(\d+\))?$`, 'i'),
  new RegExp(
    String.raw`^(.+?) \((?:another |une autre |\d+(?:st|nd|rd|th|e|\.)? )?${WORD}(?: \d+)?\)$`,
    'i',
  ),
  /^(?:copy of|kopie von|copie de) (.+)$/i,
  /^(.+?) \(\d+\)$/,
];

const SHOWN = 5;

/** @param paths of the classes @returns the class that this one's name is a copy of; undefined for none */
function originalOf(path: string, paths: ReadonlySet<string>): string | undefined {
  const parent = folderPath(path);
  return COPIES.flatMap((copy) => copy.exec(baseName(path))?.[1] ?? [])
    .map((name) => (parent === '' ? name : `${parent}/${name}`))
    .find((original) => paths.has(original));
}

/** Never read as one, since nothing but the name says so: a line for those who copied by a slip. */
export function copiedFolders(classes: readonly { readonly path: string }[]): ReadingPart[] {
  const paths = new Set(classes.map(({ path }) => path));
  const copies = classes.flatMap(({ path }) => {
    const original = originalOf(path, paths);
    return original === undefined ? [] : [`"${baseName(path)}" of "${baseName(original)}"`];
  });
  if (copies.length === 0) return [];
  const more = copies.length > SHOWN ? ` and ${copies.length - SHOWN} more` : '';
  const named = copies.slice(0, SHOWN).join(', ') + more;
  return [
    note(
      'copies',
      `Named like copies of folders beside them: ${named}. Each is a class of its own: leave out those that are copies.`,
    ),
  ];
}
