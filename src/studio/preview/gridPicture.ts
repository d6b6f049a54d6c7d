/** The parameter grid as one picture: cells of the images' own pixels, values along both sides. */
import type { GridState } from '../state/preview';

export interface GridLabels {
  readonly title: string;
  readonly columns: string;
  readonly rows: string;
  readonly columnValues: readonly string[];
  readonly rowValues: readonly string[];
}

const GAP = 4;
const TEXT = 14;
const LINE = 20;
const MARGIN = 12;
/** The picture's cells fill about this many pixels. */
const WANTED = 720;

/** Draws what is there; cells that are still to be made stay empty. */
export function drawGrid(canvas: HTMLCanvasElement, grid: GridState, labels: GridLabels): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const across = labels.columnValues.length;
  const down = labels.rowValues.length;
  const scale = Math.max(1, Math.floor(WANTED / (Math.max(across, down) * grid.side)));
  const cell = grid.side * scale;
  const font = `${TEXT}px system-ui, sans-serif`;
  context.font = font;
  const left =
    MARGIN + Math.max(...labels.rowValues.map((text) => context.measureText(text).width), 24) + 8;
  const top = MARGIN + 3 * LINE;
  const widest = Math.max(
    left + across * (cell + GAP),
    ...[labels.title, `Rows: ${labels.rows}`].map(
      (text) => 2 * MARGIN + context.measureText(text).width,
    ),
  );
  canvas.width = Math.ceil(widest + MARGIN);
  canvas.height = top + down * (cell + GAP) + MARGIN + LINE;
  const { color, backgroundColor } = getComputedStyle(canvas);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = color;
  context.font = font;
  context.textBaseline = 'middle';
  context.fillText(labels.title, MARGIN, MARGIN + LINE / 2);
  context.fillText(`Columns: ${labels.columns}`, left, MARGIN + 1.5 * LINE);
  context.fillText(`Rows: ${labels.rows}`, MARGIN, canvas.height - MARGIN - LINE / 2 + 4);
  context.textAlign = 'center';
  labels.columnValues.forEach((text, x) => {
    context.fillText(text, left + x * (cell + GAP) + cell / 2, MARGIN + 2.5 * LINE);
  });
  context.textAlign = 'right';
  labels.rowValues.forEach((text, y) => {
    context.fillText(text, left - 8, top + y * (cell + GAP) + cell / 2);
  });
  context.imageSmoothingEnabled = false;
  grid.cells.forEach((pixels, position) => {
    if (pixels === null) return;
    const x = left + (position % across) * (cell + GAP);
    const y = top + Math.floor(position / across) * (cell + GAP);
    context.drawImage(pictureOf(pixels, grid.side), x, y, cell, cell);
  });
}

function pictureOf(pixels: Uint8Array, side: number): OffscreenCanvas {
  const picture = new OffscreenCanvas(side, side);
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    image.data.set(pixels.subarray(3 * i, 3 * i + 3), 4 * i);
    image.data[4 * i + 3] = 255;
  }
  picture.getContext('2d')?.putImageData(image, 0, 0);
  return picture;
}
