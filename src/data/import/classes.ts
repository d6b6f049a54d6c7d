/**
 * Identities of classes: the shortest distinct tail of each class's path.
 *
 * Folders of the same name (indoor/cat and outdoor/cat) are told apart by as many parents as it
 * takes. Comparison ignores case and Unicode form, since an export has to live on file systems that
 * do.
 */

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

/** The identity of each class by its path: its distinct tail, in Unicode's composed form. */
export function identitiesOf(paths: readonly string[]): Map<string, string> {
  const tails = distinctTails(paths);
  const taken = new Set<string>();
  const identities = new Map<string, string>();
  for (const path of paths) {
    // Two folders may differ in Unicode form alone: their identities must not.
    let folder = (tails.get(path) ?? path).normalize('NFC');
    for (let n = 2; taken.has(folder); n++) folder = `${folder.replace(/ #\d+$/, '')} #${n}`;
    taken.add(folder);
    identities.set(path, folder);
  }
  return identities;
}
