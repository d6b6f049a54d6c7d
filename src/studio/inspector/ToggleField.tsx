import { useId } from 'react';
import { ParameterShell } from './ParameterShell';
import type { BooleanParameter } from './schema';
import { useParameter, type ParameterScope } from './useParameter';

export interface ToggleFieldProps {
  readonly scope: ParameterScope;
  readonly parameter: BooleanParameter;
}

export function ToggleField({ scope, parameter }: ToggleFieldProps) {
  const helpId = useId();
  const [value, change] = useParameter(scope, parameter);
  return (
    <ParameterShell
      scope={scope}
      parameter={parameter}
      helpId={helpId}
      field={
        <input
          type="checkbox"
          className="check"
          aria-label={parameter.label}
          aria-describedby={helpId}
          checked={value === true}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      }
    />
  );
}
