/**
 * What the job bar is about: of all that is under way the one thing that Pause and Cancel mean. What works
 * goes before what stands still, what a person asked for before what the page does by itself.
 */
import { isEvaluating } from '../evaluate/evaluationAfter';
import type { BackgroundState } from '../state/background';
import type { ClassRow } from '../state/collection';
import type { CompareState } from '../state/compare';
import type { EvaluateState } from '../state/evaluate';
import type { QueueState } from '../state/queue';
import type { RunState } from '../state/run';
import type { StageProgressState } from '../state/stage-progress';
import type { WindowsState } from '../state/windows';
import { otherWork, type OtherWork } from './otherWork';
import { isBusy } from './readiness';

/** What can be done about a job. */
export interface Hand {
  readonly paused: boolean;
  readonly canPause: boolean;
  readonly canCancel: boolean;
}

/** What the button says that holds a job or lets it go on. */
export function holdWord({ paused }: Pick<Hand, 'paused'>): string {
  return paused ? 'Resume' : 'Pause';
}

export type Job =
  | (Hand & { readonly kind: 'run' | 'evaluation' | 'none' })
  /** Windows of a class. */
  | (Hand & { readonly kind: 'scoring'; readonly folder: string })
  /** Reading, maps and numbers; null while they stand still before the next of them. */
  | (Hand & { readonly kind: 'background'; readonly work: OtherWork | null });

export interface Works {
  readonly run: Pick<RunState, 'status' | 'exporting'>;
  readonly queue: Pick<QueueState, 'runs'>;
  readonly evaluate: Pick<EvaluateState, 'status'>;
  readonly windows: Pick<WindowsState, 'classes'>;
  readonly classes: readonly ClassRow[];
  readonly progress: StageProgressState['classes'];
  readonly measuring: CompareState['measuring'];
  readonly background: BackgroundState;
}

/** True for what goes on at this moment: neither held nor waiting. */
function goesOn({ paused, canPause }: Hand): boolean {
  return canPause && !paused;
}

function runHand({ status }: Pick<RunState, 'status'>): Hand {
  const paused = status === 'paused';
  const canPause = status === 'running' || paused;
  return { paused, canPause, canCancel: isBusy(status) && status !== 'cancelling' };
}

/** The run under way, or the one that is about to begin: until it does, it can be taken back alone. */
function runJob({ run, queue }: Works): Job | null {
  if (isBusy(run.status)) return { kind: 'run', ...runHand(run) };
  const begins = queue.runs.some(({ status }) => status === 'waiting');
  return begins ? { kind: 'run', paused: false, canPause: false, canCancel: true } : null;
}

/** Of an evaluation: its own tab and the job bar hold and stop it by the same. */
export function evaluationHand({ status }: Pick<EvaluateState, 'status'>): Hand {
  const paused = status === 'paused';
  const canPause = status === 'running' || status === 'preparing' || paused;
  return { paused, canPause, canCancel: isEvaluating(status) && status !== 'stopping' };
}

function evaluationJob({ evaluate }: Works): Job | null {
  return isEvaluating(evaluate.status) ? { kind: 'evaluation', ...evaluationHand(evaluate) } : null;
}

/** Whether, of a run and an evaluation, the latter is what a person hears about. */
export function evaluationGoesFirst({ run, evaluate }: Pick<Works, 'run' | 'evaluate'>): boolean {
  if (!isEvaluating(evaluate.status)) return false;
  return !isBusy(run.status) || (goesOn(evaluationHand(evaluate)) && !goesOn(runHand(run)));
}

/** The class whose turn it is; those behind it wait, also while it stands still. */
function scoringJob({ windows }: Works): Job | null {
  const classes = [...windows.classes];
  const now = classes.find(([, { status }]) => status === 'running' || status === 'paused');
  const next = now ?? classes.find(([, { status }]) => status === 'waiting');
  if (next === undefined) return null;
  const [folder, { status }] = next;
  const canPause = status !== 'waiting';
  return { kind: 'scoring', folder, paused: status === 'paused', canPause, canCancel: true };
}

function backgroundJob({ classes, progress, measuring, background }: Works): Job | null {
  const { paused } = background;
  const work = otherWork(classes, progress, measuring);
  if (work === null && !paused) return null;
  // Reading can stand still and not be left: a class that is not read is of no use.
  const canCancel = work !== null && work.kind !== 'reading';
  return { kind: 'background', work, paused, canPause: true, canCancel };
}

export function jobOf(works: Works): Job {
  const asked = [runJob(works), evaluationJob(works), scoringJob(works)].filter(
    (job) => job !== null,
  );
  // A run that waits for an evaluation, or the other way round, does not work itself.
  const working = asked.find(goesOn);
  const job = working ?? asked[0];
  if (job !== undefined) return job;
  const nothing: Job = { kind: 'none', paused: false, canPause: false, canCancel: false };
  return works.run.exporting !== null ? nothing : (backgroundJob(works) ?? nothing);
}
