/**
 * How an image of any size and shape meets a model of one resolution R.
 *
 * The short side is resized to R and square tiles of R x R cover the long one, overlapping by a
 * quarter at least. Tiles start at multiples of a quantum, the pixels of the coarsest latent or
 * feature cell, so their maps lie on one common grid and merge cell by cell: a cell that several tiles
 * see is their mean, weighted by its distance to each tile's edge, where a network sees least
 * around it. An image that comes out square (or within half a quantum of it) is one tile, exactly the
 * centre square that the other methods encode, so that their latents serve here too.
 *
 * diff-mining (arXiv 2408.02752) scores whole images at the model's size; tiles are ours. Very long
 * images are scored in their middle part, 8 times as long as wide.
 */
import { StillroomError } from '../errors';

/** A part of an image, in its pixels. */
export interface PixelRegion {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ScoringFrame {
  /** The part of the original image that is scored, in its pixels. */
  readonly box: PixelRegion;
  /** Size in pixels at which it is scored; the shorter one is the resolution. */
  readonly height: number;
  readonly width: number;
  /** R, the side of the tiles. */
  readonly resolution: number;
  /** Upper left corners of the tiles, in scored pixels; one of them is 0 in each. */
  readonly tiles: readonly { readonly y: number; readonly x: number }[];
}

const LONGEST_SHAPE = 8;
/** Share of a tile that the next one may start after. */
const STRIDE = 0.75;

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/**
 * Pixels that a tile's start must be a multiple of, for grids of these numbers of cells a side.
 * @throws StillroomError Unsupported when a grid does not divide the resolution
 */
export function tileQuantum(resolution: number, grids: readonly number[]): number {
  return grids.reduce((quantum, cells) => {
    const cell = resolution / cells;
    if (!Number.isInteger(cell)) {
      throw new StillroomError(
        'Unsupported',
        `A grid of ${cells} cells does not divide ${resolution} pixels; images cannot be scored with this model.`,
        { resolution, cells },
      );
    }
    return (quantum * cell) / divisor(quantum, cell);
  }, 1);
}

/**
 * How an image is scored.
 * @param width of the upright original, in pixels
 * @param resolution R of the model
 * @param quantum from `tileQuantum`
 * @throws StillroomError BadParameter for an empty image
 */
export function scoringFrame(
  width: number,
  height: number,
  resolution: number,
  quantum: number,
): ScoringFrame {
  if (!(width >= 1 && height >= 1)) {
    throw new StillroomError('BadParameter', `An image of ${width} x ${height} cannot be scored.`, {
      width,
      height,
    });
  }
  const short = Math.min(width, height);
  const long = Math.min(Math.max(width, height), LONGEST_SHAPE * short);
  const scaled = quantum * Math.round((long * resolution) / short / quantum);
  if (scaled <= resolution) {
    const box = centred(width, height, short, short);
    return { box, height: resolution, width: resolution, resolution, tiles: [{ y: 0, x: 0 }] };
  }
  const count = Math.ceil((scaled - resolution) / (STRIDE * resolution)) + 1;
  const starts = Array.from(
    { length: count },
    (_, i) => quantum * Math.round((i * (scaled - resolution)) / (count - 1) / quantum),
  );
  return height > width
    ? {
        box: centred(width, height, short, long),
        height: scaled,
        width: resolution,
        resolution,
        tiles: starts.map((y) => ({ y, x: 0 })),
      }
    : {
        box: centred(width, height, long, short),
        height: resolution,
        width: scaled,
        resolution,
        tiles: starts.map((x) => ({ y: 0, x })),
      };
}

function centred(width: number, height: number, boxWidth: number, boxHeight: number): PixelRegion {
  return {
    x: Math.floor((width - boxWidth) / 2),
    y: Math.floor((height - boxHeight) / 2),
    width: boxWidth,
    height: boxHeight,
  };
}

/** Sides of the grid that merged maps have, for tiles of `cells` cells a side. */
export function mergedSize(frame: ScoringFrame, cells: number): { height: number; width: number } {
  const { height, width, resolution } = frame;
  return { height: (height * cells) / resolution, width: (width * cells) / resolution };
}

/**
 * Maps of all tiles as one map.
 * @param parts [channels, cells, cells] a tile, in the order of the frame's tiles
 * @param cells cells a side of a tile
 * @returns [channels, height, width] on the grid of `mergedSize`
 * @throws StillroomError ShapeMismatch
 */
export function mergeTiles(
  parts: readonly ArrayLike<number>[],
  frame: ScoringFrame,
  channels: number,
  cells: number,
): Float64Array {
  const { tiles, resolution } = frame;
  const wrong = parts.find((part) => part.length !== channels * cells * cells);
  if (parts.length !== tiles.length || wrong !== undefined) {
    throw new StillroomError(
      'ShapeMismatch',
      `${parts.length} maps of ${wrong?.length ?? channels * cells * cells} numbers do not fit ${tiles.length} tiles of ${channels} x ${cells} x ${cells}.`,
      { parts: parts.length, tiles: tiles.length },
    );
  }
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return Float64Array.from(only);
  const { height, width } = mergedSize(frame, cells);
  const sums = new Float64Array(channels * height * width);
  const weights = new Float64Array(height * width);
  const weightOf = (cell: number) => Math.min(cell + 1, cells - cell);
  tiles.forEach((tile, t) => {
    const part = parts[t] as ArrayLike<number>;
    const top = (tile.y * cells) / resolution;
    const left = (tile.x * cells) / resolution;
    for (let y = 0; y < cells; y++) {
      for (let x = 0; x < cells; x++) {
        const weight = weightOf(y) * weightOf(x);
        const to = (top + y) * width + left + x;
        weights[to] = (weights[to] ?? 0) + weight;
        for (let c = 0; c < channels; c++) {
          const at = c * height * width + to;
          sums[at] = (sums[at] ?? 0) + weight * (part[(c * cells + y) * cells + x] ?? 0);
        }
      }
    }
  });
  return sums.map((sum, i) => sum / (weights[i % (height * width)] ?? 1));
}

/** Pixels below which a window of the original shows nothing. */
export const SMALLEST_WINDOW = 4;

/**
 * The square of original pixels behind a window of the scored image. Rounded down throughout, so that
 * windows that are apart stay apart and none leaves the image.
 * @throws StillroomError BadImage when the image is so small that the window has under 4 pixels a side
 */
export function originalBox(
  frame: ScoringFrame,
  window: { readonly y: number; readonly x: number; readonly side: number },
): PixelRegion {
  const { box, height, width } = frame;
  const across = box.width / width;
  const down = box.height / height;
  const side = Math.floor(window.side * Math.min(across, down));
  if (side < SMALLEST_WINDOW) {
    throw new StillroomError(
      'BadImage',
      `The image is too small: a window of it would be ${side} pixels wide. Use larger images or a larger window.`,
      { side },
    );
  }
  return {
    x: box.x + Math.floor(window.x * across),
    y: box.y + Math.floor(window.y * down),
    width: side,
    height: side,
  };
}

/**
 * The tiles' pixels out of the scored image.
 * @param pixels RGB bytes, [height, width, 3] of the frame
 * @returns [tiles, resolution, resolution, 3]
 */
export function cutTiles(pixels: Uint8Array, frame: ScoringFrame): Uint8Array<ArrayBuffer> {
  const { tiles, resolution, width } = frame;
  const out = new Uint8Array(tiles.length * resolution * resolution * 3);
  tiles.forEach(({ y, x }, t) => {
    for (let row = 0; row < resolution; row++) {
      const start = ((y + row) * width + x) * 3;
      const to = (t * resolution + row) * resolution * 3;
      out.set(pixels.subarray(start, start + resolution * 3), to);
    }
  });
  return out;
}
