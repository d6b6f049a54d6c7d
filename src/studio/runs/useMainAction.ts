import { useCompare, type KeptRun } from '../state/compare';
import { keysUnderWay, useQueue } from '../state/queue';
import { imagesShown, useShown } from '../state/shown';
import { useCurrentKey } from './currentKey';
import { mainAction, type MainAction } from './mainAction';

/** What the main button does now. */
export function useMainAction(): MainAction<KeptRun> {
  const key = useCurrentKey();
  const runs = useCompare((state) => state.runs);
  const queued = useQueue((state) => state.runs);
  const made = useShown((state) => imagesShown(state) > 0);
  return mainAction({ runs, key, under: keysUnderWay(queued), made });
}
