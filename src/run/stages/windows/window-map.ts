/** Looking at a ranked class: its windows on a map, and those that are like one of them. */
import { StillroomError } from '../../../core/errors';
import { mapOf } from '../discovery';
import type { StageParts } from '../stage-parts';
import type { RankedClass } from './class-ranking';

const MAP_NEIGHBOURS = 15;

/**
 * The 2-D map of the windows' descriptors, [windows, 2]. Fewer than three windows make no map: they
 * lie in a row.
 * @throws StillroomError Aborted, NonFiniteOutput
 */
export async function windowMap(
  parts: Pick<StageParts, 'analysis' | 'stages'>,
  { descriptors, channels, windows, key, owner }: RankedClass,
  signal: AbortSignal,
): Promise<Float32Array> {
  const rows = windows.length;
  if (rows < 3) return Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? i : 0));
  const points = { data: descriptors, rows, columns: channels, key: `windows/${key}`, owner };
  const { data } = await mapOf(parts, points, Math.min(MAP_NEIGHBOURS, rows - 1), signal);
  return data;
}

/**
 * Ids of the windows that look most like one, the nearest first, none of its own image.
 * @throws StillroomError BadParameter for a window that is not in the list
 */
export function similarWindows(
  { descriptors, channels, list }: RankedClass,
  id: string,
  count: number,
): string[] {
  const own = list.find((window) => window.id === id);
  if (own === undefined) {
    throw new StillroomError('BadParameter', `The window ${id} is not in the list any more.`);
  }
  const likeness = (row: number) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      sum += (descriptors[row * channels + c] ?? 0) * (descriptors[own.row * channels + c] ?? 0);
    }
    return sum;
  };
  return list
    .filter((window) => window.image !== own.image)
    .map((window) => ({ id: window.id, likeness: likeness(window.row) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, count)
    .map((window) => window.id);
}
