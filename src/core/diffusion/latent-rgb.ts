/**
 * A cheap picture of a latent: a linear map from latent channels to RGB, fitted once per pack by
 * least squares. It costs microseconds where the decoder costs tens of milliseconds, so that every
 * step of a run can be seen while it is made.
 */
import type { LatentShape } from './types';

export interface LatentToRgb {
  /** 3 x channels: row r gives colour r from the channels of a scaled latent. */
  readonly matrix: readonly (readonly number[])[];
  /** 3 offsets; colours are in [0, 1]. */
  readonly bias: readonly number[];
}

/**
 * @param latent scaled latent, [channels, height, width]
 * @returns RGB bytes, [height, width, 3]
 */
export function latentToRgb(
  latent: ArrayLike<number>,
  { channels, height, width }: LatentShape,
  { matrix, bias }: LatentToRgb,
): Uint8Array<ArrayBuffer> {
  const places = height * width;
  const pixels = new Uint8Array(places * 3);
  for (let colour = 0; colour < 3; colour++) {
    const row = matrix[colour] ?? [];
    const offset = bias[colour] ?? 0;
    for (let place = 0; place < places; place++) {
      let value = offset;
      for (let c = 0; c < channels; c++) value += (row[c] ?? 0) * (latent[c * places + place] ?? 0);
      pixels[place * 3 + colour] = Math.min(255, Math.max(0, Math.round(value * 255)));
    }
  }
  return pixels;
}
