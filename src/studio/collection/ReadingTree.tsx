import { useId } from 'react';
import type { ReadingPart } from '../../data/import/reading/reading';
import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';

/**
 * What was understood of folders and archives, as a small tree; each part that could be read otherwise has
 * its choices. A collection that is nothing but class folders has no tree.
 */
export function ReadingTree() {
  const { text, parts } = useCollection((state) => state.reading);
  if (parts.length === 0) return null;
  return (
    <details className="report" open>
      <summary>How it was read</summary>
      <p className="reading-summary small">{text}</p>
      <Parts parts={parts} />
    </details>
  );
}

function Parts({ parts }: { readonly parts: readonly ReadingPart[] }) {
  return (
    <ul className="reading small">
      {parts.map((part) => (
        <li key={part.id}>
          {part.choices.length > 0 ? <Choice part={part} /> : part.text}
          {part.parts.length > 0 && <Parts parts={part.parts} />}
        </li>
      ))}
    </ul>
  );
}

function Choice({ part }: { readonly part: ReadingPart }) {
  const commands = useCommands();
  const id = useId();
  const busy = useCollection((state) => state.status === 'listing');
  return (
    <>
      <label htmlFor={id}>{part.text}</label>
      <select
        id={id}
        className="select"
        value={part.taken}
        disabled={busy}
        onChange={(event) => void commands.readAs(part.id, event.currentTarget.value)}
      >
        {part.choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.text}
          </option>
        ))}
      </select>
    </>
  );
}
