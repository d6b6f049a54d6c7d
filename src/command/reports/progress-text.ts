/** A task's progress as one line. */
import { formatDuration } from '../../core/duration';

/** What the line shows. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Images a second, and seconds left; null where not known. */
  readonly rate: number | null;
  readonly left: number | null;
  /** What is happening now. */
  readonly activity: string;
}

const BAR = 24;

/** "2.5 images/s", or of slow ones "1.4 s an image", "2 min 05 s an image". */
export function rateText(rate: number): string {
  if (rate >= 1) return `${rate.toFixed(1)} images/s`;
  const seconds = 1 / rate;
  return `${seconds < 9.95 ? `${seconds.toFixed(1)} s` : formatDuration(seconds)} an image`;
}

/** Counts, rate and time left. */
export function countsText({ done, total, rate, left }: Progress): string {
  const parts = [`${done} of ${total} images`];
  if (rate !== null) parts.push(rateText(rate));
  if (left !== null && done < total) parts.push(`${formatDuration(left)} left`);
  return parts.join(', ');
}

/** A bar and counts; nothing before it is known of how many, and in work that makes no images. */
function countedPart(progress: Progress): string {
  const { done, total } = progress;
  if (total === 0) return '';
  const filled = Math.round(Math.min(1, done / total) * BAR);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] ${countsText(progress)}  `;
}

/** @param columns that the line may take */
export function progressLine(progress: Progress, columns: number): string {
  const line = countedPart(progress) + progress.activity;
  return line.length < columns ? line : line.slice(0, Math.max(0, columns - 1));
}
