import { useId } from 'react';
import type { ParameterValue } from '../../methods/parameters';
import { MOST_VALUES, parseValues, valueLabel, valuesText, type GridParameter } from './gridValues';

/** One side of the grid as it is chosen. */
export interface GridChoice {
  readonly id: string;
  readonly values: readonly ParameterValue[];
  /** What stands in the field; of numbers alone. */
  readonly text: string;
}

export interface GridSideProps {
  readonly side: 'Columns' | 'Rows';
  readonly parameters: readonly GridParameter[];
  readonly choice: GridChoice;
  readonly onChange: (choice: GridChoice) => void;
  readonly choose: (parameter: GridParameter) => GridChoice;
}

/** Which parameter varies along a side, and its values. */
export function GridSide({ side, parameters, choice, onChange, choose }: GridSideProps) {
  const help = useId();
  const parameter = parameters.find(({ id }) => id === choice.id);
  const select = (id: string) => {
    const next = parameters.find((one) => one.id === id);
    if (next !== undefined) onChange(choose(next));
  };
  return (
    <fieldset className="grid-side">
      <legend>{side}</legend>
      <select
        className="select"
        aria-label={`${side}: parameter`}
        value={choice.id}
        onChange={(event) => select(event.currentTarget.value)}
      >
        {parameters.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
      {parameter?.kind === 'choice' ? (
        <div className="grid-options">
          {parameter.options.map(({ value }) => (
            <label key={value} className="check-label">
              <input
                type="checkbox"
                className="check"
                checked={choice.values.includes(value)}
                onChange={(event) => {
                  const { checked } = event.currentTarget;
                  const kept = choice.values.filter((one) => one !== value);
                  onChange({ ...choice, values: checked ? [...kept, value] : kept });
                }}
              />
              {valueLabel(parameter, value)}
            </label>
          ))}
        </div>
      ) : (
        parameter !== undefined && (
          <>
            <input
              type="text"
              className="text-field"
              aria-label={`${side}: values`}
              aria-describedby={help}
              aria-invalid={choice.values.length === 0}
              value={choice.text}
              onChange={(event) => {
                const text = event.currentTarget.value;
                onChange({ ...choice, text, values: parseValues(parameter, text) ?? [] });
              }}
              onBlur={() => {
                if (choice.values.length === 0) return;
                onChange({ ...choice, text: valuesText(parameter, choice.values) });
              }}
            />
            <span id={help} className="small muted">
              Up to {MOST_VALUES} numbers from {parameter.min} to {parameter.max}
            </span>
          </>
        )
      )}
    </fieldset>
  );
}
