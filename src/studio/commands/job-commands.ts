/** Pause, Resume and Cancel of the job bar: each is about the job that it shows. */
import type { Schedule } from '../../run/schedule';
import { subscribeAll } from '../adapters/subscribe-all';
import { jobOf, type Job } from '../job-bar/job';
import { useBackground } from '../state/background';
import { useCollection } from '../state/collection';
import { useCompare } from '../state/compare';
import { useEvaluate } from '../state/evaluate';
import { useQueue } from '../state/queue';
import { useRun } from '../state/run';
import { useStageProgress } from '../state/stage-progress';
import { useWindows } from '../state/windows';

/** What can be held and stopped, of each kind. */
export interface JobParts {
  readonly schedule: Schedule;
  readonly run: Held;
  readonly evaluate: Omit<Held, 'cancel'> & { stop(): void };
  readonly windows: {
    pause(folder: string): void;
    resume(folder: string): void;
    cancel(folder: string): void;
  };
  readonly explore: { cancel(folder: string): void };
  readonly compare: { stop(): void };
}

interface Held {
  pause(): void;
  resume(): void;
  cancel(): void;
}

function jobNow(): Job {
  const { classes } = useCollection.getState();
  const { measuring } = useCompare.getState();
  return jobOf({
    run: useRun.getState(),
    queue: useQueue.getState(),
    evaluate: useEvaluate.getState(),
    windows: useWindows.getState(),
    classes,
    progress: useStageProgress.getState().classes,
    measuring,
    background: useBackground.getState(),
  });
}

/** What a person asks for needs what was held: with it everything goes on. @returns ends it */
export function letGoForWork({ schedule }: Pick<JobParts, 'schedule'>): () => void {
  return subscribeAll(
    useRun,
    useQueue,
    useEvaluate,
    useWindows,
  )(() => {
    if (!useBackground.getState().paused) return;
    const { kind, paused } = jobNow();
    if (kind === 'background' || kind === 'none' || paused) return;
    schedule.standStill(false);
    useBackground.setState({ paused: false });
  });
}

export function jobCommands(parts: JobParts): Held {
  const hold = (paused: boolean) => {
    const job = jobNow();
    const verb = paused ? 'pause' : 'resume';
    switch (job.kind) {
      case 'run':
        return parts.run[verb]();
      case 'evaluation':
        return parts.evaluate[verb]();
      case 'scoring':
        return parts.windows[verb](job.folder);
      case 'background':
        parts.schedule.standStill(paused);
        return useBackground.setState({ paused });
      case 'none':
        return undefined;
      default:
        return job satisfies never;
    }
  };
  return {
    pause: () => hold(true),
    resume: () => hold(false),
    cancel() {
      const job = jobNow();
      if (job.kind === 'run') parts.run.cancel();
      else if (job.kind === 'evaluation') parts.evaluate.stop();
      else if (job.kind === 'scoring') parts.windows.cancel(job.folder);
      else if (job.kind !== 'background' || job.work === null) return;
      else if (job.work.kind === 'measuring') parts.compare.stop();
      else if (job.work.kind === 'mapping') parts.explore.cancel(job.work.folder);
    },
  };
}
