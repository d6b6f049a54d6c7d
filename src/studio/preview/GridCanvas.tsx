import { useEffect, useRef } from 'react';
import { useCommands } from '../commandsContext';
import { usePreview, type GridAxis } from '../state/preview';
import { drawGrid, type GridLabels } from './gridPicture';
import { valueLabel } from './gridValues';
import type { ScopedParameter } from './useGridParameters';

export interface GridCanvasProps {
  readonly name: string;
  readonly parameters: readonly ScopedParameter[];
}

/** The grid as far as it is made, and the way to keep it. */
export function GridCanvas({ name, parameters }: GridCanvasProps) {
  const commands = useCommands();
  const canvas = useRef<HTMLCanvasElement>(null);
  const grid = usePreview((state) => state.grid);
  const { columns, rows } = grid;
  useEffect(() => {
    if (canvas.current === null || columns === null || rows === null) return;
    drawGrid(canvas.current, grid, labelsOf(name, columns, rows, parameters));
  }, [grid, columns, rows, name, parameters]);
  if (columns === null || rows === null) {
    return (
      <p className="muted grid-picture">
        The first image of the class, under every pair of values.
      </p>
    );
  }
  const save = () => {
    canvas.current?.toBlob((blob) => {
      if (blob !== null)
        commands.preview.savePicture(blob, `${name} ${columns.label} by ${rows.label}`);
    }, 'image/png');
  };
  return (
    <div className="grid-picture">
      <button type="button" className="button" disabled={grid.status !== 'done'} onClick={save}>
        Save picture
      </button>
      <canvas ref={canvas}>{`${columns.label} by ${rows.label}, ${name}`}</canvas>
    </div>
  );
}

function labelsOf(
  name: string,
  columns: GridAxis,
  rows: GridAxis,
  parameters: readonly ScopedParameter[],
): GridLabels {
  const texts = ({ id, values }: GridAxis) => {
    const parameter = parameters.find((one) => one.id === id);
    return values.map((value) => (parameter ? valueLabel(parameter, value) : String(value)));
  };
  return {
    title: name,
    columns: columns.label,
    rows: rows.label,
    columnValues: texts(columns),
    rowValues: texts(rows),
  };
}
