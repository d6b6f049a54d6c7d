/**
 * Classes out of a flat list of images: a class is the folder that directly holds images.
 *
 * Folders of the same name (train/cat and val/cat) are told apart by as many parents as it takes.
 * Comparison ignores case and Unicode form, since an export has to live on file systems that do.
 */
import { baseName, folderPath } from './recognise';
import { compareNatural, sortNaturally } from './order';
import type { Pacer } from '../pacing';
import type { CollectionClass, SourceImage } from './collection';

/** The names of a WordNet id, first the one that is shown; undefined for any other folder. */
export type NamesOf = (folder: string) => readonly string[] | undefined;

const folded = (text: string): string => text.normalize('NFC').toLowerCase();

/** The last `depth` segments of a folder's path. */
function tail(path: string, depth: number): string {
  return path.split('/').slice(-depth).join('/');
}

/**
 * The shortest distinct tail of each path. Tails of different lengths cannot collide once each is
 * distinct among all paths' tails of its own length: the counts below are taken per length.
 */
export function distinctTails(paths: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  let pending = [...paths];
  for (let depth = 1; pending.length > 0; depth++) {
    const counts = new Map<string, number>();
    for (const path of paths) {
      const key = folded(tail(path, depth));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const colliding: string[] = [];
    for (const path of pending) {
      const whole = path.split('/').length <= depth;
      const unique = counts.get(folded(tail(path, depth))) === 1;
      if (unique || whole) names.set(path, tail(path, depth));
      else colliding.push(path);
    }
    pending = colliding;
  }
  return names;
}

function describe(
  path: string,
  folder: string,
  images: readonly SourceImage[],
  namesOf: NamesOf,
): CollectionClass {
  const own = baseName(path).normalize('NFC');
  const [first = own, ...synonyms] = namesOf(own) ?? [];
  const parents = folderPath(folder);
  return {
    folder,
    name: parents === '' ? first : `${first} (${parents})`,
    ...(parents === '' ? {} : { prompt: first }),
    ...(synonyms.length === 0 ? {} : { synonyms }),
    images,
  };
}

/**
 * The classes of images that all lie in some folder, in natural order of their folders.
 * @param namesOf WordNet's names of a folder, if it has any
 */
export async function groupClasses(
  images: readonly SourceImage[],
  namesOf: NamesOf,
  pacer: Pacer,
): Promise<CollectionClass[]> {
  const byFolder = new Map<string, SourceImage[]>();
  for (const image of images) {
    const path = folderPath(image.path);
    const group = byFolder.get(path);
    if (group === undefined) byFolder.set(path, [image]);
    else group.push(image);
    if (pacer.due) await pacer.rest();
  }
  const tails = distinctTails([...byFolder.keys()]);
  const classes: CollectionClass[] = [];
  const taken = new Set<string>();
  for (const [path, group] of byFolder) {
    const sorted = await sortNaturally(group, (image) => image.path, pacer);
    // Two folders may differ in Unicode form alone: their identities must not.
    let folder = (tails.get(path) ?? path).normalize('NFC');
    for (let n = 2; taken.has(folder); n++) folder = `${folder.replace(/ #\d+$/, '')} #${n}`;
    taken.add(folder);
    classes.push(describe(path, folder, sorted, namesOf));
  }
  return classes.sort((a, b) => compareNatural(a.folder, b.folder));
}
