import { useEffect, useId, useRef } from 'react';
import { LARGEST_SHARE } from '../../core/held-out';
import { useCommands } from '../commandsContext';
import { countOf } from '../job-bar/duration';
import { useCollection } from '../state/collection';
import { FramingField } from './FramingField';

const NOTHING = 'Nothing is held out, so no set of this collection can be evaluated.';
const HELP = 'Kept for evaluation: no set is made of these images.';

/** What is chosen for all pictures: how much of each class is kept for evaluation, how they become squares. */
export function HeldOut() {
  const folders = useCollection((state) => state.evaluationFolders);
  const split = useCollection((state) => state.split);
  const held = useCollection((state) =>
    state.classes.reduce((sum, row) => sum + (row.heldOut ?? 0), 0),
  );
  const ready = useCollection((state) => state.status === 'ready');
  if (!ready) return null;
  return (
    <div className="held-out small">
      {split.kind === 'folders' ? (
        <p className="muted">
          {folders}: {countOf(held, 'image')} held out
        </p>
      ) : (
        <ShareField percent={split.kind === 'share' ? split.percent : 0} />
      )}
      <FramingField />
    </div>
  );
}

/** A change counts when the field is left or Enter is pressed. Until it holds, the field has what does. */
function ShareField({ percent }: { readonly percent: number }) {
  const commands = useCommands();
  const [id, help] = [useId(), useId()];
  const field = useRef<HTMLInputElement>(null);
  // The field stays the same one while the share changes: who types in it stays there.
  useEffect(() => {
    if (field.current !== null) field.current.valueAsNumber = percent;
  }, [percent]);
  const commit = (edited: HTMLInputElement) => {
    const next = edited.valueAsNumber;
    // It may be asked about first: the answer no leaves things as they are.
    edited.valueAsNumber = percent;
    if (Number.isInteger(next) && next >= 0 && next <= LARGEST_SHARE) void commands.holdOut(next);
  };
  return (
    <>
      <label htmlFor={id}>Held out</label>
      <input
        ref={field}
        id={id}
        type="number"
        className="number-field"
        min={0}
        max={LARGEST_SHARE}
        step={1}
        defaultValue={percent}
        aria-describedby={help}
        onBlur={(event) => commit(event.currentTarget)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          // The rest of this press would fall on the question's first button, which says no.
          event.preventDefault();
          commit(event.currentTarget);
        }}
      />
      <span aria-hidden="true">% of each class</span>
      <p id={help} className={percent === 0 ? 'tone-warning' : 'visually-hidden'}>
        {percent === 0 ? NOTHING : HELP}
      </p>
    </>
  );
}
