import { useCallback, useMemo, useState } from 'react';
import type { CollectionMap } from '../../run/stages/collection-map';
import { useCommands } from '../commandsContext';
import { PointMap } from '../map/PointMap';
import { Picture } from '../picture/Picture';
import { useCollection } from '../state/collection';
import { useExplore } from '../state/explore';
import { useExploreView } from '../state/explore-view';
import { useModel } from '../state/model';
import { selectClass, selectImage, useSelection } from '../state/selection';
import { beside } from './HoverCard';
import { MapProgress } from './MapProgress';

/** All classes on one map, coloured by class; a click goes to an image of any class. */
export function CollectionMapView() {
  const commands = useCommands();
  const { status, progress, map, error } = useExplore((state) => state.whole);
  const modelReady = useModel((state) => state.status === 'ready');
  const images = commands.images;
  return (
    <>
      {map !== null && <Whole map={map} />}
      {(map === null || status !== 'idle') && (
        <div className={`map-cover ${map === null ? 'is-alone' : ''}`}>
          {map === null && (
            <p className="map-lesson">
              Every image of every class on one map, coloured by class: classes that lie apart look
              different to the model, those that mix do not.
            </p>
          )}
          {status === 'running' && (
            <MapProgress progress={progress} onStop={() => images.cancelCollectionMap()} />
          )}
          {status === 'failed' && (
            <p className="tone-error" role="alert">
              {error}
            </p>
          )}
          {status !== 'running' && (
            <button
              type="button"
              className="button"
              disabled={!modelReady}
              onClick={() => void images.mapCollection()}
            >
              Map the whole collection
            </button>
          )}
        </div>
      )}
    </>
  );
}

interface HoveredPoint {
  readonly point: number;
  readonly x: number;
  readonly y: number;
}

function Whole({ map }: { readonly map: CollectionMap }) {
  const commands = useCommands();
  const { folders, points, classOf, imageOf } = map;
  const tool = useExploreView((state) => state.tool);
  const folder = useSelection((state) => state.folder);
  const image = useSelection((state) => state.image);
  const hovered = useSelection((state) => state.hovered);
  const lasso = useSelection((state) => state.lasso);
  const classes = useCollection((state) => state.classes);
  const [hover, setHover] = useState<HoveredPoint | null>(null);
  const placeOf = useCallback(
    (point: number) => ({
      folder: folders[classOf[point] ?? -1] ?? '',
      image: imageOf[point] ?? 0,
    }),
    [folders, classOf, imageOf],
  );
  /** Point of each image of the class that is looked at. */
  const pointOf = useMemo(() => {
    const own = folder === null ? -1 : folders.indexOf(folder);
    return new Map(
      Array.from(classOf, (klass, point) => [klass === own ? (imageOf[point] ?? -1) : -1, point]),
    );
  }, [folder, folders, classOf, imageOf]);
  const pointed = useMemo(
    () => [image, hovered].flatMap((one) => (one === null ? [] : (pointOf.get(one) ?? []))),
    [image, hovered, pointOf],
  );
  const chosen = useMemo(() => lasso.flatMap((one) => pointOf.get(one) ?? []), [lasso, pointOf]);
  const urlOf = useCallback(
    (point: number) => {
      const place = placeOf(point);
      return commands.thumbnail(place.folder, place.image);
    },
    [commands, placeOf],
  );
  const nameOf = (one: string) => classes.find((row) => row.folder === one)?.name ?? one;
  const under = hover === null ? null : placeOf(hover.point);
  return (
    <>
      <PointMap
        points={points}
        labels={classOf}
        cores={NONE}
        chosen={chosen}
        shown={null}
        pointed={pointed}
        urlOf={urlOf}
        tool={tool}
        subject="collection"
        label={`Map of the whole collection: ${classOf.length} images of ${folders.length} classes.`}
        onHover={(point, at) => {
          setHover(point === null ? null : { point, ...at });
          const place = point === null ? null : placeOf(point);
          const own = place !== null && place.folder === folder;
          useSelection.setState({ hovered: own ? place.image : null });
        }}
        onClick={(point) => {
          if (point === null) return;
          const place = placeOf(point);
          selectClass(place.folder);
          selectImage(place.image);
        }}
        onChoose={(all) => {
          const own = all.map(placeOf).filter((place) => place.folder === folder);
          useSelection.setState({ lasso: own.map((place) => place.image) });
        }}
      />
      {hover !== null && under !== null && (
        <div className="hover-card small" style={beside(hover)} aria-hidden="true">
          <Picture folder={under.folder} image={under.image} kind="thumbnail" side={128} alt="" />
          <p className="clip">{commands.imageName(under.folder, under.image)}</p>
          <p className="muted clip">{nameOf(under.folder)}</p>
        </div>
      )}
    </>
  );
}

const NONE: readonly number[] = [];
