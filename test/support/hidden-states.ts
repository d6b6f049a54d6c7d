/** Conditions of one text encoder, as tests write them. */
import type { Condition } from '../../src/core/diffusion/condition';

/** @param data [rows, tokens, width] */
export function hiddenStates(data: Float32Array, tokens = 1, rows = 1): Condition {
  return { hidden: { shape: [tokens, data.length / (rows * tokens)], data } };
}

/** The numbers of a condition's hidden states. */
export function statesOf({ hidden }: Condition): Float32Array {
  if (hidden === undefined) throw new Error('the condition has no hidden states');
  return hidden.data;
}
