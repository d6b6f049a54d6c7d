import { useMemo } from 'react';
import { useCollection } from '../state/collection';
import { useCompare } from '../state/compare';
import { useEvaluate } from '../state/evaluate';
import { chosenRuns } from './chosenRuns';
import { trainedRuns } from './trainedRuns';

/** Folders of the classes that take part. */
export function useTickedClasses(): readonly string[] {
  const classes = useCollection((state) => state.classes);
  return useMemo(
    () => classes.filter(({ included }) => included).map(({ folder }) => folder),
    [classes],
  );
}

/** Handles of the runs that are to be evaluated. */
export function useChosenRuns(): readonly string[] {
  const runs = useCompare((state) => state.runs);
  const chosen = useEvaluate((state) => state.choices.runs);
  return chosenRuns(runs, chosen, useTickedClasses());
}

/** Handles of the runs that an evaluation under way trains on: they cannot be deleted. */
export function useTrainedRuns(): ReadonlySet<string> {
  const status = useEvaluate((state) => state.status);
  const report = useEvaluate((state) => state.report);
  return trainedRuns({ status, report }, useChosenRuns());
}
