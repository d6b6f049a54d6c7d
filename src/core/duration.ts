/** A span of time in words that hold still: two units at most, no decimals that flicker. */

const pad = (value: number): string => String(value).padStart(2, '0');

/**
 * "8 s", "2 min 05 s", "3 h 20 min", "2 d 04 h".
 * @param seconds 0 or more; a value that is not finite reads "unknown"
 */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${pad(hours % 24)} h`;
}

/** The same, with two digits below ten seconds: "0.25 s", "8 s", "2 min 05 s". */
export function formatMakingTime(seconds: number): string {
  return seconds < 9.95 ? `${Number(seconds.toPrecision(2))} s` : formatDuration(seconds);
}
