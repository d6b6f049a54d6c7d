import { useMemo, useRef, useState } from 'react';
import { useSize } from '../charts/useSize';
import type { ClassMap } from '../state/explore';
import { selectImage, useSelection } from '../state/selection';
import { mapLayout, mapTraces, type DragMode } from './figure';
import { HoverCard, type Hover } from './HoverCard';
import { Plot } from './Plot';
import { useMapTheme } from './useMapTheme';
import { hasWebGL } from './webgl';

export interface CoreMapProps {
  readonly folder: string;
  readonly className: string;
  readonly map: ClassMap;
  readonly dragMode: DragMode;
  /** A new number puts the whole map back into view. */
  readonly fit: number;
}

/** The 2-D core map of one class. */
export function CoreMap({ folder, className, map, dragMode, fit }: CoreMapProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(frame);
  const theme = useMapTheme();
  const image = useSelection((state) => state.image);
  const hovered = useSelection((state) => state.hovered);
  const lasso = useSelection((state) => state.lasso);
  const [hover, setHover] = useState<Hover | null>(null);
  const [drawn, setDrawn] = useState(0);
  const traces = useMemo(
    () => mapTraces(map, { image, hovered, lasso }, theme, hasWebGL()),
    [map, image, hovered, lasso, theme],
  );
  const layout = useMemo(
    () => mapLayout(`${folder} ${fit}`, dragMode, lasso, drawn, theme),
    [folder, fit, dragMode, lasso, drawn, theme],
  );
  const label =
    `Core map of ${className}: ${map.labels.length} images in ${map.clusterCount} clusters, ` +
    `${map.cores.length} cores. The table of clusters below says the same in numbers.`;
  return (
    <div ref={frame} className="core-map" data-drag={dragMode}>
      <Plot
        traces={traces}
        layout={layout}
        width={Math.floor(width)}
        height={Math.floor(height)}
        label={label}
        onHover={(at, position) => setHover(at === null ? null : { image: at, ...position })}
        onClick={selectImage}
        onSelect={(images) => {
          setDrawn((count) => count + 1);
          useSelection.setState({ lasso: images });
        }}
      />
      {hover !== null && <HoverCard folder={folder} map={map} hover={hover} />}
    </div>
  );
}
