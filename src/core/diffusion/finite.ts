/** Index of the first NaN or infinity, or -1. Cheap enough to look at every state. */
export function firstNonFinite(values: Float32Array | Float64Array): number {
  // v - v is 0 for a finite v and NaN for the rest: a sum without a branch tells whether to search.
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value - value;
  }
  if (sum === 0) return -1;
  return values.findIndex((value) => !Number.isFinite(value));
}
