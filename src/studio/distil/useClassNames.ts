import { useMemo } from 'react';
import { useCollection } from '../state/collection';

/** Shown name by folder. */
export function useClassNames(): ReadonlyMap<string, string> {
  const classes = useCollection((state) => state.classes);
  return useMemo(() => new Map(classes.map((row) => [row.folder, row.name])), [classes]);
}
