/**
 * Places that come to those of a collection. Paths name files, so that two places of one name would be one:
 * the later one is called otherwise, as a file manager calls a copy, and its classes are told apart by it
 * (classes.ts). A place that is brought again takes the place of what it was.
 */
import { isArchiveRoot, type ImportRoot } from './roots';
import { archiveStem } from './recognise';

export interface AddedRoots {
  /** All places, those before first. */
  readonly roots: readonly ImportRoot[];
  /** Names of places that were here already. */
  readonly again: readonly string[];
  /** Places that are called otherwise, since another one has their name. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}

/** What was handed over as one: a folder, an archive, or the files of one folder of a file input. */
interface Place {
  readonly name: string;
  readonly roots: readonly ImportRoot[];
}

function nameOf(root: ImportRoot): string {
  if (root.kind === 'directory') return root.as ?? root.handle.name;
  if (root.kind === 'entry') return root.as ?? root.entry.name;
  if (root.kind === 'listed') return root.name;
  return root.path.split('/')[0] ?? root.path;
}

function placesOf(roots: readonly ImportRoot[]): Place[] {
  const places: Place[] = [];
  const listed = new Map<string, ImportRoot[]>();
  for (const root of roots) {
    const name = nameOf(root);
    const one = root.kind === 'file' && !('handle' in root) ? listed.get(name) : undefined;
    if (one !== undefined) {
      one.push(root);
      continue;
    }
    const own = [root];
    if (root.kind === 'file' && !('handle' in root)) listed.set(name, own);
    places.push({ name, roots: own });
  }
  return places;
}

/** Where each file stands below its place, how large it is, when it was changed. */
function fileMarks({ roots }: Place): string | null {
  const marks = roots.map((root) => {
    if (root.kind !== 'file') return null;
    const below = root.path.split('/').slice(1).join('/') || root.file.name;
    return `${below} ${root.file.size} ${root.file.lastModified}`;
  });
  if (marks.includes(null)) return null;
  return marks.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)).join('\n');
}

async function isSame(one: Place, other: Place): Promise<boolean> {
  const [a, b] = [one.roots[0], other.roots[0]];
  if (a === undefined || b === undefined) return false;
  const handles = ['handle' in a ? a.handle : undefined, 'handle' in b ? b.handle : undefined];
  const [mine, theirs] = handles;
  if (mine !== undefined && theirs !== undefined) return mine.isSameEntry(theirs);
  const marks = fileMarks(one);
  return marks !== null && marks === fileMarks(other);
}

function withName(root: ImportRoot, name: string): ImportRoot {
  if (root.kind === 'directory' || root.kind === 'entry') return { ...root, as: name };
  if (root.kind === 'listed') return { ...root, name };
  const [, ...below] = root.path.split('/');
  return { ...root, path: [name, ...below].join('/') };
}

/** The folder that a place stands as: an archive that of its stem. */
function fold({ name, roots: [root] }: Place): string {
  const folder = root?.kind === 'file' && isArchiveRoot(root) ? archiveStem(name) : name;
  return folder.normalize('NFC').toLowerCase();
}

/** "pets (2)", "set (2).zip": the first that nothing here is called. */
function freeName({ name, roots }: Place, taken: ReadonlySet<string>): string {
  const stem = archiveStem(name);
  for (let n = 2; ; n++) {
    const free = `${stem} (${n})${name.slice(stem.length)}`;
    const renamed = roots.map((root) => withName(root, free));
    if (!taken.has(fold({ name: free, roots: renamed }))) return free;
  }
}

/** @param before as an earlier call gave them, or none */
export async function addedRoots(
  before: readonly ImportRoot[],
  added: readonly ImportRoot[],
): Promise<AddedRoots> {
  const places = placesOf(before);
  const again: string[] = [];
  const renamed: { from: string; to: string }[] = [];
  for (const place of placesOf(added)) {
    const same = await Promise.all(places.map((one) => isSame(one, place)));
    const at = same.indexOf(true);
    const old = places[at];
    const taken = new Set(places.map(fold));
    const isTaken = taken.has(fold(place));
    const name = old?.name ?? (isTaken ? freeName(place, taken) : place.name);
    const roots =
      name === place.name ? place.roots : place.roots.map((root) => withName(root, name));
    if (old !== undefined) {
      places[at] = { name, roots };
      again.push(name);
    } else {
      places.push({ name, roots });
      if (name !== place.name) renamed.push({ from: place.name, to: name });
    }
  }
  return { roots: places.flatMap(({ roots }) => roots), again, renamed };
}
