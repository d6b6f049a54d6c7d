import { useCallback } from 'react';
import type { ParameterValue } from '../../methods/parameters';
import { changeSettings, useSettings, withSampling } from '../state/settings';
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
      if (value === next) return;
      const { id } = parameter;
      changeSettings(
        ({ parameters, sampling }) =>
          scope === 'sampling'
            ? { sampling: withSampling(sampling, id, next) }
            : { parameters: { ...parameters, [id]: next } },
        `${scope}.${id}`,
        performance.now(),
      );
    },
    [scope, parameter, value],
  );
  return [value, change];
}
