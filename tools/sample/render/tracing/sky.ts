/**
 * The colour of the sky in a direction: a gradient, drifting clouds, a glow around the light and two
 * rows of hills on the horizon. The nearer row is darker, the farther one takes the haze's colour.
 */
import type { Light, Sky } from '../scene/scene';
import { arcTangent } from './exact-math';
import { layeredNoise } from './noise';

function smooth(low: number, high: number, x: number): number {
  const t = (x - low) / (high - low);
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

/** Writes linear RGB for the unit direction (dx, dy, dz), dy >= 0, into out[0..2]. */
export function skyColor(
  sky: Sky,
  light: Light,
  texture: number,
  dx: number,
  dy: number,
  dz: number,
  out: Float64Array,
): void {
  const up = dy > 0 ? Math.sqrt(dy) : 0;
  let r = sky.horizon[0] + (sky.zenith[0] - sky.horizon[0]) * up;
  let g = sky.horizon[1] + (sky.zenith[1] - sky.horizon[1]) * up;
  let b = sky.horizon[2] + (sky.zenith[2] - sky.horizon[2]) * up;
  if (sky.glow > 0) {
    const towards = dx * light.direction[0] + dy * light.direction[1] + dz * light.direction[2];
    if (towards > 0) {
      const wide = towards * towards * towards * towards;
      const narrow = wide * wide * wide * wide;
      const glow = sky.glow * (0.25 * wide + 0.6 * narrow * narrow);
      r += glow * light.color[0];
      g += glow * light.color[1];
      b += glow * light.color[2];
    }
  }
  if (sky.clouds > 0 && dy > 0) {
    const flatten = 1 / (dy + 0.18);
    const n = layeredNoise(dx * flatten * 1.5, dz * flatten * 1.9, texture, 4);
    const cover =
      smooth(0.72 - 0.45 * sky.clouds, 0.92 - 0.4 * sky.clouds, n) * smooth(0, 0.12, dy);
    // Clouds are greyer where they are thick.
    const tint = 1.08 - 0.3 * n * cover;
    r += (sky.cloudColor[0] * tint - r) * cover;
    g += (sky.cloudColor[1] * tint - g) * cover;
    b += (sky.cloudColor[2] * tint - b) * cover;
  }
  if (sky.hills > 0) {
    const azimuth = arcTangent(dx, -dz);
    const far = sky.hills * (0.5 + layeredNoise(azimuth * 4, 0.5, texture + 7, 2));
    const near = sky.hills * 1.1 * layeredNoise(azimuth * 7 + 40, 0.5, texture + 9, 3);
    if (dy < far || dy < near) {
      const lost = dy < near ? 0.22 : 0.6;
      r = sky.hillColor[0] + (sky.horizon[0] - sky.hillColor[0]) * lost;
      g = sky.hillColor[1] + (sky.horizon[1] - sky.hillColor[1]) * lost;
      b = sky.hillColor[2] + (sky.horizon[2] - sky.hillColor[2]) * lost;
    }
  }
  out[0] = r;
  out[1] = g;
  out[2] = b;
}
