/**
 * From a scene to pixels: a pinhole camera, a regular grid of samples in every pixel, a film-like tone
 * curve and a gamma of 16/7, all from operations that are the same on every engine (exact-math.ts).
 */
import type { Scene } from '../scene/scene';
import { cross, normalize } from '../scene/vector';
import { cosine, sine } from './exact-math';
import { Shader } from './shade';

/**
 * Highlights roll off instead of clipping: the rational fit of Narkowicz, "ACES filmic tone mapping
 * curve" (2015). Then x^(7/16), as x^(1/4) x^(1/8) x^(1/16), since square roots are exact everywhere.
 */
function develop(linear: number): number {
  const x = linear > 0 ? linear : 0;
  const y = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
  const fourth = Math.sqrt(Math.sqrt(y < 1 ? y : 1));
  const eighth = Math.sqrt(fourth);
  return fourth * eighth * Math.sqrt(eighth);
}

/**
 * Renders a square picture.
 * @param size pixels a side
 * @param samples samples a pixel along each side; 2 is what the collection uses
 * @returns size x size x 3 bytes, RGB, row by row from the top
 */
export function renderScene(scene: Scene, size: number, samples = 2): Uint8Array<ArrayBuffer> {
  const { camera, light } = scene;
  const shader = new Shader(scene);
  const [ex, ey, ez] = camera.eye;
  const forward = normalize([camera.target[0] - ex, camera.target[1] - ey, camera.target[2] - ez]);
  const side = normalize(cross(forward, [0, 1, 0]));
  const above = cross(side, forward);
  const c = cosine(camera.tilt);
  const s = sine(camera.tilt);
  const rightward = [0, 1, 2].map((i) => c * (side[i] ?? 0) + s * (above[i] ?? 0));
  const upward = [0, 1, 2].map((i) => c * (above[i] ?? 0) - s * (side[i] ?? 0));
  const [rx = 0, ry = 0, rz = 0] = rightward;
  const [ux = 0, uy = 0, uz = 0] = upward;
  const pixels = new Uint8Array(size * size * 3);
  const grid = size * samples;
  const share = 255 / (samples * samples);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let sample = 0; sample < samples * samples; sample++) {
        const sx = column * samples + (sample % samples) + 0.5;
        const sy = row * samples + Math.floor(sample / samples) + 0.5;
        const u = ((2 * sx) / grid - 1) * camera.halfWidth;
        const v = (1 - (2 * sy) / grid) * camera.halfWidth;
        const dx = forward[0] + u * rx + v * ux;
        const dy = forward[1] + u * ry + v * uy;
        const dz = forward[2] + u * rz + v * uz;
        const unit = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
        shader.trace(ex, ey, ez, dx * unit, dy * unit, dz * unit, false);
        red += develop((shader.rgb[0] as number) * light.exposure);
        green += develop((shader.rgb[1] as number) * light.exposure);
        blue += develop((shader.rgb[2] as number) * light.exposure);
      }
      const at = (row * size + column) * 3;
      pixels[at] = red * share + 0.5;
      pixels[at + 1] = green * share + 0.5;
      pixels[at + 2] = blue * share + 0.5;
    }
  }
  return pixels;
}
