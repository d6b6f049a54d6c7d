import { useCommands } from '../commandsContext';
import { useEvaluate } from '../state/evaluate';
import { evaluationHand, holdWord } from '../job-bar/job';
import { isEvaluating } from './evaluationAfter';

/** All stay in place and are greyed when they have nothing to do; the job bar's are about the same. */
export function EvaluationButtons() {
  const { evaluate } = useCommands();
  const status = useEvaluate((state) => state.status);
  const obstacle = useEvaluate((state) => state.obstacle);
  const nothing = useEvaluate(({ cost }) => cost?.trainings === 0);
  const busy = isEvaluating(status);
  const { paused, canPause, canCancel } = evaluationHand({ status });
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
        disabled={!canPause}
        onClick={() => (paused ? evaluate.resume() : evaluate.pause())}
      >
        {holdWord({ paused })}
      </button>
      <button
        type="button"
        className="button"
        disabled={!canCancel}
        onClick={() => evaluate.stop()}
      >
        Stop
      </button>
    </div>
  );
}
