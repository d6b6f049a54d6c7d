import { useId } from 'react';
import { NumberField } from './NumberField';
import { nearestAllowed } from './parameterValue';
import { ParameterShell } from './ParameterShell';
import type { NumberControlProps } from './SliderField';
import { useParameter } from './useParameter';

/** A number over a range where a slider would mean nothing: the field carries the name itself. */
export function LongNumberField({ scope, parameter }: NumberControlProps) {
  const helpId = useId();
  const [raw, change] = useParameter(scope, parameter);
  const draw = () => {
    const [bits = 0] = crypto.getRandomValues(new Uint32Array(1));
    const span = Math.min(parameter.max - parameter.min, 99_999);
    change(nearestAllowed(parameter, parameter.min + Math.floor((bits / 2 ** 32) * (span + 1))));
  };
  return (
    <ParameterShell
      scope={scope}
      parameter={parameter}
      helpId={helpId}
      field={
        <>
          {parameter.id === 'seed' && (
            <button type="button" className="quiet-button" onClick={draw}>
              Draw another
            </button>
          )}
          <NumberField
            parameter={parameter}
            name={parameter.label}
            value={Number(raw)}
            onChange={change}
            describedBy={helpId}
          />
        </>
      }
    />
  );
}
