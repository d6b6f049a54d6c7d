/** The job bar's sentences, from the run's state. */
import type { RunState } from '../state/run';
import { countOf, formatCount, formatDuration, formatPace } from './duration';

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

/** @param obstacle why Distill cannot be pressed; null when it can */
export function progressOf(run: RunState, obstacle: string | null): ProgressWords {
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
  return {
    headline: headline(run, obstacle),
    figures: figures(run),
    done: run.imagesDone,
    total: wanted(run),
    label: 'Images done',
  };
}

function headline(run: RunState, obstacle: string | null): string {
  switch (run.status) {
    case 'idle':
      if (run.resumable && obstacle === null) {
        return 'An unfinished run is kept: Distill goes on from its last image.';
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

function figures(run: RunState): string {
  if (wanted(run) === 0) return '';
  const parts = [`${formatCount(run.imagesDone)} of ${countOf(wanted(run), 'image')}`];
  if (run.secondsPerImage !== null) parts.push(`${formatPace(run.secondsPerImage)} an image`);
  if (run.secondsLeft !== null && run.status !== 'done') {
    parts.push(`${formatDuration(run.secondsLeft)} left`);
  }
  return parts.join(' · ');
}
