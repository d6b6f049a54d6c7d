import { evaluationProgress } from '../evaluate/evaluationProgress';
import { useCollection } from '../state/collection';
import { useEvaluate } from '../state/evaluate';
import { useModel } from '../state/model';
import { useQueue } from '../state/queue';
import { useRun } from '../state/run';
import { useStart } from '../state/start';
import { useWindows } from '../state/windows';
import { workFigures } from './otherWork';
import { scoringWork } from './scoringWork';
import { progressOf, type ProgressWords } from './progress';
import { distillObstacle } from './readiness';
import { useJob } from './useJob';
import { useRate } from './useRate';

/** What is under way, how far it is, how long still. Long sentences wrap: an error is read to its end. */
export function RunProgress() {
  const { paused } = useJob();
  const { headline, figures, done, total, label, failed } = useWords();
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
        data-paused={paused}
      />
    </div>
  );
}

const STANDS_STILL = 'Paused: reading, maps and numbers stand still.';

/** Of the job; without one, what the last run came to, or what can be done next. */
function useWords(): ProgressWords & { readonly failed?: boolean } {
  const job = useJob();
  const run = useRun();
  const evaluate = useEvaluate();
  const classes = useCollection((state) => state.classes);
  const model = useModel((state) => state.status);
  const start = useStart();
  const queued = useQueue((state) => state.runs);
  const windows = useWindows((state) => state.classes);
  const work =
    job.kind === 'background'
      ? job.work
      : job.kind === 'scoring'
        ? scoringWork(job.folder, windows, classes)
        : null;
  const rate = useRate(job.paused ? null : (work?.key ?? null), work?.done ?? 0);
  const ofRun = () => progressOf(run, queued, distillObstacle(classes, model, start));
  // Why a run failed is not covered by what the page does by itself.
  const failed = run.status === 'failed' && (job.kind === 'none' || job.kind === 'background');
  if (failed) return { ...ofRun(), failed };
  switch (job.kind) {
    case 'evaluation':
      return { ...evaluationProgress(evaluate), label: 'Trainings done' };
    case 'scoring':
    case 'background': {
      const still = job.kind === 'scoring' ? 'Paused. What is scored is kept.' : STANDS_STILL;
      const { done = 0, total = 0, headline = still } = work ?? {};
      const figures = work === null ? '' : workFigures(work, rate);
      return { headline: job.paused ? still : headline, figures, done, total, label: headline };
    }
    case 'run':
    case 'none':
      return ofRun();
    default:
      return job satisfies never;
  }
}
