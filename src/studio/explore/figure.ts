/** The core map as Plotly wants it. Pure: a map, a selection and a theme in, traces and layout out. */
import type { Layout, PlotData, PlotMarker } from 'plotly.js';
import type { ClassMap } from '../state/explore';
import { clusterMark } from './clusterColours';

export type DragMode = 'pan' | 'lasso' | 'select';

export interface MapTheme {
  readonly ink: string;
  readonly ground: string;
  readonly noise: string;
  readonly accent: string;
}

interface PointState {
  readonly marker: { readonly opacity: number };
}

/** A trace with what Plotly knows and its types leave out. */
export type MapTrace = Partial<PlotData> & {
  readonly selected?: PointState;
  readonly unselected?: PointState;
};

export type MapLayout = Partial<Layout> & {
  readonly newselection?: object;
  readonly selections?: readonly object[];
  readonly selectionrevision?: string;
};

export interface MapChoice {
  readonly image: number | null;
  readonly hovered: number | null;
  readonly lasso: readonly number[];
}

/** Above this, points are drawn by WebGL where there is one: SVG needs 0.1 ms a point. */
const SVG_LIMIT = 2000;

/** Traces: noise, clusters, cores, then the selected and the hovered image. */
export function mapTraces(
  map: ClassMap,
  choice: MapChoice,
  theme: MapTheme,
  webgl: boolean,
): MapTrace[] {
  const type = webgl && map.labels.length > SVG_LIMIT ? 'scattergl' : 'scatter';
  const noise: number[] = [];
  const clustered: number[] = [];
  map.labels.forEach((label, image) => (label < 0 ? noise : clustered).push(image));
  const marks = clustered.map((image) => clusterMark(map.labels[image] ?? 0));
  const [size, outline] = dotStyle(map.labels.length);
  const pointed = [choice.image, choice.hovered].filter((image) => image !== null);
  return [
    dots(type, 'Noise', map, noise, choice.lasso, { color: theme.noise, size: size - 2 }),
    dots(type, 'Clusters', map, clustered, choice.lasso, {
      color: marks.map((mark) => mark.colour),
      symbol: marks.map((mark) => mark.symbol),
      size,
      line: { width: outline, color: theme.ink },
    }),
    rings(type, 'Core halo', map, coreImages(map), {
      symbol: 'star',
      size: 19,
      color: theme.ground,
    }),
    rings(type, 'Cores', map, coreImages(map), {
      symbol: 'star',
      size: 13,
      color: theme.ink,
      line: { width: 0 },
    }),
    rings(type, 'Pointed at', map, pointed, {
      symbol: 'circle-open',
      size: 22,
      color: theme.accent,
      line: { width: 3, color: theme.accent },
    }),
  ];
}

/**
 * A bare field: no axes, because the directions of a UMAP have no unit.
 * @param drawn how many shapes have been drawn on this map
 */
export function mapLayout(
  folder: string,
  dragmode: DragMode,
  lasso: readonly number[],
  drawn: number,
  theme: MapTheme,
): MapLayout {
  const axis = {
    visible: false,
    showgrid: false,
    zeroline: false,
    automargin: false,
  };
  return {
    margin: { l: 8, r: 8, t: 8, b: 8 },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    xaxis: axis,
    yaxis: { ...axis, scaleanchor: 'x' },
    showlegend: false,
    hovermode: 'closest',
    hoverdistance: 12,
    dragmode,
    clickmode: 'event',
    uirevision: folder,
    newselection: { line: { color: theme.accent, width: 1.5, dash: 'solid' } },
    // The outline goes once it has chosen its images: dimming shows them, however they were chosen,
    // and a new revision makes Plotly forget what was drawn on it.
    selections: [],
    selectionrevision: `${drawn} ${lasso.join(' ')}`,
  };
}

/** Diameter and outline in pixels: smaller for more points, outlined while the outlines stay apart. */
function dotStyle(points: number): readonly [number, number] {
  if (points <= 600) return [8, 0.5];
  return [points <= 3000 ? 6 : 4, 0];
}

function coreImages(map: ClassMap): number[] {
  return map.cores.map((core) => core.imageIndex);
}

function dots(
  type: 'scatter' | 'scattergl',
  name: string,
  map: ClassMap,
  images: readonly number[],
  lasso: readonly number[],
  marker: Partial<PlotMarker>,
): MapTrace {
  const inside = new Set(lasso);
  const trace: MapTrace = {
    type,
    mode: 'markers',
    name,
    ...positions(map, images),
    customdata: [...images],
    hoverinfo: 'none',
    marker: { opacity: 0.9, ...marker },
    selected: { marker: { opacity: 1 } },
    unselected: { marker: { opacity: 0.15 } },
  };
  if (lasso.length === 0) return trace;
  const selectedpoints = images.flatMap((image, i) => (inside.has(image) ? [i] : []));
  return { ...trace, selectedpoints };
}

/** Marks on single points; of the dots' own type, since WebGL lies above all SVG. */
function rings(
  type: 'scatter' | 'scattergl',
  name: string,
  map: ClassMap,
  images: readonly number[],
  marker: Partial<PlotMarker>,
): MapTrace {
  return {
    type,
    mode: 'markers',
    name,
    ...positions(map, images),
    hoverinfo: 'skip',
    marker: { opacity: 1, ...marker },
    selected: { marker: { opacity: 1 } },
    unselected: { marker: { opacity: 1 } },
  };
}

function positions(map: ClassMap, images: readonly number[]) {
  return {
    x: images.map((image) => map.points[2 * image] ?? 0),
    y: images.map((image) => map.points[2 * image + 1] ?? 0),
  };
}
