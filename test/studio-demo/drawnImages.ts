/** Small pictures for the demo: a lit ball on a ground, varied by class, image and mode. */

export interface DrawnImage {
  readonly size: number;
  /** RGB bytes, [size, size, 3]. */
  readonly pixels: Uint8Array;
}

/** A number in [0, 1) that depends only on its key. */
export function keyed(...key: readonly number[]): number {
  let hash = 2166136261;
  for (const part of key) {
    hash = Math.imul(hash ^ part, 16777619);
    hash = Math.imul(hash ^ (hash >>> 15), 2246822519);
  }
  hash = Math.imul(hash ^ (hash >>> 13), 3266489917);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * @param blur noise mixed in, from 0 (a clean picture) to 1 (noise alone)
 */
export function drawImage(klass: number, image: number, mode: number, blur: number): DrawnImage {
  const size = 64;
  const pixels = new Uint8Array(3 * size * size);
  const radius = 12 + 10 * keyed(klass, image, 1);
  const cx = 32 + 12 * (keyed(klass, image, 2) - 0.5);
  const cy = 36 + 10 * (keyed(klass, image, 3) - 0.5);
  const hue = keyed(klass, 4) + 0.12 * (mode + keyed(klass, image, 5));
  const ground = hueToRgb(keyed(klass, image, 6) * 0.3 + 0.5 + klass / 7, 0.25);
  const body = hueToRgb(hue, 0.7);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [dx, dy] = [(x - cx) / radius, (y - cy) / radius];
      const far = klass % 2 === 0 ? Math.hypot(dx, dy) : Math.max(Math.abs(dx), Math.abs(dy));
      const light = far < 1 ? 0.45 + 0.6 * Math.max(0, 0.6 - dx * 0.5 - dy * 0.6) : 0.5 + y / 160;
      const colour = far < 1 ? body : ground;
      for (let c = 0; c < 3; c++) {
        const grain = keyed(klass, image, x, y, c);
        const clean = light * (colour[c] ?? 0) + 0.05 * grain;
        pixels[3 * (y * size + x) + c] = 255 * Math.min(1, clean * (1 - blur) + blur * grain);
      }
    }
  }
  return { size, pixels };
}

/** The picture as a PNG behind an object URL. */
export async function toUrl({ size, pixels }: DrawnImage): Promise<string> {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2-D context for the demo pictures');
  const data = context.createImageData(size, size);
  for (let i = 0; i < size * size; i++) {
    for (let c = 0; c < 3; c++) data.data[4 * i + c] = pixels[3 * i + c] ?? 0;
    data.data[4 * i + 3] = 255;
  }
  context.putImageData(data, 0, 0);
  return URL.createObjectURL(await canvas.convertToBlob());
}

function hueToRgb(hue: number, saturation: number): readonly [number, number, number] {
  const channel = (shift: number) =>
    1 - saturation * (0.5 + 0.5 * Math.cos(2 * Math.PI * (hue + shift)));
  return [channel(0), channel(1 / 3), channel(2 / 3)];
}
