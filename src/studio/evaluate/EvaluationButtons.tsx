import { useCommands } from '../commandsContext';
import { useEvaluate } from '../state/evaluate';
import { isEvaluating } from './evaluationAfter';

/** All stay in place and are greyed when they have nothing to do. */
export function EvaluationButtons() {
  const { evaluate } = useCommands();
  const status = useEvaluate((state) => state.status);
  const obstacle = useEvaluate((state) => state.obstacle);
  const nothing = useEvaluate(({ cost }) => cost?.trainings === 0);
  const busy = isEvaluating(status);
  const paused = status === 'paused';
  const pausable = status === 'running' || status === 'preparing' || paused;
  return (
    <div className="evaluate-buttons">
      <button
        type="button"
        className="button button-primary"
        disabled={busy || obstacle !== null || nothing}
        title={obstacle ?? 'Train on every set'}
        onClick={() => void evaluate.start()}
      >
        Start evaluation
      </button>
      <button
        type="button"
        className="button"
        disabled={!pausable}
        onClick={() => (paused ? evaluate.resume() : evaluate.pause())}
      >
        {paused ? 'Resume' : 'Pause'}
      </button>
      <button
        type="button"
        className="button"
        disabled={!busy || status === 'stopping'}
        onClick={() => evaluate.stop()}
      >
        Stop
      </button>
    </div>
  );
}
