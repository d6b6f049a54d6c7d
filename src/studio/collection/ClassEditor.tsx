import { useId } from 'react';
import { LONGEST_PROMPT } from '../../core/formats/recipe';
import { useCommands } from '../commandsContext';
import { PromptReading } from '../prompt/PromptReading';
import type { ClassRow } from '../state/collection';

/** Name and prompt of a class; a change counts when the field is left or Enter is pressed. */
export function ClassEditor({ row }: { readonly row: ClassRow }) {
  const commands = useCommands();
  return (
    <div className="class-editor">
      <EditField
        key={`name ${row.name}`}
        label="Name"
        of={row.name}
        value={row.name}
        onCommit={(name) => commands.editClass(row.folder, { name })}
      />
      <EditField
        key={`prompt ${row.prompt}`}
        label="Prompt"
        of={row.name}
        value={row.prompt}
        onCommit={(prompt) => commands.editClass(row.folder, { prompt })}
      />
      <p className="small muted">The model gets the prompt as it stands here.</p>
      <PromptReading prompt={row.prompt} />
      {row.usualPrompt !== row.prompt && (
        <button
          type="button"
          className="quiet-button"
          onClick={() => commands.editClass(row.folder, { prompt: row.usualPrompt })}
        >
          Use the model’s template: “{row.usualPrompt}”
        </button>
      )}
      <p className="small muted">
        Folder <span className="folder-name">{row.folder}</span>
      </p>
    </div>
  );
}

interface EditFieldProps {
  readonly label: string;
  readonly of: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
}

function EditField({ label, of, value, onCommit }: EditFieldProps) {
  const id = useId();
  const commit = (next: string) => {
    if (next.trim() !== '' && next !== value) onCommit(next.trim());
  };
  return (
    <div className="field-line">
      <label htmlFor={id}>
        {label} <span className="visually-hidden">of {of}</span>
      </label>
      <input
        id={id}
        className="text-field"
        maxLength={LONGEST_PROMPT}
        defaultValue={value}
        onBlur={(event) => commit(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') {
            event.currentTarget.value = value;
            event.currentTarget.blur();
            event.stopPropagation();
          }
        }}
      />
    </div>
  );
}
