import { useCallback } from 'react';
import { changeSettings, useSettings, type ParameterValue } from '../state/settings';
import { valueOf } from './parameterValue';
import type { Parameter } from './schema';

/** Which of the two sets of values a parameter lives in. */
export type ParameterScope = 'parameters' | 'sampling';

/** A parameter's value and how to change it; every change can be undone. */
export function useParameter(
  scope: ParameterScope,
  parameter: Parameter,
): readonly [ParameterValue, (value: ParameterValue) => void] {
  const value = useSettings((state) => valueOf(parameter, state[scope]));
  const change = useCallback(
    (next: ParameterValue) => {
      const state = useSettings.getState();
      if (valueOf(parameter, state[scope]) === next) return;
      const values = { ...state[scope], [parameter.id]: next };
      changeSettings({ [scope]: values }, `${scope}.${parameter.id}`, performance.now());
    },
    [scope, parameter],
  );
  return [value, change];
}
