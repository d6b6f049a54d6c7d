import { useFiltered, type Filtered } from '../filter/useFacets';
import { useCollection, type ClassRow } from '../state/collection';
import { idleExploration, useExplore } from '../state/explore';
import { useExploreView } from '../state/explore-view';
import { useSelection } from '../state/selection';
import { useSettings } from '../state/settings';
import { ClassLegend } from './ClassLegend';
import { ClassMapView } from './ClassMapView';
import { ClusterLegend } from './ClusterLegend';
import { ClusterTable } from './ClusterTable';
import { CollectionMapView } from './CollectionMapView';
import { ExploreProgress } from './ExploreProgress';
import { ImagesPane } from './ImagesPane';
import { MapToolbar } from './MapToolbar';
import { TruthLine } from './TruthLine';
import { Explain } from '../words/Explain';

const MAP_WORDS =
  'Each point is an image; images that look alike to the model lie close together. Dense groups are clusters, and ' +
  'each cluster has cores, real images in its midst that stand for it. Noise are images like few others. ' +
  'Membership says how clearly an image belongs to its cluster: 1 in its midst, 0 for noise. Lines join places ' +
  'that are equally crowded.';

/** One class's images as the model sees them: their map, and all of them beside it. */
export function ExploreView() {
  const folder = useSelection((state) => state.folder);
  const row = useCollection((state) => state.classes.find((one) => one.folder === folder));
  if (row === undefined) {
    return <p className="empty-state">Choose a class on the left to see its map.</p>;
  }
  return <ClassView row={row} />;
}

function ClassView({ row }: { readonly row: ClassRow }) {
  const { folder, name, imageCount, heldOut } = row;
  const exploration = useExplore((state) => state.classes.get(folder) ?? idleExploration);
  // A method that needs no cores has no setting that would find them either.
  const needsCores = useSettings((state) => 'minClusterSize' in state.parameters);
  const tool = useExploreView((state) => state.tool);
  const isWhole = useExploreView((state) => state.scope === 'collection');
  const whole = useExplore((state) => state.whole.map);
  const { map: drawn } = exploration;
  // A first picture says where images lie, and nothing of clusters.
  const map = drawn?.isSketch === true ? null : drawn;
  const used = drawn?.labels.length ?? imageCount;
  // Before the class is read its held-out images have no numbers yet.
  const others = row.read.state === 'done' ? (heldOut ?? 0) : 0;
  const filtered = useFiltered(folder, used, others, map);
  const note = mapNote(filtered, map !== null, others);
  return (
    <div className="explore">
      <MapToolbar tool={tool} onTool={(next) => useExploreView.setState({ tool: next })}>
        <ScopeChoice />
        <span className="clip map-class">{name}</span>
        {map !== null && !isWhole && <Explain about="The map" text={MAP_WORDS} />}
      </MapToolbar>
      {isWhole && whole !== null && <ClassLegend folders={whole.folders} />}
      {!isWhole && map !== null && <ClusterLegend folder={folder} map={map} filtered={filtered} />}
      <div className="explore-body">
        <div className="map-side">
          <div className="map-area">
            {isWhole ? (
              <CollectionMapView />
            ) : (
              <>
                {drawn !== null && (
                  <ClassMapView
                    folder={folder}
                    className={name}
                    map={drawn}
                    shown={filtered.shown}
                  />
                )}
                {note !== null && <p className="map-note small muted">{note}</p>}
                <ExploreProgress folder={folder} exploration={exploration} />
              </>
            )}
          </div>
          {needsCores && map?.coreProblem != null && (
            <p className="tone-error small core-problem">{map.coreProblem}</p>
          )}
          {map?.score != null && <TruthLine score={map.score} />}
        </div>
        <ImagesPane folder={folder} className={name} map={map} filtered={filtered} />
      </div>
      {map !== null && <ClusterTable map={map} className={name} />}
    </div>
  );
}

/** Why the map shows no image as chosen; null where it does. @param others images that are held out */
function mapNote({ filter, left }: Filtered, isMapped: boolean, others: number): string | null {
  if (filter.split === 'held out' && others > 0) return 'Held-out images are on no map.';
  return isMapped && left.length === 0 ? 'No image passes the filters.' : null;
}

const SCOPES = [
  { scope: 'class', name: 'This class' },
  { scope: 'collection', name: 'Whole collection' },
] as const;

/** What the map is of. */
function ScopeChoice() {
  const chosen = useExploreView((state) => state.scope);
  return (
    <div className="segments">
      {SCOPES.map(({ scope, name }) => (
        <button
          key={scope}
          type="button"
          aria-pressed={scope === chosen}
          onClick={() => useExploreView.setState({ scope })}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
