/**
 * A picture decoded tile by tile, as diffusers does (AutoencoderKL.tiled_decode, overlap factor 0.25).
 *
 * Tiles begin every three quarters of a tile; those at the far edges are what is left there. Where two overlap, the
 * first quarter of the later one goes over from the earlier one linearly, downwards first, then to the right. It is
 * not the whole picture's decoding: norms and attention of a tile see that tile alone. So it serves where the whole
 * does not fit, and nowhere else.
 */

const OVERLAP = 0.25;

/** Numbers of a tile or a picture, [rows, channels, height, width]. */
export interface Planes {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

export interface TiledDecoding {
  /** Unscaled latents, of `rows` pictures. */
  readonly latents: Planes;
  readonly rows: number;
  /** Side of a tile, in latent cells: a multiple of four, so that its quarters are whole cells. */
  readonly tile: number;
  /** Pixels of a cell's side. */
  readonly perCell: number;
}

const COLOURS = 3;

/** A part of planes, [images, height, width] each of its own. */
function cut(
  { values, height, width }: Planes,
  [top, left]: readonly [number, number],
  [high, wide]: readonly [number, number],
): Planes {
  const images = values.length / (height * width);
  const part = new Float32Array(images * high * wide);
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < high; y++) {
      const from = (image * height + top + y) * width + left;
      part.set(values.subarray(from, from + wide), (image * high + y) * wide);
    }
  }
  return { values: part, height: high, width: wide };
}

/**
 * Lets the beginning of a tile go over from the end of the one before it, in place.
 * @param along the axis on which they overlap
 */
function blend(before: Planes, tile: Planes, along: 'height' | 'width', most: number): void {
  const extent = Math.min(before[along], tile[along], most);
  const down = along === 'height';
  const [high, wide] = down ? [extent, tile.width] : [tile.height, extent];
  const [top, left] = down ? [before.height - extent, 0] : [0, before.width - extent];
  const images = tile.values.length / (tile.height * tile.width);
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < high; y++) {
      const to = (image * tile.height + y) * tile.width;
      const from = (image * before.height + top + y) * before.width + left;
      for (let x = 0; x < wide; x++) {
        const share = (down ? y : x) / extent;
        const old = before.values[from + x] ?? 0;
        tile.values[to + x] = old * (1 - share) + (tile.values[to + x] ?? 0) * share;
      }
    }
  }
}

/** Copies the beginning of a tile to its place in the picture. */
function place(
  tile: Planes,
  picture: Planes,
  [top, left]: readonly [number, number],
  most: number,
): void {
  const [high, wide] = [Math.min(tile.height, most), Math.min(tile.width, most)];
  const images = tile.values.length / (tile.height * tile.width);
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < high; y++) {
      const from = (image * tile.height + y) * tile.width;
      const to = (image * picture.height + top + y) * picture.width + left;
      picture.values.set(tile.values.subarray(from, from + wide), to);
    }
  }
}

/**
 * @param decode decodes latents of any height and width, [rows, channels, height, width], to planes
 *   [rows, 3, perCell height, perCell width]
 * @returns [rows, 3, height, width] of the whole pictures
 */
export async function decodeInTiles(
  { latents, rows, tile, perCell }: TiledDecoding,
  decode: (tile: Planes) => Promise<Float32Array>,
): Promise<Float32Array> {
  const [height, width] = [latents.height * perCell, latents.width * perCell];
  const values = new Float32Array(rows * COLOURS * height * width);
  const picture: Planes = { values, height, width };
  const stride = Math.floor(tile * (1 - OVERLAP));
  const extent = Math.floor(tile * perCell * OVERLAP);
  let above: Planes[] = [];
  for (let top = 0; top < latents.height; top += stride) {
    const line: Planes[] = [];
    for (let left = 0; left < latents.width; left += stride) {
      const high = Math.min(tile, latents.height - top);
      const wide = Math.min(tile, latents.width - left);
      const decoded: Planes = {
        values: await decode(cut(latents, [top, left], [high, wide])),
        height: high * perCell,
        width: wide * perCell,
      };
      const over = above[line.length];
      const before = line.at(-1);
      if (over) blend(over, decoded, 'height', extent);
      if (before) blend(before, decoded, 'width', extent);
      place(decoded, picture, [top * perCell, left * perCell], tile * perCell - extent);
      line.push(decoded);
    }
    above = line;
  }
  return values;
}
