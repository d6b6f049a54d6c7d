import { useState } from 'react';
import { formatValue, nearestAllowed, parseTyped } from './parameterValue';
import type { NumberParameter } from './schema';

export interface NumberFieldProps {
  readonly parameter: NumberParameter;
  readonly name: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly describedBy?: string;
  /** Beside a slider that has the label, the field takes its name from its tooltip. */
  readonly byTitle?: boolean;
}

/** A number to type: taken on Enter or when left, stepped by the arrow keys. */
export function NumberField({
  parameter,
  name,
  value,
  onChange,
  describedBy,
  byTitle = false,
}: NumberFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    if (draft === null) return;
    const typed = parseTyped(parameter, draft);
    setDraft(null);
    if (typed !== null) onChange(typed);
  };
  const nudge = (steps: number) => {
    const from = draft === null ? value : (parseTyped(parameter, draft) ?? value);
    setDraft(null);
    onChange(nearestAllowed(parameter, from + steps * parameter.step));
  };
  return (
    <input
      className="number-field"
      inputMode={parameter.kind === 'integer' ? 'numeric' : 'decimal'}
      autoComplete="off"
      {...(byTitle ? { title: name } : { 'aria-label': name })}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      value={draft ?? formatValue(parameter, value)}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        else if (event.key === 'Escape' && draft !== null) {
          setDraft(null);
          event.stopPropagation();
        } else if (event.key === 'ArrowUp') nudge(1);
        else if (event.key === 'ArrowDown') nudge(-1);
        else return;
        event.preventDefault();
      }}
    />
  );
}
