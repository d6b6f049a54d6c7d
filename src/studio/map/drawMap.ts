/** A map onto a canvas: density, points, pictures where there is room, cores on top. */
import { clusterMark } from '../explore/clusterColours';
import { GLYPHS, STAR } from './clusterGlyphs';
import type { Contour } from './contours';
import { pictureSide, pointsWithRoom } from './pictureRoom';
import type { MapTheme } from './useMapTheme';
import { screenX, screenY, type Frame, type Spot, type View } from './viewport';

export interface MapScene {
  /** [n, 2]; NaN for a point that has no place yet. */
  readonly points: Float32Array;
  /** Cluster of each point, -1 for none. */
  readonly labels: Int32Array;
  readonly cores: readonly number[];
  /** 1 for points that the filters leave; null for all. */
  readonly shown: Uint8Array | null;
  /** Chosen points; where there are some, the others step back. */
  readonly chosen: readonly number[];
  readonly contours: readonly Contour[];
  /** Gives a point's picture; null for a map of points alone. */
  readonly pictureOf: ((point: number) => CanvasImageSource | null) | null;
}

const CORE_SIDE = 36;
/** A picture more costs a decoded image and 20 µs of every drawing. */
const MOST_PICTURES = 400;
const FAINT = 0.12;

/** Diameter and outline in pixels: smaller for more points, outlined while the outlines stay apart. */
function dotStyle(points: number): readonly [diameter: number, outline: number] {
  if (points <= 600) return [8, 0.75];
  return [points <= 3000 ? 6 : 4, 0];
}

/** @param zoom over the view that shows everything */
export function drawMap(
  context: CanvasRenderingContext2D,
  scene: MapScene,
  view: View,
  zoom: number,
  frame: Frame,
  theme: MapTheme,
): void {
  context.clearRect(0, 0, frame.width, frame.height);
  drawContours(context, scene.contours, view, theme);
  const chosen = scene.chosen.length === 0 ? null : new Set(scene.chosen);
  const isFaint = (i: number) =>
    (scene.shown !== null && scene.shown[i] !== 1) || (chosen !== null && !chosen.has(i));
  const cores = new Set(scene.cores);
  const side = pictureSide(zoom);
  const room =
    scene.pictureOf === null
      ? []
      : pointsWithRoom(scene.points, scene.shown, view, frame, side, MOST_PICTURES);
  const pictured = new Set(room.filter((i) => !cores.has(i) && !isFaint(i)));
  drawDots(context, scene, view, frame, theme, isFaint, (i) => pictured.has(i) || cores.has(i));
  for (const i of pictured) drawPicture(context, scene, i, view, side, 2, theme, 1);
  const coreSide = Math.max(CORE_SIDE, side);
  for (const i of scene.cores) {
    const alpha = isFaint(i) ? 0.35 : 1;
    if (scene.pictureOf === null) drawStar(context, scene.points, i, view, theme, alpha);
    else drawPicture(context, scene, i, view, coreSide, 3, theme, alpha);
  }
  context.globalAlpha = 1;
}

function drawContours(
  context: CanvasRenderingContext2D,
  lines: readonly Contour[],
  view: View,
  theme: MapTheme,
): void {
  context.strokeStyle = theme.ink;
  context.lineWidth = 1;
  for (const { share, segments } of lines) {
    // The denser, the clearer.
    context.globalAlpha = 0.6 - 0.4 * share;
    context.beginPath();
    for (let i = 0; i + 3 < segments.length; i += 4) {
      context.moveTo(screenX(view, segments[i] ?? 0), screenY(view, segments[i + 1] ?? 0));
      context.lineTo(screenX(view, segments[i + 2] ?? 0), screenY(view, segments[i + 3] ?? 0));
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

function drawDots(
  context: CanvasRenderingContext2D,
  { points, labels }: MapScene,
  view: View,
  { width, height }: Frame,
  theme: MapTheme,
  isFaint: (i: number) => boolean,
  isDrawn: (i: number) => boolean,
): void {
  const [diameter, outline] = dotStyle(labels.length);
  const stamps = new Map<number, HTMLCanvasElement>();
  // Noise first: clusters lie above it.
  for (const noise of [true, false]) {
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i] ?? -1;
      if (label < 0 !== noise || isDrawn(i)) continue;
      const x = screenX(view, points[2 * i] ?? NaN);
      const y = screenY(view, points[2 * i + 1] ?? NaN);
      // Also false for a point without a place.
      if (!(x > -diameter && x < width + diameter && y > -diameter && y < height + diameter))
        continue;
      const stamp = stamps.get(label) ?? stampOf(label, diameter, outline, theme);
      stamps.set(label, stamp);
      context.globalAlpha = isFaint(i) ? FAINT : 0.9;
      const size = stamp.width / devicePixelRatio;
      context.drawImage(stamp, x - size / 2, y - size / 2, size, size);
    }
  }
  context.globalAlpha = 1;
}

/** A cluster's symbol, drawn once and then copied: ten thousand paths would take ten times as long. */
function stampOf(
  label: number,
  diameter: number,
  outline: number,
  theme: MapTheme,
): HTMLCanvasElement {
  const own = label < 0 ? diameter - 2 : diameter;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.ceil((own + 2) * devicePixelRatio);
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const scale = (own / 12) * devicePixelRatio;
  context.translate(canvas.width / 2, canvas.height / 2);
  context.scale(scale, scale);
  context.translate(-6, -6);
  const mark = label < 0 ? null : clusterMark(label);
  const path = new Path2D(GLYPHS[mark?.symbol ?? 'circle']);
  context.fillStyle = mark?.colour ?? theme.noise;
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas is no array
  context.fill(path);
  if (outline > 0 && mark !== null) {
    context.strokeStyle = theme.ink;
    context.lineWidth = (outline * 12) / own;
    context.stroke(path);
  }
  return canvas;
}

function drawPicture(
  context: CanvasRenderingContext2D,
  { points, labels, pictureOf }: MapScene,
  i: number,
  view: View,
  side: number,
  border: number,
  theme: MapTheme,
  alpha: number,
): void {
  const x = screenX(view, points[2 * i] ?? NaN);
  const y = screenY(view, points[2 * i + 1] ?? NaN);
  if (Number.isNaN(x) || Number.isNaN(y)) return;
  const label = labels[i] ?? -1;
  const left = Math.round(x - side / 2);
  const top = Math.round(y - side / 2);
  context.globalAlpha = alpha;
  context.fillStyle = label < 0 ? theme.noise : clusterMark(label).colour;
  context.fillRect(left - border, top - border, side + 2 * border, side + 2 * border);
  const picture = pictureOf?.(i) ?? null;
  if (picture !== null) context.drawImage(picture, left, top, side, side);
}

function drawStar(
  context: CanvasRenderingContext2D,
  points: Float32Array,
  i: number,
  view: View,
  theme: MapTheme,
  alpha: number,
): void {
  const x = screenX(view, points[2 * i] ?? NaN);
  const y = screenY(view, points[2 * i + 1] ?? NaN);
  if (Number.isNaN(x) || Number.isNaN(y)) return;
  context.save();
  context.globalAlpha = alpha;
  context.translate(x - 7, y - 7);
  context.scale(14 / 12, 14 / 12);
  const path = new Path2D(STAR);
  context.lineWidth = 3;
  context.strokeStyle = theme.ground;
  context.stroke(path);
  context.fillStyle = theme.ink;
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas is no array
  context.fill(path);
  context.restore();
}

/** What moves with the pointer: rings around what is pointed at, and the outline that is drawn. */
export function drawPointed(
  context: CanvasRenderingContext2D,
  points: Float32Array,
  pointed: readonly number[],
  outline: readonly Spot[],
  view: View,
  { width, height }: Frame,
  theme: MapTheme,
): void {
  context.clearRect(0, 0, width, height);
  context.strokeStyle = theme.accent;
  context.lineWidth = 3;
  for (const i of pointed) {
    const x = screenX(view, points[2 * i] ?? NaN);
    const y = screenY(view, points[2 * i + 1] ?? NaN);
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    context.beginPath();
    context.arc(x, y, 12, 0, 2 * Math.PI);
    context.stroke();
  }
  const [first, ...rest] = outline;
  if (first === undefined) return;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(first.x, first.y);
  for (const { x, y } of rest) context.lineTo(x, y);
  context.closePath();
  context.stroke();
  context.globalAlpha = 0.12;
  context.fillStyle = theme.accent;
  context.fill();
  context.globalAlpha = 1;
}
