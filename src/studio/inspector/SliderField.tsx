import { useId } from 'react';
import { NumberField } from './NumberField';
import { nearestAllowed, trackShare } from './parameterValue';
import type { NumberParameter } from './schema';
import { ParameterShell } from './ParameterShell';
import { useParameter, type ParameterScope } from './useParameter';
import { useWindowUnits } from './useWindowUnits';

export interface NumberControlProps {
  readonly scope: ParameterScope;
  readonly parameter: NumberParameter;
}

/** A slider with its number beside it. The slider carries the parameter's name. */
export function SliderField({ scope, parameter }: NumberControlProps) {
  const helpId = useId();
  const [raw, change] = useParameter(scope, parameter);
  const value = Number(raw);
  const units = useWindowUnits(parameter, value);
  const { label, min, step } = parameter;
  // A typed value beyond the usual range makes the slider longer, never wrong.
  const max = Math.max(value, parameter.usual ?? parameter.max);
  const track = { ...parameter, max };
  return (
    <ParameterShell
      scope={scope}
      parameter={parameter}
      helpId={helpId}
      field={
        <NumberField
          parameter={parameter}
          name={`${label} value`}
          byTitle
          value={value}
          onChange={change}
        />
      }
    >
      <div
        className="slider"
        style={{
          '--fill': trackShare(track, value),
          '--default': trackShare(track, parameter.default),
        }}
      >
        <i className="slider-default" title={`Default ${parameter.default}`} />
        <input
          type="range"
          aria-label={label}
          aria-describedby={helpId}
          aria-valuetext={`${value}${parameter.unit === '' ? '' : ` ${parameter.unit}`}${units === null ? '' : `. ${units}`}`}
          min={min}
          max={max}
          step={step}
          value={value}
          onChange={(event) => change(nearestAllowed(parameter, event.currentTarget.valueAsNumber))}
        />
      </div>
      {units !== null && <p className="small">{units}</p>}
    </ParameterShell>
  );
}
