/**
 * Between the bytes that images are and the numbers that the autoencoder sees: RGB bytes interleaved
 * by pixel, against planes of float32 in [-1, 1].
 */

/**
 * x / 127.5 - 1, planes apart.
 * @param pixels RGB bytes, [count, area, 3]
 * @returns [count, 3, area]
 */
export function pixelsToPlanes(pixels: Uint8Array, count: number, area: number): Float32Array {
  const planes = new Float32Array(count * 3 * area);
  for (let image = 0; image < count; image++) {
    const base = image * 3 * area;
    for (let channel = 0; channel < 3; channel++) {
      const plane = base + channel * area;
      for (let i = 0, p = base + channel; i < area; i++, p += 3) {
        planes[plane + i] = (pixels[p] ?? 0) / 127.5 - 1;
      }
    }
  }
  return planes;
}

/**
 * The inverse, clamped to [0, 255] and rounded to the nearest byte.
 * @param planes [count, 3, area]
 * @param out RGB bytes, [count, area, 3], filled from the image `firstImage` on
 */
export function planesToPixels(
  planes: Float32Array,
  count: number,
  area: number,
  out: Uint8Array,
  firstImage = 0,
): void {
  for (let image = 0; image < count; image++) {
    const from = image * 3 * area;
    const to = (firstImage + image) * 3 * area;
    for (let channel = 0; channel < 3; channel++) {
      const plane = from + channel * area;
      for (let i = 0, p = to + channel; i < area; i++, p += 3) {
        const byte = Math.floor(((planes[plane + i] ?? 0) + 1) * 127.5 + 0.5);
        out[p] = byte < 0 ? 0 : byte > 255 ? 255 : byte;
      }
    }
  }
}
