import { useMemo } from 'react';
import { StillroomError } from '../../core/errors';
import type { Method } from '../../methods/method';
import { standing, type Standing } from '../../methods/standing';
import { useSettings } from '../state/settings';

/** What the method may be called under the present settings, and in what it differs from the paper's run. */
export function MethodBadge({ method }: { readonly method: Method }) {
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  const stands = useMemo((): Standing | null => {
    try {
      return standing(method, parameters, sampling);
    } catch (error) {
      // Settings out of range are said by their own fields.
      if (error instanceof StillroomError) return null;
      throw error;
    }
  }, [method, parameters, sampling]);
  return (
    <>
      <p className="small muted" title={method.source.paper}>
        {stands !== null && <span className="badge">{stands.label}</span>}{' '}
        {method.source.arxiv === null ? method.source.paper : `arXiv ${method.source.arxiv}`}
      </p>
      {stands !== null && stands.differences.length > 0 && (
        <p className="small muted">Not the paper’s own run: {stands.differences.join('; ')}.</p>
      )}
    </>
  );
}
