import { useEffect, useMemo, useState } from 'react';
import { exclude } from '../../core/scoring/edits';
import type { WindowsPlan } from '../../methods/windows/plan';
import { useCommands } from '../commandsContext';
import { MapToolbar } from '../explore/MapToolbar';
import { countOf } from '../job-bar/duration';
import { PointMap } from '../map/PointMap';
import type { MapTool } from '../map/useGestures';
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
  const own = useWindows((state) => state.classes.get(folder) ?? idleWindows);
  const selected = useWindows((state) => state.selected);
  const { edits, list, change } = useEdits(folder);
  const [tool, setTool] = useState<MapTool>('pan');
  const [lasso, setLasso] = useState<readonly number[]>([]);
  const [hover, setHover] = useState<HoveredWindow | null>(null);
  const { map: points, mapStatus } = own;
  const whole = own.list.length > 0 && own.partial === null;
  const wanted = points === null && mapStatus === 'idle' && whole;
  useEffect(() => {
    if (wanted) void commands.windows.map(folder);
  }, [commands, folder, wanted]);
  // The map's points are the windows that edits leave, in the order of the list.
  const map = useMemo(
    () => (points === null ? null : windowPoints(points, list, neededBy(plan))),
    [points, list, plan],
  );
  const at = list.findIndex((window) => window.id === selected);
  const pointed = useMemo(() => (at < 0 ? [] : [at]), [at]);
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
      <MapToolbar tool={tool} onTool={setTool}>
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
        {map !== null && (
          <PointMap
            {...map}
            chosen={lasso}
            shown={null}
            pointed={pointed}
            urlOf={null}
            tool={tool}
            subject={folder}
            label={`Map of the windows of ${name}: ${list.length} windows in ${own.clusterCount} clusters. The ranked list says the same.`}
            onHover={(index, position) => {
              const window = index === null ? undefined : list[index];
              setHover(window === undefined ? null : { window, ...position });
            }}
            onClick={(index) => {
              const window = index === null ? undefined : list[index];
              if (window !== undefined) chooseWindow(window);
            }}
            onChoose={setLasso}
          />
        )}
        {map === null && (
          <p className="map-cover is-alone muted">
            {!whole
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

/** The windows' points, clusters, and those that the set takes. */
function windowPoints(points: Float32Array, list: readonly ListedWindow[], needed: number) {
  return {
    points: Float32Array.from(
      list.flatMap(({ row }) => [points[2 * row] ?? 0, points[2 * row + 1] ?? 0]),
    ),
    labels: Int32Array.from(list, ({ cluster }) => cluster),
    cores: list.slice(0, needed).map((_, index) => index),
  };
}
