import { useCommands } from '../commandsContext';
import { isBusy } from '../job-bar/readiness';
import { useCompare } from '../state/compare';
import { useRun } from '../state/run';
import { missingCoresets } from './coresets';
import { useChosenRuns, useTickedClasses } from './useChosenRuns';

/** There while a chosen run has no coreset of its size beside it. */
export function AddCoresets() {
  const { evaluate } = useCommands();
  const runs = useCompare((state) => state.runs);
  const running = useRun((state) => isBusy(state.status));
  const { kept, orders } = missingCoresets(runs, useChosenRuns(), useTickedClasses());
  if (kept.length + orders.length === 0) return null;
  return (
    <button
      type="button"
      className="button"
      disabled={running}
      title="Real images chosen by herding, k-centre and k-means, as many a class as the chosen sets have: they are made where they are not kept, and chosen too"
      onClick={() => void evaluate.addCoresets()}
    >
      Add coresets
    </button>
  );
}
