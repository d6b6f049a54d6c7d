import { useId } from 'react';
import { ParameterShell } from './ParameterShell';
import type { ChoiceParameter } from './schema';
import { useParameter, type ParameterScope } from './useParameter';

export interface ChoiceFieldProps {
  readonly scope: ParameterScope;
  readonly parameter: ChoiceParameter;
}

export function ChoiceField({ scope, parameter }: ChoiceFieldProps) {
  const helpId = useId();
  const [value, change] = useParameter(scope, parameter);
  return (
    <ParameterShell
      scope={scope}
      parameter={parameter}
      helpId={helpId}
      field={
        <select
          className="select"
          aria-label={parameter.label}
          aria-describedby={helpId}
          value={String(value)}
          onChange={(event) => change(event.currentTarget.value)}
        >
          {parameter.options.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      }
    />
  );
}
