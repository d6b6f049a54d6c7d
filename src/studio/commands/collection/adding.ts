/** What becomes of classes when places come to a collection, and the sentences that say so. */
import { inOwnDirection } from '../../../core/own-direction';
import type { AddedRoots } from '../../../data/import/added-roots';
import type { CollectionClass } from '../../../data/import/collection';
import type { ClassEdits } from '../../../data/store/remembered-collection';
import { countOf } from '../../job-bar/duration';

type Classes = readonly Pick<CollectionClass, 'folder' | 'images'>[];

/** The class that a class of before is now: the one that holds its files. */
function nowOf(before: Classes, after: Classes): Map<string, string> {
  const folderOf = new Map(
    after.flatMap(({ folder, images }) => images.map(({ path }) => [path, folder] as const)),
  );
  return new Map(
    before.flatMap(({ folder, images }) => {
      const now = images.map(({ path }) => folderOf.get(path)).find((one) => one !== undefined);
      return now === undefined ? [] : [[folder, now] as const];
    }),
  );
}

/** What a person changed about classes, under the names that they have now. */
export function movedEdits(before: Classes, after: Classes, edits: ClassEdits): ClassEdits {
  const now = nowOf(before, after);
  return new Map([...edits].map(([folder, edit]) => [now.get(folder) ?? folder, edit]));
}

const quoted = (name: string): string => `“${inOwnDirection(name)}”`;

/** What came, what is called otherwise now, what came to classes that were here. */
export function addedWords(
  before: Classes,
  after: Classes,
  { again, renamed }: Pick<AddedRoots, 'again' | 'renamed'>,
): string {
  const now = nowOf(before, after);
  const old = new Set(now.values());
  const fresh = after.filter(({ folder }) => !old.has(folder));
  const called = [...now].filter(([was, is]) => was !== is);
  const size = new Map(after.map(({ folder, images }) => [folder, images.length]));
  const grown = before.flatMap(({ folder, images }) => {
    const more = (size.get(now.get(folder) ?? folder) ?? 0) - images.length;
    return more > 0
      ? [`${countOf(more, 'image')} came to ${quoted(now.get(folder) ?? folder)}`]
      : [];
  });
  const came = fresh.length === 0 ? [] : [`${countOf(fresh.length, 'class', 'classes')} added`];
  const total = `the collection has ${countOf(after.length, 'class', 'classes')}`;
  const nothing =
    came.length + grown.length + again.length === 0 ? ['What was added has no new images'] : [];
  const first = [...nothing, ...came, ...grown, total].join('; ');
  return [
    `${first.charAt(0).toUpperCase()}${first.slice(1)}.`,
    ...(again.length > 0
      ? [`${again.map(quoted).join(', ')} was here already and is read again.`]
      : []),
    ...renamed.map(
      ({ from, to }) =>
        `Another ${quoted(from)} is here already: the new one is called ${quoted(to)}.`,
    ),
    ...called.map(
      ([was, is]) =>
        `${quoted(was)} is ${quoted(is)} now, since two classes have that name; what was made of it is kept.`,
    ),
  ].join(' ');
}
