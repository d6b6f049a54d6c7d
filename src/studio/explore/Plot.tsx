import type { Data, Layout, PlotlyHTMLElement } from 'plotly.js';
import { useEffect, useRef } from 'react';
import type { MapLayout, MapTrace } from './figure';
import { loadPlotly, type Plotly } from './loadPlotly';

export interface PlotProps {
  readonly traces: readonly MapTrace[];
  readonly layout: MapLayout;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly onHover: (image: number | null, at: { x: number; y: number }) => void;
  readonly onClick: (image: number) => void;
  readonly onSelect: (images: readonly number[]) => void;
}

type Point = { readonly customdata?: unknown };
type PointEvent = {
  readonly points?: readonly Point[];
  readonly event?: MouseEvent;
  readonly range?: object;
  readonly lassoPoints?: object;
};
type Emitter = { on(name: string, heard: (event?: PointEvent) => void): void };

const CONFIG = { displayModeBar: false, scrollZoom: true, doubleClick: 'reset' } as const;

/** Plotly in React: draws what it is given, and hands events up as image indices. */
export function Plot(props: PlotProps) {
  const node = useRef<HTMLElement>(null);
  const plotly = useRef<Plotly | null>(null);
  const latest = useRef(props);
  const { traces, layout, width, height } = props;

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = node.current;
    return () => {
      if (element && plotly.current) plotly.current.purge(element);
    };
  }, []);

  useEffect(() => {
    let current = true;
    const draw = async () => {
      const loaded = await loadPlotly(traces.some(({ type }) => type === 'scattergl'));
      const element = node.current;
      if (!current || element === null || width === 0) return;
      const first = plotly.current === null;
      plotly.current = loaded;
      const data = traces as Data[];
      const frame = { ...layout, width, height } as Partial<Layout>;
      const drawn = await loaded.react(element, data, frame, CONFIG);
      if (first) listen(drawn, latest);
    };
    void draw();
    return () => {
      current = false;
    };
  }, [traces, layout, width, height]);

  return <figure ref={node} className="plot" aria-label={props.label} />;
}

function listen(plot: PlotlyHTMLElement, latest: { readonly current: PlotProps }): void {
  const emitter = plot as unknown as Emitter;
  emitter.on('plotly_hover', (event) => {
    const { clientX = 0, clientY = 0 } = event?.event ?? {};
    latest.current.onHover(imageOf(event?.points?.[0]), { x: clientX, y: clientY });
  });
  emitter.on('plotly_unhover', () => latest.current.onHover(null, { x: 0, y: 0 }));
  emitter.on('plotly_click', (event) => {
    const image = imageOf(event?.points?.[0]);
    if (image !== null) latest.current.onClick(image);
  });
  emitter.on('plotly_selected', (event) => {
    // Plotly also reports when its outline is taken away; only a drawn shape carries its extent.
    if (event?.range === undefined && event?.lassoPoints === undefined) return;
    const images = (event.points ?? []).map(imageOf).filter((image) => image !== null);
    latest.current.onSelect(images.sort((a, b) => a - b));
  });
}

function imageOf(point: Point | undefined): number | null {
  return typeof point?.customdata === 'number' ? point.customdata : null;
}
