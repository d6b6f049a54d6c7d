/** How far two places that compute the same may be apart, and how that is measured. */
import type { BackendKind } from '../../src/runtime/ort';

/** Another order of float32 sums over some hundred terms, through some ten layers. */
const ROUNDING = 2e-5;
/** What WGSL grants sin and cos, of which the UNet makes its timestep embedding. */
const WGSL_SINE = 2 ** -11;

/** Of the largest value: what a network's output may differ by from WebAssembly's. */
export function outputBound(
  name: 'text' | 'noise' | 'features' | 'latents',
  backend: BackendKind,
): number {
  const timed = name === 'noise' || name === 'features';
  return timed && backend === 'webgpu' ? WGSL_SINE : ROUNDING;
}

/** A value on the edge between two bytes may fall to either side, and few are. */
export const PIXELS = { largest: 1, share: 1 / 1000 };

/** The dense kernels against their TypeScript references. */
export const KERNELS = {
  standardised: 2 ** -18,
  neighbourIndices: 0,
  neighbourDistances: 20 * 5e-5,
};

/** Largest difference of two lists over the largest value of the second; Infinity for other lengths. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = a.length === b.length ? 0 : Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
    largest = Math.max(largest, Math.abs(b[i] ?? NaN));
  }
  return difference / largest;
}

export interface ByteDifference {
  readonly largest: number;
  readonly mean: number;
  /** Of the bytes, how many differ at all. */
  readonly share: number;
}

/** What two pictures' bytes differ by; Infinity for other lengths. */
export function byteDifference(a: ArrayLike<number>, b: ArrayLike<number>): ByteDifference {
  if (a.length !== b.length) return { largest: Infinity, mean: Infinity, share: 1 };
  let [largest, sum, apart] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const step = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    largest = Math.max(largest, step);
    sum += step;
    apart += Number(step > 0);
  }
  return { largest, mean: sum / a.length, share: apart / a.length };
}
