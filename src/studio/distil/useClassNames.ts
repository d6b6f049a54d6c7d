import { useMemo } from 'react';
import { useClassesWhile } from '../state/classes-while';
import type { ClassRow } from '../state/collection';

function calledAlike(row: ClassRow, before: ClassRow): boolean {
  return row.folder === before.folder && row.name === before.name;
}

/** Shown name by folder. */
export function useClassNames(): ReadonlyMap<string, string> {
  const classes = useClassesWhile(calledAlike);
  return useMemo(() => new Map(classes.map((row) => [row.folder, row.name])), [classes]);
}
