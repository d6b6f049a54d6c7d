/**
 * The forward process (2006.11239, eq. 4): x_t = sqrt(A[t]) x0 + sqrt(1 - A[t]) noise.
 * @param x0 clean latent, scaled
 * @param alphaBar A[t], in (0, 1]
 * @param out receives x_t; may be one of the inputs
 */
export function addNoise(
  x0: ArrayLike<number>,
  noise: ArrayLike<number>,
  alphaBar: number,
  out: Float64Array,
): Float64Array {
  const signal = Math.sqrt(alphaBar);
  const spread = Math.sqrt(1 - alphaBar);
  for (let i = 0; i < out.length; i++) {
    out[i] = signal * (x0[i] as number) + spread * (noise[i] as number);
  }
  return out;
}
