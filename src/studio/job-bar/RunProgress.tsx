import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { useQueue } from '../state/queue';
import { useRun } from '../state/run';
import { progressOf } from './progress';
import { distillObstacle } from './readiness';

/** What runs, how far it is, how long still. Long sentences wrap: an error is read to its end. */
export function RunProgress() {
  const run = useRun();
  const classes = useCollection((state) => state.classes);
  const model = useModel((state) => state.status);
  const queued = useQueue((state) => state.runs);
  const obstacle = distillObstacle(classes, model);
  const { headline, figures, done, total, label } = progressOf(run, queued, obstacle);
  const failed = run.status === 'failed';
  return (
    <div className="run-progress">
      <div className="run-words">
        {failed ? (
          <span className="tone-error" role="alert">
            {headline}
          </span>
        ) : (
          <output>{headline}</output>
        )}
        <span className="run-figures muted">{figures}</span>
      </div>
      <progress
        className="run-bar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={figures === '' ? headline : figures}
        max={Math.max(1, total)}
        value={Math.min(done, total)}
        data-paused={run.status === 'paused'}
      />
    </div>
  );
}
