import { useMemo } from 'react';
import { findMethod, inUse, parametersOf, samplingParameters } from '../inspector/schema';
import { useModel } from '../state/model';
import { useSettings } from '../state/settings';
import type { GridAxis } from '../state/preview';
import { gridParameters, type GridParameter } from './gridValues';

/** A parameter and where its value lives. */
export type ScopedParameter = GridParameter & { readonly scope: GridAxis['scope'] };

/** Everything that a grid can vary: the method's own parameters that are in use, then the sampling's. */
export function useGridParameters(): readonly ScopedParameter[] {
  const method = useSettings((state) => state.method);
  const values = useSettings((state) => state.parameters);
  const pack = useModel((state) => state.pack);
  return useMemo(() => {
    const own = inUse(parametersOf(findMethod(method)?.schema ?? {}), values);
    const guided = own.toSorted(
      (a, b) => Number(a.group === 'discovery') - Number(b.group === 'discovery'),
    );
    return [
      ...gridParameters(guided).map((one) => ({ ...one, scope: 'parameters' as const })),
      ...gridParameters(samplingParameters(pack)).map((one) => ({
        ...one,
        scope: 'sampling' as const,
      })),
    ];
  }, [method, values, pack]);
}
