/**
 * Cross-entropy of soft targets at a temperature, with a weight an image:
 *
 *     loss = sum_i w_i (-sum_c t_ic log softmax(z_i / T)_c),  dloss/dz_ic = w_i (softmax(z_i / T)_c - t_ic) / T
 *
 * for targets that sum to 1. The weights carry the mean: 1 / n each for a plain mean, a cluster's mass
 * instead of 1 for DDOQ (arXiv 2501.07681). RDED's KL divergence (T = 20, no factor T^2) differs from it
 * by the targets' entropy alone, which has no gradient and is subtracted outside.
 */
import type { GraphBuilder, Value } from './graph-builder';

export interface LossInputs {
  /** [n, classes] each. */
  readonly logits: Value;
  readonly targets: Value;
  /** [n] */
  readonly weights: Value;
  readonly temperature: number;
}

/** @returns the loss [1] and its gradient by the logits */
export function crossEntropy(
  g: GraphBuilder,
  { logits, targets, weights, temperature }: LossInputs,
): { loss: Value; gradient: Value } {
  const [n = 0] = logits.dims;
  const inverse = g.fill(1 / temperature);
  const tempered = temperature === 1 ? logits : g.binary('Mul', logits, inverse);
  const logProbabilities = g.unary('LogSoftmax', tempered, { axis: 1 });
  const probabilities = g.unary('Exp', logProbabilities);
  const column = g.reshape(weights, [n, 1]);
  const agreement = g.sum(g.binary('Mul', targets, logProbabilities), [1], true);
  const loss = g.unary('Neg', g.sum(g.binary('Mul', agreement, column), [0]));
  const weighted = g.binary('Mul', g.binary('Sub', probabilities, targets), column);
  const gradient = temperature === 1 ? weighted : g.binary('Mul', weighted, inverse);
  return { loss, gradient };
}
