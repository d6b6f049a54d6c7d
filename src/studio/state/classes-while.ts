/** The classes for views that show part of each: reading alone changes them ten times a second. */
import { useRef } from 'react';
import { useCollection, type ClassRow } from './collection';

type Alike<Row> = (row: Row, before: Row) => boolean;

/** True where every row is like the one that stood in its place. */
export function areAlike<Row>(
  rows: readonly Row[],
  before: readonly Row[],
  alike: Alike<Row>,
): boolean {
  return (
    rows.length === before.length &&
    rows.every((row, i) => {
      const old = before[i];
      return row === old || (old !== undefined && alike(row, old));
    })
  );
}

/** The same list for as long as all rows are alike. */
export function useClassesWhile(alike: Alike<ClassRow>): readonly ClassRow[] {
  const kept = useRef<readonly ClassRow[]>([]);
  return useCollection(({ classes }) => {
    if (!areAlike(classes, kept.current, alike)) kept.current = classes;
    return kept.current;
  });
}

const sameFolder: Alike<ClassRow> = (row, before) => row.folder === before.folder;

/** For their folders alone. */
export function useListedClasses(): readonly ClassRow[] {
  return useClassesWhile(sameFolder);
}
