import { useState } from 'react';
import { useCommands } from '../commandsContext';
import { ConfirmDialog } from '../dialog/ConfirmDialog';
import { TRAINED_ON } from '../evaluate/trainedRuns';
import { useTrainedRuns } from '../evaluate/useChosenRuns';
import { countOf } from '../job-bar/duration';
import { isBusy } from '../job-bar/readiness';
import { wholeName } from '../runs/runName';
import { useRun } from '../state/run';
import { imagesShown, useShown } from '../state/shown';

/** Takes the run that is shown away, after asking. */
export function DiscardResults() {
  const commands = useCommands();
  const [asking, setAsking] = useState(false);
  const run = useShown((state) => state.run);
  const made = useShown(imagesShown);
  const making = useRun(({ job, status }) => job === run?.id && isBusy(status));
  const trained = useTrainedRuns();
  if (run === null) return null;
  return (
    <>
      <button
        type="button"
        className="quiet-button"
        disabled={made === 0 || making || trained.has(run.id)}
        title={trained.has(run.id) ? TRAINED_ON : undefined}
        onClick={() => setAsking(true)}
      >
        Discard results
      </button>
      <ConfirmDialog
        open={asking}
        title="Discard the results?"
        text={`${countOf(made, 'image')} of ${wholeName(run)} are thrown away for good. Export them first to keep them.`}
        deed="Discard results"
        onConfirm={() => void commands.removeRun(run.id)}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
