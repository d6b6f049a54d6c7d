import { useMemo } from 'react';
import { useCompare, type KeptRun } from '../state/compare';

/** The runs that stand side by side, in their order. */
export function useColumns(): readonly KeptRun[] {
  const runs = useCompare((state) => state.runs);
  const chosen = useCompare((state) => state.chosen);
  return useMemo(
    () => chosen.flatMap((id) => runs.find((run) => run.id === id) ?? []),
    [chosen, runs],
  );
}
