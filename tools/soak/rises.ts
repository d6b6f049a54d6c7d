/**
 * What rose from run to run. A run that is kept costs its record, so a page that has made more of them holds more by
 * kilobytes a run; what is left over of every run's work, a picture, a latent or a worker, is far above that.
 */
import type { LevelName, Levels } from './levels';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

interface Allowed {
  /** A run's. */
  readonly each: number;
  /** What two readings of an idle page may differ by. */
  readonly slack: number;
}

export const ALLOWED: Readonly<Record<LevelName, Allowed>> = {
  heap: { each: 40 * KILOBYTE, slack: 2 * MEGABYTE },
  // What is given back to the allocator stays with the process for a while.
  memory: { each: 200 * KILOBYTE, slack: 24 * MEGABYTE },
  objectUrls: { each: 0, slack: 0 },
  workers: { each: 0, slack: 0 },
  nodes: { each: 60, slack: 300 },
  listeners: { each: 10, slack: 100 },
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/**
 * The levels that rose more than they may, as sentences: the median of the last third of the runs beside that of the
 * first.
 * @param warmUp runs whose levels do not count
 */
export function risesOf(levels: readonly Levels[], warmUp: number): string[] {
  const counted = levels.slice(warmUp);
  const third = Math.max(1, Math.floor(counted.length / 3));
  const times = counted.length - third;
  return (Object.keys(ALLOWED) as LevelName[]).flatMap((name) => {
    const values = counted.map((level) => level[name]);
    const [first, last] = [median(values.slice(0, third)), median(values.slice(-third))];
    const { each, slack } = ALLOWED[name];
    if (last - first <= slack + times * each) return [];
    return [`${name} rose from ${first} to ${last} over ${times} times.`];
  });
}
