import { useEffect, useMemo } from 'react';
import { currentPrompt, rankingKey, scoringKey } from '../engine/selection/current-task';
import { useEngine } from '../engineContext';
import type { WindowsPlan } from '../../methods/windows/plan';
import { isBusy } from '../job-bar/readiness';
import { useCollection } from '../state/collection';
import { idlePatches, usePatches } from '../state/patches';
import { useRun } from '../state/run';

/** A slider move makes many values; the list answers the last one of this span. */
const SETTLE_MS = 120;

/**
 * Keeps a ranked class in step with the settings where that asks no model: another number of clusters,
 * order or size is ranked at once. What would score again waits for the person.
 * @returns true when the list was made with other settings for scores or windows
 */
export function useLiveRanking(folder: string, plan: WindowsPlan): boolean {
  const engine = useEngine();
  const madeWith = usePatches((state) => (state.classes[folder] ?? idlePatches).madeWith);
  const classes = useCollection((state) => state.classes);
  const wanted = useMemo(
    () => scoringKey(plan, currentPrompt(folder, classes, plan)),
    [plan, folder, classes],
  );
  const stale = madeWith !== null && madeWith !== wanted;
  // A run ranks its classes too: their lists are shown once it has ended.
  const running = useRun((state) => isBusy(state.status));
  const unknown = madeWith === null && !running;
  useEffect(() => {
    if (unknown) void engine.selection.recall(folder, plan);
  }, [engine, folder, unknown, plan]);
  const rankedWith = usePatches((state) => (state.classes[folder] ?? idlePatches).rankedWith);
  const ranking = rankingKey(plan);
  const known = madeWith !== null && !stale;
  useEffect(() => {
    if (!known || rankedWith === ranking) return undefined;
    const timer = setTimeout(() => void engine.selection.rank(folder), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [engine, folder, known, rankedWith, ranking]);
  return stale;
}
