import { useEffect, useMemo, useRef, useState } from 'react';
import { useSize } from '../charts/useSize';
import { contours } from './contours';
import { drawMap, drawPointed, type MapScene } from './drawMap';
import { nearestPoint, pointsInside } from './findPoints';
import { MapPictures } from './mapPictures';
import { useGestures, type Gestures, type MapTool } from './useGestures';
import { useMapTheme } from './useMapTheme';
import { fitted, moved, screenX, screenY, zoomed, type Spot, type View } from './viewport';

export interface PointMapProps extends Pick<MapScene, 'points' | 'labels' | 'cores' | 'chosen'> {
  /** 1 for points that the filters leave; null for all. */
  readonly shown: Uint8Array | null;
  /** Points with a ring around them. */
  readonly pointed: readonly number[];
  /** URL of a point's picture; null for a map of points alone. */
  readonly urlOf: ((point: number) => Promise<string>) | null;
  readonly tool: MapTool;
  /** Names what the map is of: another one is shown whole again. */
  readonly subject: string;
  readonly label: string;
  readonly onHover: (point: number | null, at: Spot) => void;
  /** @param point null for a click beside all points */
  readonly onClick: (point: number | null) => void;
  /** @param points ascending */
  readonly onChoose: (points: readonly number[]) => void;
}

/** Room for a core's picture at the edge. */
const MARGIN = 28;
const REACH = 12;
const STEP = 1.6;

/** Where a person has taken the map, and what it was of then. */
interface Taken {
  readonly subject: string;
  readonly view: View;
}

/** Points that lie where they are alike, on a canvas that is moved and enlarged like a sheet. */
export function PointMap(props: PointMapProps) {
  const { points, labels, cores, chosen, shown, pointed, urlOf, subject } = props;
  const frameNode = useRef<HTMLElement>(null);
  const ground = useRef<HTMLCanvasElement>(null);
  const top = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(frameNode);
  const theme = useMapTheme();
  const [taken, setTaken] = useState<Taken | null>(null);
  const [outline, setOutline] = useState<readonly Spot[]>([]);
  const whole = useMemo(() => fitted(points, { width, height }, MARGIN), [points, width, height]);
  const view = taken?.subject === subject ? taken.view : whole;
  const lines = useMemo(() => contours(points, shown), [points, shown]);
  const pictures = useRef<MapPictures | null>(null);
  const draw = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (urlOf === null) return undefined;
    const made = new MapPictures(urlOf, () => draw.current());
    pictures.current = made;
    return () => made.close();
  }, [urlOf]);

  // Below the effect above: the first drawing asks for pictures of this map, not of the one before.
  useEffect(() => {
    draw.current = () => {
      const context = sized(ground.current, width, height);
      if (context === null) return;
      const pictureOf = urlOf === null ? null : (i: number) => pictures.current?.get(i) ?? null;
      const scene = { points, labels, cores, chosen, shown, contours: lines, pictureOf };
      context.imageSmoothingQuality = 'high';
      drawMap(context, scene, view, view.scale / whole.scale, { width, height }, theme);
    };
    draw.current();
  }, [points, labels, cores, chosen, shown, lines, urlOf, view, whole, width, height, theme]);

  useEffect(() => {
    const context = sized(top.current, width, height);
    if (context === null) return;
    drawPointed(context, points, pointed, outline, view, { width, height }, theme);
  }, [points, pointed, outline, view, width, height, theme]);

  const take = (next: View) => setTaken({ subject, view: next });
  const gestures: Gestures = {
    tool: props.tool,
    onMove: (dx, dy) => take(moved(view, dx, dy)),
    onZoom: (factor, at) => take(zoomed(view, factor, at, whole)),
    onPoint: (at, event) => {
      const found = at === null ? null : nearestPoint(points, shown, view, at, REACH);
      props.onHover(found, { x: event.clientX, y: event.clientY });
    },
    onClick: (at) => props.onClick(nearestPoint(points, shown, view, at, REACH)),
    onOutline: setOutline,
    onEnclosed: (corners) => props.onChoose(pointsInside(points, shown, view, corners)),
  };
  const latest = useRef(gestures);
  useEffect(() => {
    latest.current = gestures;
  });
  useGestures(top, latest);

  /** Buttons enlarge around what is pointed at, so that a keyboard gets there too. */
  const centre = (): Spot => {
    const [at] = pointed;
    if (at === undefined) return { x: width / 2, y: height / 2 };
    return {
      x: screenX(view, points[2 * at] ?? 0),
      y: screenY(view, points[2 * at + 1] ?? 0),
    };
  };
  return (
    <figure ref={frameNode} className="point-map" data-tool={props.tool} aria-label={props.label}>
      <canvas ref={ground} aria-hidden="true" />
      <canvas ref={top} className="point-map-top" aria-hidden="true" />
      <fieldset className="map-zoom" aria-label="Size of the map">
        <button
          type="button"
          className="icon-button"
          aria-label="Zoom in"
          onClick={() => take(zoomed(view, STEP, centre(), whole))}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 8h10M8 3v10" />
          </svg>
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Zoom out"
          onClick={() => take(zoomed(view, 1 / STEP, centre(), whole))}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 8h10" />
          </svg>
        </button>
        <button type="button" className="quiet-button" onClick={() => setTaken(null)}>
          Fit
          <span className="visually-hidden"> the whole map</span>
        </button>
      </fieldset>
    </figure>
  );
}

/** A canvas in the screen's own pixels; null before it has a size. */
function sized(
  canvas: HTMLCanvasElement | null,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  if (canvas === null || width === 0 || height === 0) return null;
  const [wide, high] = [
    Math.round(width * devicePixelRatio),
    Math.round(height * devicePixelRatio),
  ];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  const context = canvas.getContext('2d');
  context?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return context;
}
