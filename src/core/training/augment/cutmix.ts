/**
 * CutMix (Yun et al., arXiv 1905.04899) with beta 1, as IDC's evaluator codes it: one box for the whole
 * batch, of the share 1 - lambda of the area (lambda uniform), cut off at the image's edges, filled from
 * another image of the batch; the labels are mixed by the area that was really replaced.
 */
import type { RandomStream } from '../../random/stream';
import type { TrainBatch } from '../train-step';

interface MixBox {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function randomBox(stream: RandomStream, side: number): MixBox {
  const lambda = stream.uniform();
  const half = Math.floor(Math.floor(side * Math.sqrt(1 - lambda)) / 2);
  const row = stream.integer(side);
  const column = stream.integer(side);
  return {
    top: Math.max(row - half, 0),
    bottom: Math.min(row + half, side),
    left: Math.max(column - half, 0),
    right: Math.min(column + half, side),
  };
}

function mixPixels(
  pixels: Float32Array,
  order: Uint32Array,
  side: number,
  { top, bottom, left, right }: MixBox,
): void {
  const original = pixels.slice();
  const planes = pixels.length / order.length / (side * side);
  for (const [row, other] of order.entries()) {
    for (let plane = 0; plane < planes; plane++) {
      for (let y = top; y < bottom; y++) {
        const to = ((row * planes + plane) * side + y) * side;
        const from = ((other * planes + plane) * side + y) * side;
        pixels.set(original.subarray(from + left, from + right), to + left);
      }
    }
  }
}

/**
 * The weighted loss of both labels, kept w_a CE(a) + (1 - kept) w_b CE(b), as one target of one weight.
 */
function mixTargets(
  { targets, weights, rows }: TrainBatch,
  order: Uint32Array,
  kept: number,
): Pick<TrainBatch, 'targets' | 'weights'> {
  const classes = targets.length / rows;
  const mixed = new Float32Array(targets.length);
  const mixedWeights = new Float32Array(rows);
  for (const [row, other] of order.entries()) {
    const own = kept * (weights[row] ?? 0);
    const others = (1 - kept) * (weights[other] ?? 0);
    const sum = own + others;
    mixedWeights[row] = sum;
    for (let c = 0; c < classes; c++) {
      const a = targets[row * classes + c] ?? 0;
      const b = targets[other * classes + c] ?? 0;
      mixed[row * classes + c] = sum > 0 ? (own * a + others * b) / sum : a;
    }
  }
  return { targets: mixed, weights: mixedWeights };
}

/** A batch cut and mixed; its pixels are changed in place. */
export function cutMix(batch: TrainBatch, side: number, stream: RandomStream): TrainBatch {
  const box = randomBox(stream, side);
  const order = stream.permutation(batch.rows);
  const replaced = ((box.bottom - box.top) * (box.right - box.left)) / (side * side);
  mixPixels(batch.pixels, order, side, box);
  return { ...batch, ...mixTargets(batch, order, 1 - replaced) };
}
