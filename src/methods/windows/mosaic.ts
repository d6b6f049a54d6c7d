/**
 * f x f equal pictures as one, row by row: how RDED (arXiv 2312.03526) and the diffusion-driven
 * selection put several windows into one training image.
 */
import { StillroomError } from '../../core/errors';

/** Side of each part, so that `tiling` of them fill `side` pixels; the last ones take the remainder. */
export function partSizes(side: number, tiling: number): number[] {
  const edges = Array.from({ length: tiling + 1 }, (_, i) => Math.round((i * side) / tiling));
  return edges.slice(1).map((edge, i) => edge - (edges[i] ?? 0));
}

/**
 * @param parts RGB bytes, [rows, columns, 3] each with the sizes of `partSizes`; tiling * tiling of them
 * @returns [side, side, 3]
 * @throws StillroomError ShapeMismatch
 */
export function mosaic(
  parts: readonly Uint8Array[],
  side: number,
  tiling: number,
): Uint8Array<ArrayBuffer> {
  const sizes = partSizes(side, tiling);
  if (parts.length !== tiling * tiling) {
    throw new StillroomError(
      'ShapeMismatch',
      `${parts.length} pictures do not fill ${tiling} x ${tiling} places.`,
      { parts: parts.length, tiling },
    );
  }
  const out = new Uint8Array(side * side * 3);
  let part = 0;
  let top = 0;
  for (const rows of sizes) {
    let left = 0;
    for (const columns of sizes) {
      const pixels = parts[part++] as Uint8Array;
      if (pixels.length !== rows * columns * 3) {
        throw new StillroomError(
          'ShapeMismatch',
          `A picture of ${pixels.length} bytes does not fit a place of ${rows} x ${columns} pixels.`,
          { bytes: pixels.length, rows, columns },
        );
      }
      for (let row = 0; row < rows; row++) {
        const line = pixels.subarray(row * columns * 3, (row + 1) * columns * 3);
        out.set(line, ((top + row) * side + left) * 3);
      }
      left += columns;
    }
    top += rows;
  }
  return out;
}
