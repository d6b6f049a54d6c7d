/**
 * How large tiles are drawn, and how many stand beside each other: always as many as fill the width to its
 * edge, so that a size that is asked for is a wish that the nearest number of columns comes up to.
 */

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Between two tiles, in pixels. */
export const TILE_GAP = 8;
/** Below a tile's pictures: its line of words, and the space to the next row. */
export const CAPTION = 32;
/** At least: an error below a class's name takes what its words need. */
export const HEADING = 40;

/** Sides of a picture that can be asked for, in pixels. */
export const SMALLEST = 48;
export const LARGEST = 640;
/** Smaller ones can be asked for; nobody gets them unasked. */
const JUDGED = 112;

export interface Tiles {
  /** Tiles side by side, 1 or more. */
  readonly columns: number;
  /** Of one picture of a tile, in whole CSS pixels. */
  readonly side: number;
}

function tilesOf(width: number, columns: number, pictures: 1 | 2): Tiles {
  const wide = (width - (columns - 1) * TILE_GAP) / columns;
  return { columns, side: Math.max(32, Math.floor(wide / pictures)) };
}

/** The number of columns whose pictures come nearest to a side. */
function nearest({ width }: Room, side: number, pictures: 1 | 2): Tiles {
  const columns = Math.round((width + TILE_GAP) / (pictures * side + TILE_GAP));
  return tilesOf(width, Math.max(1, columns), pictures);
}

/** The largest pictures with which all tiles of a class fit on the screen, none smaller than can be judged. */
function fitting(room: Room, count: number, pictures: 1 | 2): Tiles {
  let last = tilesOf(room.width, 1, pictures);
  for (let columns = 1; columns <= count; columns++) {
    const tiles = tilesOf(room.width, columns, pictures);
    if (columns > 1 && tiles.side < JUDGED) break;
    last = tiles;
    const rows = Math.ceil(count / columns);
    if (HEADING + rows * (tiles.side + CAPTION) <= room.height) return tiles;
  }
  const highest = Math.max(JUDGED, Math.floor(room.height - HEADING - CAPTION));
  return last.side > highest ? { ...last, side: highest } : last;
}

/**
 * @param count tiles of one class
 * @param wanted side of a picture that is asked for; null for what fits
 * @param pictures in a tile: 2 for a core and its image, 1 for images alone
 */
export function tilesFor(room: Room, count: number, wanted: number | null, pictures: 1 | 2): Tiles {
  return wanted === null
    ? fitting(room, Math.max(1, count), pictures)
    : nearest(room, Math.min(LARGEST, Math.max(SMALLEST, wanted)), pictures);
}
