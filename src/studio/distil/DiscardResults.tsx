import { useState } from 'react';
import { ConfirmDialog } from '../dialog/ConfirmDialog';
import { useCommands } from '../commandsContext';
import { countOf } from '../job-bar/duration';
import { useRun } from '../state/run';

/** Takes the set off the page, after asking. */
export function DiscardResults({ made }: { readonly made: number }) {
  const commands = useCommands();
  const [asking, setAsking] = useState(false);
  const resting = useRun(
    ({ status }) => status === 'idle' || status === 'done' || status === 'failed',
  );
  return (
    <>
      <button
        type="button"
        className="quiet-button"
        disabled={made === 0 || !resting}
        onClick={() => setAsking(true)}
      >
        Discard results
      </button>
      <ConfirmDialog
        open={asking}
        title="Discard the results?"
        text={`${countOf(made, 'synthetic image')} are thrown away for good. Export them first to keep them.`}
        deed="Discard results"
        onConfirm={() => void commands.discardResults()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
