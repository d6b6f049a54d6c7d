import { ChoiceField } from './ChoiceField';
import { LongNumberField } from './LongNumberField';
import { controlKind } from './parameterValue';
import type { Parameter } from './schema';
import { SliderField } from './SliderField';
import { ToggleField } from './ToggleField';
import { TextField } from './TextField';
import type { ParameterScope } from './useParameter';

export interface ParameterControlProps {
  readonly scope: ParameterScope;
  readonly parameter: Parameter;
}

/** The control that a parameter's schema asks for. */
export function ParameterControl({ scope, parameter }: ParameterControlProps) {
  if (parameter.kind === 'choice') return <ChoiceField scope={scope} parameter={parameter} />;
  if (parameter.kind === 'boolean') return <ToggleField scope={scope} parameter={parameter} />;
  if (parameter.kind === 'text') return <TextField scope={scope} parameter={parameter} />;
  return controlKind(parameter) === 'number' ? (
    <LongNumberField scope={scope} parameter={parameter} />
  ) : (
    <SliderField scope={scope} parameter={parameter} />
  );
}
