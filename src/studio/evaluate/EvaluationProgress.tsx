import { useEvaluate } from '../state/evaluate';
import { evaluationProgress } from './evaluationProgress';

/** What trains, how far it is, how long still. */
export function EvaluationProgress() {
  const state = useEvaluate();
  const { headline, figures, done, total } = evaluationProgress(state);
  return (
    <div className="evaluate-progress">
      {state.status === 'failed' ? (
        <span className="tone-error" role="alert">
          {headline}
        </span>
      ) : (
        <output className="clip" title={headline}>
          {headline}
        </output>
      )}
      <span className="small muted">{figures}</span>
      {total > 0 && (
        <progress
          aria-label="Trainings done"
          aria-valuetext={figures}
          max={total}
          value={done}
          data-paused={state.status === 'paused'}
        />
      )}
    </div>
  );
}
