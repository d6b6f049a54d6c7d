/** Counts, durations and rates in words that hold still. */
import { formatDuration } from '../../core/duration';

export { countOf, formatCount } from '../../core/counts';
export { formatDuration };

/** Seconds an image with three significant places or fewer, never none: "0.42 s", "1.3 s", "14 s", "2 min 05 s". */
export function formatPace(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 0.005) return 'under 0.01 s';
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  return formatDuration(seconds);
}

/** What is left, "8 s left"; never nothing, for what is still under way. */
export function leftText(seconds: number): string {
  return seconds < 1 ? 'less than 1 s left' : `${formatDuration(seconds)} left`;
}

/** The same of an estimate: "about 8 s left". */
export function aboutLeft(seconds: number): string {
  return seconds < 1 ? leftText(seconds) : `about ${leftText(seconds)}`;
}
