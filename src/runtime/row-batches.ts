/** Cuts a batch into pieces that a session takes at once. */
import { StillroomError } from '../core/errors';
import type { OrtTensorMetadata } from './ort';

/** How many rows a graph takes at once. */
export interface BatchSize {
  /** At most, and exactly where it is fixed. */
  readonly rows: number;
  /** True where a call must have that many: what is missing is filled up. */
  readonly fixed: boolean;
}

/**
 * @param input the graph's declaration of an input whose first dimension is the batch
 * @param stated the number that the pack fixes, or null
 * @param wanted rows at once where any number will do
 * @throws StillroomError PackInvalid where pack and graph fix different numbers
 */
export function batchSize(
  input: OrtTensorMetadata,
  stage: string,
  stated: number | null,
  wanted: number,
): BatchSize {
  const [batch] = input.shape;
  const own = typeof batch === 'number' && batch > 0 ? batch : null;
  if (own !== null && stated !== null && own !== stated) {
    throw new StillroomError(
      'PackInvalid',
      `The pack says that ${stage} takes ${stated} rows at a time, and the graph takes exactly ${own}. Correct the pack's description, or export the model again.`,
      { stage, stated, batch: own },
    );
  }
  const fixed = own ?? stated;
  return fixed === null ? { rows: wanted, fixed: false } : { rows: fixed, fixed: true };
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

/**
 * The rows with the last of them again, up to `count`; as they are where they suffice.
 * @param values [rows, ...]
 */
export function filledUp<Values extends Float32Array | Int32Array>(
  values: Values,
  rows: number,
  count: number,
): Values;
export function filledUp(
  values: Float32Array | Int32Array,
  rows: number,
  count: number,
): Float32Array | Int32Array {
  if (rows >= count) return values;
  const size = values.length / rows;
  const filled =
    values instanceof Float32Array ? new Float32Array(count * size) : new Int32Array(count * size);
  filled.set(values);
  for (let row = rows; row < count; row++)
    filled.copyWithin(row * size, (rows - 1) * size, rows * size);
  return filled;
}
