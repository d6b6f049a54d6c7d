import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { useRun } from '../state/run';
import { progressOf } from './progress';
import { distillObstacle } from './readiness';

/** What runs, how far it is, how long still. Keeps its height whatever it says. */
export function RunProgress() {
  const run = useRun();
  const classes = useCollection((state) => state.classes);
  const model = useModel((state) => state.status);
  const obstacle = distillObstacle(classes, model, run.status);
  const { headline, figures, done, total, label } = progressOf(run, obstacle);
  const failed = run.status === 'failed';
  return (
    <div className="run-progress">
      <div className="run-words">
        {failed ? (
          <span className="clip tone-error" role="alert" title={headline}>
            {headline}
          </span>
        ) : (
          <output className="clip" title={headline}>
            {headline}
          </output>
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
