/** What a class row says about itself in one line. */
import { countOf, formatCount } from '../job-bar/duration';
import type { ClassRow, StageState } from '../state/collection';

export interface StageLine {
  readonly text: string;
  /** Share of the running stage in [0, 1]; null when nothing runs. */
  readonly progress: number | null;
}

/**
 * @param made finished synthetic images of this class
 * @param wanted images per class
 */
export function stageLine(row: ClassRow, made: number, wanted: number): StageLine {
  const failed = [row.read, row.explored].find((stage) => stage.state === 'failed');
  if (failed?.state === 'failed') return { text: failed.message, progress: null };
  if (row.read.state === 'running') return running('Reading', row.read);
  if (row.explored.state === 'running') {
    return { text: 'Mapping', progress: shareOf(row.explored) };
  }
  const held = row.heldOut ?? 0;
  const images = countOf(row.imageCount, 'image');
  const parts = [held === 0 ? images : `${images}, ${formatCount(held)} held out`];
  if (row.explored.state === 'done') parts.push('mapped');
  if (made > 0) parts.push(`${formatCount(made)} of ${formatCount(wanted)} made`);
  return { text: parts.join(' · '), progress: null };
}

function running(verb: string, stage: StageState & { state: 'running' }): StageLine {
  const text = `${verb} ${formatCount(stage.done)} of ${formatCount(stage.total)}`;
  return { text, progress: shareOf(stage) };
}

function shareOf(stage: StageState & { state: 'running' }): number {
  return stage.total > 0 ? Math.min(1, stage.done / stage.total) : 0;
}
