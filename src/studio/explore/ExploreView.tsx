import { useState } from 'react';
import { useCollection } from '../state/collection';
import { idleExploration, useExplore } from '../state/explore';
import { useSelection } from '../state/selection';
import { ClusterLegend } from './ClusterLegend';
import { ClusterTable } from './ClusterTable';
import { CoreMap } from './CoreMap';
import { CoreStrip } from './CoreStrip';
import { ExploreProgress } from './ExploreProgress';
import type { DragMode } from './figure';
import { MapToolbar } from './MapToolbar';
import { SelectedStrip } from './SelectedStrip';
import { TruthLine } from './TruthLine';

/** One class's images as the model sees them: clusters, noise, and the cores that stand for it. */
export function ExploreView() {
  const folder = useSelection((state) => state.folder);
  const row = useCollection((state) => state.classes.find((one) => one.folder === folder));
  const exploration = useExplore(
    (state) => (folder === null ? undefined : state.classes.get(folder)) ?? idleExploration,
  );
  const [dragMode, setDragMode] = useState<DragMode>('pan');
  const [fit, setFit] = useState(0);
  if (folder === null || row === undefined) {
    return <p className="empty-state">Choose a class on the left to see its map.</p>;
  }
  const { map } = exploration;
  return (
    <div className="explore">
      <MapToolbar mode={dragMode} onMode={setDragMode} onFit={() => setFit((n) => n + 1)}>
        <span className="clip map-class">{row.name}</span>
      </MapToolbar>
      <div className="map-area">
        {map !== null && (
          <CoreMap folder={folder} className={row.name} map={map} dragMode={dragMode} fit={fit} />
        )}
        <ExploreProgress folder={folder} exploration={exploration} />
      </div>
      {map !== null && (
        <>
          <ClusterLegend map={map} />
          <ClusterTable map={map} className={row.name} />
          {map.score != null && <TruthLine score={map.score} />}
          <div className="strips">
            <CoreStrip folder={folder} map={map} />
            <SelectedStrip folder={folder} map={map} />
          </div>
        </>
      )}
    </div>
  );
}
