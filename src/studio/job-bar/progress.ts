/** The job bar's sentences, from the run's state. */
import type { QueuedRun } from '../state/queue';
import type { RunState } from '../state/run';
import { countOf, formatCount, formatPace, leftText } from './duration';
import { isBusy } from './readiness';
import { paceOf, secondsLeft } from './runPace';

export interface ProgressWords {
  /** What is happening, or what can happen next. */
  readonly headline: string;
  /** Images done, pace and time left; empty when nothing is counted. */
  readonly figures: string;
  readonly done: number;
  readonly total: number;
  /** Accessible name of the bar. */
  readonly label: string;
}

/**
 * One progress over all runs that were asked for.
 * @param queued those runs, in their order
 * @param obstacle why Distill cannot be pressed; null when it can
 */
export function progressOf(
  run: RunState,
  queued: readonly QueuedRun[],
  obstacle: string | null,
): ProgressWords {
  if (run.exporting !== null) {
    const { done, total } = run.exporting;
    return {
      headline: 'Writing the zip',
      figures: `${formatCount(done)} of ${countOf(total, 'file')}`,
      done,
      total,
      label: 'Export',
    };
  }
  const { done, total } = counts(run, queued);
  return {
    headline: `${ordinal(queued)}${headline(run, obstacle)}`,
    figures: figures(run, queued, done, total),
    done,
    total,
    label: 'Images done',
  };
}

/** "Run 2 of 9: " while several are made one after the other. */
function ordinal(queued: readonly QueuedRun[]): string {
  const at = queued.findIndex(({ status }) => status === 'making');
  return queued.length < 2 || at < 0 ? '' : `Run ${at + 1} of ${queued.length}: `;
}

/** Images of all runs together; of one alone, of the run itself. */
function counts(run: RunState, queued: readonly QueuedRun[]) {
  if (queued.length < 2) return { done: run.imagesDone, total: wanted(run) };
  const over = queued.filter(({ status }) => status === 'over');
  const waiting = queued.filter(({ status }) => status === 'waiting');
  const made = over.reduce((sum, one) => sum + one.made, 0);
  const still = waiting.reduce((sum, { images }) => sum + images, 0);
  const ended = over.length + waiting.length === queued.length;
  return ended
    ? { done: made, total: queued.reduce((sum, { images }) => sum + images, 0) }
    : { done: made + run.imagesDone, total: made + wanted(run) + still };
}

function headline(run: RunState, obstacle: string | null): string {
  switch (run.status) {
    case 'idle':
      if (run.resumable && obstacle === null) {
        return 'An unfinished run is kept: it can be continued from its last image.';
      }
      return obstacle ?? 'Ready to distill.';
    case 'preparing':
      return run.activity === '' ? 'Preparing' : run.activity;
    case 'running':
      return run.activity === '' ? 'Distilling' : run.activity;
    case 'paused':
      return 'Paused. Finished images are kept.';
    case 'cancelling':
      return 'Cancelling after this step';
    case 'done':
      return ended(run);
    case 'failed':
      return run.error ?? 'The run failed.';
    default:
      return run.status satisfies never;
  }
}

/** What a run came to. Where images failed it is not simply done, and without any it is not at all. */
function ended({ imagesDone, imagesTotal, imagesFailed }: RunState): string {
  if (imagesFailed > 0) {
    const counts = `${formatCount(imagesDone)} made, ${formatCount(imagesFailed)} failed.`;
    return imagesDone === 0
      ? `${counts} The classes say why: fewer images a class, or other settings, may do.`
      : `${counts} Export what there is, or see at the classes why.`;
  }
  return imagesDone < imagesTotal
    ? 'Stopped. Finished images are kept.'
    : 'Done. Export the set, or change a setting and distill again.';
}

/** Images that were asked for, those of failed classes among them. */
function wanted({ imagesTotal, imagesFailed }: RunState): number {
  return imagesTotal + imagesFailed;
}

/** What is left of the run under way and of those that wait. */
interface TimeLeft {
  readonly seconds: number;
  /** False where a method waits of which nothing was made yet: it is more than this. */
  readonly whole: boolean;
}

/** @param pace seconds an image of the run under way takes */
function timeLeft(run: RunState, pace: number, queued: readonly QueuedRun[]): TimeLeft {
  const making = queued.find(({ status }) => status === 'making')?.settings.method;
  const methodPace = (method: string): number | null =>
    method === making
      ? pace
      : (queued.findLast((one) => one.pace !== null && one.settings.method === method)?.pace ??
        null);
  const waiting = queued
    .filter(({ status }) => status === 'waiting')
    .map(({ images, settings }) => ({ images, pace: methodPace(settings.method) }));
  return {
    seconds: waiting.reduce(
      (sum, one) => sum + one.images * (one.pace ?? 0),
      secondsLeft(run) ?? 0,
    ),
    whole: waiting.every((one) => one.pace !== null),
  };
}

function figures(run: RunState, queued: readonly QueuedRun[], done: number, total: number): string {
  if (total === 0) return '';
  const parts = [`${formatCount(done)} of ${countOf(total, 'image')}`];
  const pace = paceOf(run);
  if (pace !== null) parts.push(`${formatPace(pace)} an image`);
  if (pace !== null && done < total && isBusy(run.status)) {
    const { seconds, whole } = timeLeft(run, pace, queued);
    if (whole) parts.push(leftText(seconds));
    else if (seconds >= 1) parts.push(`more than ${leftText(seconds)}`);
  }
  return parts.join(' · ');
}
