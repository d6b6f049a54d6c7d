import { useBackground } from '../state/background';
import { useCollection } from '../state/collection';
import { useCompare } from '../state/compare';
import { useEvaluate } from '../state/evaluate';
import { useQueue } from '../state/queue';
import { useRun } from '../state/run';
import { useStageProgress } from '../state/stage-progress';
import { useWindows } from '../state/windows';
import { jobOf, type Job } from './job';

/** What the job bar is about, as the stores stand. */
export function useJob(): Job {
  const run = useRun();
  const queue = useQueue();
  const evaluate = useEvaluate();
  const windows = useWindows();
  const classes = useCollection((state) => state.classes);
  const progress = useStageProgress((state) => state.classes);
  const measuring = useCompare((state) => state.measuring);
  const background = useBackground();
  return jobOf({ run, queue, evaluate, windows, classes, progress, measuring, background });
}
