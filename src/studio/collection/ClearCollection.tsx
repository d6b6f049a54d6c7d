import { useState } from 'react';
import { ConfirmDialog } from '../dialog/ConfirmDialog';
import { useCommands } from '../commandsContext';
import { countOf } from '../job-bar/duration';
import { underWay } from '../commands/under-way';
import { useRun } from '../state/run';
import { useShown } from '../state/shown';

/** Empties the page; asks first when synthetic images would go with it, or what is under way. */
export function ClearCollection() {
  const commands = useCommands();
  const [asking, setAsking] = useState(false);
  const [ended, setEnded] = useState('');
  const made = useShown((state) =>
    [...state.results.values()].reduce((sum, images) => sum + images.length, 0),
  );
  const busy = useRun((state) => state.status === 'running' || state.status === 'preparing');
  return (
    <>
      <button
        type="button"
        className="quiet-button"
        disabled={busy}
        onClick={() => {
          const now = underWay();
          setEnded(now);
          if (made > 0 || now !== '') setAsking(true);
          else void commands.clearCollection();
        }}
      >
        Clear
        <span className="visually-hidden"> collection</span>
      </button>
      <ConfirmDialog
        open={asking}
        title="Clear the collection?"
        text={[
          made === 0 ? '' : `${countOf(made, 'synthetic image')} go with it. `,
          ended === '' ? '' : `This ends ${ended}. `,
          'Your own files stay as they are.',
        ].join('')}
        deed="Clear collection"
        onConfirm={() => void commands.clearCollection()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
