import { Dialog } from '@base-ui/react/dialog';
import { useState } from 'react';
import { useCommands } from '../commandsContext';
import { valueOf, type Values } from '../inspector/parameterValue';
import { usePreview, type GridAxis } from '../state/preview';
import { useSettings } from '../state/settings';
import { GridCanvas } from './GridCanvas';
import { GridSide, type GridChoice } from './GridSide';
import { startingValues, valuesText, type GridParameter } from './gridValues';
import { useGridParameters, type ScopedParameter } from './useGridParameters';

export interface GridDialogProps {
  readonly open: boolean;
  /** Of the class. */
  readonly name: string;
  readonly onClose: () => void;
}

/** Any two parameters by some of their values, as one picture of the class's first image. */
export function GridDialog({ open, name, onClose }: GridDialogProps) {
  const commands = useCommands();
  const close = () => {
    commands.preview.cancelGrid();
    onClose();
  };
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-scrim" />
        <Dialog.Popup className="dialog dialog-large grid-dialog">
          <header className="large-head">
            <Dialog.Title className="dialog-title clip">Parameter grid of {name}</Dialog.Title>
            <Dialog.Close className="button">Close</Dialog.Close>
          </header>
          <GridContent name={name} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function choiceOf(parameter: GridParameter, settings: Values): GridChoice {
  const current = valueOf(parameter, settings);
  const values = startingValues(parameter, current);
  const text = parameter.kind === 'choice' ? '' : valuesText(parameter, values);
  return { id: parameter.id, values, text };
}

function axisOf(
  parameters: readonly ScopedParameter[],
  { id, values }: GridChoice,
): GridAxis | null {
  const parameter = parameters.find((one) => one.id === id);
  if (parameter === undefined || values.length === 0) return null;
  return { scope: parameter.scope, id, label: parameter.label, values };
}

function GridContent({ name }: { readonly name: string }) {
  const commands = useCommands();
  const parameters = useGridParameters();
  const grid = usePreview((state) => state.grid);
  const own = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  const settings = { ...sampling, ...own };
  const [choices, setChoices] = useState(() => startingChoices(parameters, settings));
  const choose = (parameter: GridParameter) => choiceOf(parameter, settings);
  const columns = axisOf(parameters, choices.columns);
  const rows = axisOf(parameters, choices.rows);
  const same = choices.columns.id === choices.rows.id;
  const running = grid.status === 'running';
  const count = (columns?.values.length ?? 0) * (rows?.values.length ?? 0);
  return (
    <div className="grid-body">
      <div className="grid-form">
        <GridSide
          side="Columns"
          parameters={parameters}
          choice={choices.columns}
          choose={choose}
          onChange={(next) => setChoices({ ...choices, columns: next })}
        />
        <GridSide
          side="Rows"
          parameters={parameters}
          choice={choices.rows}
          choose={choose}
          onChange={(next) => setChoices({ ...choices, rows: next })}
        />
        {running ? (
          <button type="button" className="button" onClick={() => commands.preview.cancelGrid()}>
            Cancel
          </button>
        ) : (
          <button
            type="button"
            className="button button-primary"
            disabled={columns === null || rows === null || same}
            onClick={() => {
              if (columns !== null && rows !== null) void commands.preview.grid(columns, rows);
            }}
          >
            Make {count} images
          </button>
        )}
        {same && <p className="small tone-error">Choose two different parameters.</p>}
        {running && (
          <span className="small muted">
            {grid.done} of {grid.cells.length} images
          </span>
        )}
        {grid.problem !== null && (
          <p className="small tone-error" role="alert">
            {grid.problem}
          </p>
        )}
      </div>
      <GridCanvas name={name} parameters={parameters} />
    </div>
  );
}

function startingChoices(parameters: readonly ScopedParameter[], settings: Values) {
  const [first, second = first] = parameters;
  if (first === undefined || second === undefined) throw new Error('there are no parameters');
  return { columns: choiceOf(first, settings), rows: choiceOf(second, settings) };
}
