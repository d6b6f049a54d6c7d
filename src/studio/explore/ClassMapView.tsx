import { useCallback, useMemo, useState } from 'react';
import { useCommands } from '../commandsContext';
import { PointMap } from '../map/PointMap';
import type { ClassMap } from '../state/explore';
import { useExploreView } from '../state/explore-view';
import { selectImage, useSelection } from '../state/selection';
import { HoverCard, type Hover } from './HoverCard';

export interface ClassMapViewProps {
  readonly folder: string;
  readonly className: string;
  readonly map: ClassMap;
  /** 1 for images that the filters leave; null for all. */
  readonly shown: Uint8Array | null;
}

/** The map of one class, linked with the page's selection both ways. */
export function ClassMapView({ folder, className, map, shown }: ClassMapViewProps) {
  const commands = useCommands();
  const tool = useExploreView((state) => state.tool);
  const image = useSelection((state) => state.image);
  const hovered = useSelection((state) => state.hovered);
  const lasso = useSelection((state) => state.lasso);
  const [hover, setHover] = useState<Hover | null>(null);
  const cores = useMemo(() => map.cores.map((core) => core.imageIndex), [map.cores]);
  // Held-out images are counted after those of the map.
  const count = map.labels.length;
  const pointed = useMemo(
    () => [image, hovered].flatMap((one) => (one !== null && one < count ? one : [])),
    [image, hovered, count],
  );
  const chosen = useMemo(() => lasso.filter((one) => one < count), [lasso, count]);
  // Another map may number other images: its pictures are asked for anew.
  const urlOf = useCallback(
    (point: number) => commands.thumbnail(folder, point),
    // oxlint-disable-next-line react/exhaustive-deps -- see above
    [commands, folder, map],
  );
  const label = mapLabel(className, map);
  return (
    <>
      <PointMap
        points={map.points}
        labels={map.labels}
        cores={cores}
        chosen={chosen}
        shown={shown}
        pointed={pointed}
        urlOf={urlOf}
        tool={tool}
        subject={folder}
        label={label}
        onHover={(at, position) => {
          setHover(at === null ? null : { image: at, ...position });
          useSelection.setState({ hovered: at });
        }}
        onClick={(at) => {
          if (at !== null) selectImage(at);
        }}
        onChoose={(images) => useSelection.setState({ lasso: images })}
      />
      {map.isSketch === true && <p className="map-note small muted">{label}</p>}
      {hover !== null && <HoverCard folder={folder} map={map} hover={hover} />}
    </>
  );
}

function mapLabel(className: string, { points, labels, isSketch, ...found }: ClassMap): string {
  if (isSketch === true) {
    const placed = points.filter((value) => !Number.isNaN(value)).length / 2;
    return `First picture of the map of ${className}, from ${placed} of ${labels.length} images.`;
  }
  return (
    `Core map of ${className}: ${labels.length} images in ${found.clusterCount} clusters, ` +
    `${found.cores.length} cores. The table of clusters below says the same in numbers.`
  );
}
