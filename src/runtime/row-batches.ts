/** Cuts a batch into pieces that a session takes at once. */
import { StillroomError } from '../core/errors';
import type { OrtTensorMetadata } from './ort';

/**
 * The largest batch that a graph takes: `wanted`, or 1 for a graph exported with a batch of 1.
 * @throws StillroomError PackInvalid for a graph with another fixed batch size
 */
export function batchLimit(input: OrtTensorMetadata, stage: string, wanted: number): number {
  const [batch] = input.shape;
  if (typeof batch !== 'number' || batch < 0) return wanted;
  if (batch === 1) return 1;
  throw new StillroomError(
    'PackInvalid',
    `${stage} takes exactly ${batch} rows at a time. Export the model with a dynamic batch size.`,
    { stage, batch },
  );
}

/**
 * Ranges [start, end) that cover the rows, at most `limit` long.
 * @param breaks true where a new range must start before that row
 */
export function rowBatches(
  rows: number,
  limit: number,
  breaks: (row: number) => boolean = () => false,
): [start: number, end: number][] {
  const ranges: [number, number][] = [];
  let start = 0;
  for (let row = 1; row <= rows; row++) {
    if (row === rows || row - start === limit || breaks(row)) {
      ranges.push([start, row]);
      start = row;
    }
  }
  return ranges;
}
