/**
 * Colour jitter, PCA lighting and normalisation as one affine map of a pixel's colour.
 *
 * IDC's jitter (misc/utils.py) moves an image towards or away from black (brightness), from the grey of
 * its own mean (contrast) and from each pixel's own grey (saturation), by a share drawn from
 * -strength .. strength, in a random order and without clamping:
 *
 *     x <- x + a (target - x)
 *
 * Every one of the three is affine in the pixel's colour, and the contrast's target, the image's mean grey,
 * goes through the same maps as the image. So the whole chain, the lighting's offset
 * (AlexNet's: the eigenvectors of ImageNet's colours, each times eigenvalue and a normal number) and the
 * normalisation come to one 3 x 4 matrix an image, applied in a single pass.
 */
import type { RandomStream } from '../../random/stream';
import { PIXEL_DEVIATION, PIXEL_MEAN } from '../normalise-pixels';
import type { AugmentSettings } from './settings';

/** Luma of ITU-R BT.601. */
const GREY = [0.299, 0.587, 0.114] as const;

/** Eigenvalues and, row by row, eigenvectors of ImageNet's colours (Krizhevsky 2012; torch's constants). */
const EIGENVALUES = [0.2175, 0.0188, 0.0045] as const;
const EIGENVECTORS = [
  [-0.5675, 0.7192, 0.4009],
  [-0.5808, -0.0045, -0.814],
  [-0.5836, -0.6948, 0.4203],
] as const;

/** A colour's map: [3, 4], rows R, G, B, columns of the input's R, G, B and 1. */
export type ColourMap = Float64Array;

export function identityColour(): ColourMap {
  return Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
}

/** The row that a map gives the grey of its output. */
function greyRow(map: ColourMap): number[] {
  return [0, 1, 2, 3].map((column) =>
    GREY.reduce((sum, weight, c) => sum + weight * (map[4 * c + column] ?? 0), 0),
  );
}

function darken(map: ColourMap, share: number): void {
  for (let i = 0; i < 12; i++) map[i] = (1 - share) * (map[i] ?? 0);
}

function desaturate(map: ColourMap, share: number): void {
  const grey = greyRow(map);
  for (let i = 0; i < 12; i++) {
    map[i] = (1 - share) * (map[i] ?? 0) + share * (grey[i % 4] ?? 0);
  }
}

/** @param mean R, G, B of the image before the map */
function flatten(map: ColourMap, share: number, mean: readonly number[]): void {
  const [r = 0, g = 0, b = 0, one = 0] = greyRow(map);
  const level = r * (mean[0] ?? 0) + g * (mean[1] ?? 0) + b * (mean[2] ?? 0) + one;
  for (let i = 0; i < 12; i++)
    map[i] = (1 - share) * (map[i] ?? 0) + (i % 4 === 3 ? share * level : 0);
}

/**
 * The map of one image from 0 .. 1 to normalised values.
 * @param mean R, G, B of the image, 0 .. 1
 */
export function randomColourMap(
  stream: RandomStream,
  { colourJitter, lighting }: Pick<AugmentSettings, 'colourJitter' | 'lighting'>,
  mean: readonly number[],
): ColourMap {
  const map = identityColour();
  if (colourJitter > 0) {
    for (const change of stream.permutation(3)) {
      const share = colourJitter * (2 * stream.uniform() - 1);
      if (change === 0) darken(map, share);
      else if (change === 1) flatten(map, share, mean);
      else desaturate(map, share);
    }
  }
  if (lighting > 0) {
    const factors = EIGENVALUES.map((value) => value * lighting * stream.normal());
    for (let c = 0; c < 3; c++) {
      const offset = factors.reduce((sum, f, k) => sum + f * (EIGENVECTORS[c]?.[k] ?? 0), 0);
      map[4 * c + 3] = (map[4 * c + 3] ?? 0) + offset;
    }
  }
  for (let i = 0; i < 12; i++) {
    const c = i >> 2;
    const shifted = (map[i] ?? 0) - (i % 4 === 3 ? (PIXEL_MEAN[c] ?? 0) : 0);
    map[i] = shifted / (PIXEL_DEVIATION[c] ?? 1);
  }
  return map;
}

/** Mean R, G, B of planes [3, positions] of 0 .. 255, as 0 .. 1. */
export function meanColour(planes: Float32Array): number[] {
  const positions = planes.length / 3;
  return [0, 1, 2].map((c) => {
    let sum = 0;
    for (let i = c * positions; i < (c + 1) * positions; i++) sum += planes[i] ?? 0;
    return sum / (255 * positions);
  });
}

/** Maps planes [3, positions] of 0 .. 255 in place to normalised values. */
export function applyColour(planes: Float32Array, map: ColourMap): void {
  const positions = planes.length / 3;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0, l = 0] = map;
  const unit = 1 / 255;
  for (let at = 0; at < positions; at++) {
    const red = (planes[at] ?? 0) * unit;
    const green = (planes[at + positions] ?? 0) * unit;
    const blue = (planes[at + 2 * positions] ?? 0) * unit;
    planes[at] = a * red + b * green + c * blue + d;
    planes[at + positions] = e * red + f * green + g * blue + h;
    planes[at + 2 * positions] = i * red + j * green + k * blue + l;
  }
}
