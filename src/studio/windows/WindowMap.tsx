import { useEffect, useMemo, useRef, useState } from 'react';
import { exclude } from '../../core/scoring/edits';
import type { WindowsPlan } from '../../methods/windows/plan';
import { useSize } from '../charts/useSize';
import { useCommands } from '../commandsContext';
import { mapLayout, mapTraces, type DragMode } from '../explore/figure';
import { MapToolbar } from '../explore/MapToolbar';
import { Plot } from '../explore/Plot';
import { useMapTheme } from '../explore/useMapTheme';
import { hasWebGL } from '../explore/webgl';
import { countOf } from '../job-bar/duration';
import type { ClassMap } from '../state/explore';
import { idleWindows, useWindows, type ListedWindow } from '../state/windows';
import { chooseWindow } from './chooseWindow';
import { WindowHover, type HoveredWindow } from './WindowHover';
import { useEdits } from './useEdits';
import { neededBy } from './useWindowsPlan';

export interface WindowMapProps {
  readonly folder: string;
  readonly name: string;
  readonly plan: WindowsPlan;
}

/** The windows of a class by what they show: clusters in colour, the set's own as stars. */
export function WindowMap({ folder, name, plan }: WindowMapProps) {
  const commands = useCommands();
  const frame = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(frame);
  const theme = useMapTheme();
  const own = useWindows((state) => state.classes.get(folder) ?? idleWindows);
  const selected = useWindows((state) => state.selected);
  const { edits, list, change } = useEdits(folder);
  const [dragMode, setDragMode] = useState<DragMode>('pan');
  const [fit, setFit] = useState(0);
  const [drawn, setDrawn] = useState(0);
  const [lasso, setLasso] = useState<readonly number[]>([]);
  const [hover, setHover] = useState<HoveredWindow | null>(null);
  const { map: points, mapStatus } = own;
  const wanted = points === null && mapStatus === 'idle' && own.list.length > 0;
  useEffect(() => {
    if (wanted) void commands.windows.map(folder);
  }, [commands, folder, wanted]);
  // The map's points are the windows that edits leave, in the order of the list.
  const map = useMemo(
    () => (points === null ? null : classMap(points, list, own.clusterCount, neededBy(plan))),
    [points, list, own.clusterCount, plan],
  );
  const at = list.findIndex((window) => window.id === selected);
  const traces = useMemo(() => {
    const choice = { image: at < 0 ? null : at, hovered: null, lasso };
    return map === null ? [] : mapTraces(map, choice, theme, hasWebGL());
  }, [map, at, lasso, theme]);
  const layout = useMemo(
    () => mapLayout(`windows ${folder} ${fit}`, dragMode, lasso, drawn, theme),
    [folder, fit, dragMode, lasso, drawn, theme],
  );
  const excludeLasso = () => {
    change(
      exclude(
        edits,
        lasso.flatMap((i) => list[i]?.id ?? []),
      ),
    );
    setLasso([]);
  };
  return (
    <>
      <MapToolbar mode={dragMode} onMode={setDragMode} onFit={() => setFit((n) => n + 1)}>
        <button
          type="button"
          className="button"
          disabled={lasso.length === 0}
          onClick={excludeLasso}
        >
          {lasso.length === 0 ? 'Exclude selected' : `Exclude ${countOf(lasso.length, 'window')}`}
        </button>
        <button
          type="button"
          className="quiet-button"
          disabled={lasso.length === 0}
          onClick={() => setLasso([])}
        >
          Clear selection
        </button>
      </MapToolbar>
      <div className="map-area">
        <div ref={frame} className="core-map" data-drag={dragMode}>
          {map !== null && (
            <Plot
              traces={traces}
              layout={layout}
              width={Math.floor(width)}
              height={Math.floor(height)}
              label={`Map of the windows of ${name}: ${list.length} windows in ${own.clusterCount} clusters. The ranked list says the same.`}
              onHover={(index, position) => {
                const window = index === null ? undefined : list[index];
                setHover(window === undefined ? null : { window, ...position });
              }}
              onClick={(index) => {
                const window = list[index];
                if (window !== undefined) chooseWindow(window);
              }}
              onSelect={(indices) => {
                setDrawn((count) => count + 1);
                setLasso(indices);
              }}
            />
          )}
        </div>
        {map === null && (
          <p className="map-cover is-alone muted">
            {own.list.length === 0
              ? 'The map appears when the class is scored.'
              : mapStatus === 'failed'
                ? 'The map could not be made.'
                : 'Laying out the windows…'}
          </p>
        )}
        {hover !== null && <WindowHover folder={folder} hover={hover} />}
      </div>
    </>
  );
}

function classMap(
  points: Float32Array,
  list: readonly ListedWindow[],
  clusterCount: number,
  needed: number,
): ClassMap {
  return {
    points: Float32Array.from(
      list.flatMap(({ row }) => [points[2 * row] ?? 0, points[2 * row + 1] ?? 0]),
    ),
    labels: Int32Array.from(list, ({ cluster }) => cluster),
    probabilities: new Float64Array(list.length).fill(1),
    clusterCount,
    cores: list.slice(0, needed).map((_, imageIndex) => ({
      imageIndex,
      size: 1,
      origin: 'cluster' as const,
    })),
    coreProblem: null,
  };
}
