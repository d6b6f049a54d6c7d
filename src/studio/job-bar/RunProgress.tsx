import { useCollection } from '../state/collection';
import { useCompare } from '../state/compare';
import { useModel } from '../state/model';
import { useQueue } from '../state/queue';
import { useRun } from '../state/run';
import { otherWork, workFigures } from './otherWork';
import { progressOf } from './progress';
import { distillObstacle } from './readiness';
import { useRate } from './useRate';

/** What runs, how far it is, how long still; before the first run what is read and mapped. Long sentences wrap: an error is read to its end. */
export function RunProgress() {
  const run = useRun();
  const classes = useCollection((state) => state.classes);
  const model = useModel((state) => state.status);
  const queued = useQueue((state) => state.runs);
  const obstacle = distillObstacle(classes, model);
  const measuring = useCompare((state) => state.measuring);
  const other = run.status === 'idle' ? otherWork(classes, measuring) : null;
  const rate = useRate(other?.key ?? null, other?.done ?? 0);
  const { headline, figures, done, total, label } =
    other === null
      ? progressOf(run, queued, obstacle)
      : { ...other, figures: workFigures(other, rate), label: other.headline };
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
