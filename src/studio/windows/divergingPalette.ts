/**
 * The heat of a score: blue where the null prompt explains the image better, orange where the label
 * does, light grey at 0. The two ends are Okabe and Ito's, apart for all kinds of colour vision, and
 * equally far from 0: a colour's strength says how much, its hue which way.
 */
import { fixed } from '../../core/fixed';

type Rgb = readonly [number, number, number];

const BELOW: Rgb = [0, 114, 178];
const ZERO: Rgb = [242, 242, 240];
const ABOVE: Rgb = [213, 94, 0];

/** @param share -1 to 1; beyond is clamped */
export function heatColour(share: number): Rgb {
  const strength = Math.min(1, Math.abs(share));
  const end = share < 0 ? BELOW : ABOVE;
  const mix = (i: 0 | 1 | 2) => Math.round(ZERO[i] + (end[i] - ZERO[i]) * strength);
  return [mix(0), mix(1), mix(2)];
}

export function heatCss(share: number): string {
  return `rgb(${heatColour(share).join(' ')})`;
}

/**
 * The score at which the palette ends, on both sides: nearly the largest of the map, so that one
 * extreme pixel does not fade all others.
 */
export function heatLimit(values: Float32Array): number {
  const sizes = Float32Array.from(values, Math.abs).sort();
  const limit = sizes[Math.floor(0.99 * (sizes.length - 1))] ?? 0;
  return limit > 0 ? limit : 1;
}

/** RGBA bytes of a map. @param limit from `heatLimit` */
export function heatPixels(values: Float32Array, limit: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * values.length);
  values.forEach((value, i) => {
    pixels.set(heatColour(value / limit), 4 * i);
    pixels[4 * i + 3] = 255;
  });
  return pixels;
}

/** A loss, with as many decimals as tell scores apart. */
export function formatLoss(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  return fixed(value, 4);
}
