/** What a class row says about itself in one line. */
import { countOf, formatCount } from '../job-bar/duration';
import type { ClassRow } from '../state/collection';
import type { StageProgress } from '../state/stage-progress';

export interface StageLine {
  readonly text: string;
  /** Share of the running stage in [0, 1]; null when nothing runs. */
  readonly progress: number | null;
}

/** Of a stage that has just begun. */
const BEGUN: StageProgress = { done: 0, total: 0 };

/**
 * @param progress of the stage that runs
 * @param made finished synthetic images of this class
 * @param wanted images per class
 */
export function stageLine(
  row: ClassRow,
  progress: StageProgress = BEGUN,
  made: number,
  wanted: number,
): StageLine {
  const failed = [row.read, row.explored].find((stage) => stage.state === 'failed');
  if (failed?.state === 'failed') return { text: failed.message, progress: null };
  if (row.read.state === 'running') {
    const text = `Reading ${formatCount(progress.done)} of ${formatCount(progress.total)}`;
    return { text, progress: shareOf(progress) };
  }
  if (row.explored.state === 'running') return { text: 'Mapping', progress: shareOf(progress) };
  const held = row.heldOut ?? 0;
  const images = countOf(row.imageCount, 'image');
  const parts = [held === 0 ? images : `${images}, ${formatCount(held)} held out`];
  if (row.explored.state === 'done') parts.push('mapped');
  if (made > 0) parts.push(`${formatCount(made)} of ${formatCount(wanted)} made`);
  return { text: parts.join(' · '), progress: null };
}

function shareOf({ done, total }: StageProgress): number {
  return total > 0 ? Math.min(1, done / total) : 0;
}
