import { useMemo } from 'react';
import { StillroomError } from '../../core/errors';
import type { Method } from '../../methods/method';
import { standing, type Standing } from '../../methods/standing';
import { useSettings } from '../state/settings';

/**
 * What the method may be called under the present settings; when asked, what it does, where it is published,
 * and in what this run differs from the paper's.
 */
export function MethodBadge({
  method,
  facts,
}: {
  readonly method: Method;
  readonly facts: readonly string[];
}) {
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
  const { summary, source } = method;
  return (
    <details className="method-more small">
      <summary>
        {stands !== null && <span className="badge">{stands.label}</span>} About this method
      </summary>
      <p>{summary}</p>
      <p className="muted">
        {source.paper}
        {source.arxiv !== null && `, arXiv ${source.arxiv}`}
      </p>
      {stands !== null && stands.differences.length > 0 && (
        <p className="muted">Not the paper’s own run: {stands.differences.join('; ')}.</p>
      )}
      {facts.length > 0 && (
        <ul className="method-facts muted" aria-label="What this method does here">
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
    </details>
  );
}
