import { useMemo } from 'react';
import type { Method } from '../../methods/method';
import { useModel } from '../state/model';
import { useSettings } from '../state/settings';
import { saidOfMethod, type SaidOfMethod } from './methodNotices';

/** What the present settings give cause to say of the method. */
export function useSaidOfMethod(method: Method): SaidOfMethod {
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  const pack = useModel((state) => state.pack);
  return useMemo(
    () => saidOfMethod(method, parameters, sampling, pack),
    [method, parameters, sampling, pack],
  );
}
