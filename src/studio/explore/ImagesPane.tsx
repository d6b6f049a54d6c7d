import { useCallback, useEffect, useRef } from 'react';
import { countText } from '../filter/crossFilter';
import { FilterBar } from '../filter/FilterBar';
import type { Filtered } from '../filter/useFacets';
import { ImageGrid } from '../image-grid/ImageGrid';
import type { ClassMap } from '../state/explore';
import { GRID_SIDES, scaleGrid, useExploreView } from '../state/explore-view';
import { useSelection } from '../state/selection';
import { clusterMark } from './clusterColours';
import { clusterName } from './clusterSummary';
import { LookedAt } from './LookedAt';
import { SelectionBar } from './SelectionBar';

export interface ImagesPaneProps {
  readonly folder: string;
  readonly className: string;
  /** Null while the class is not mapped: its images are there all the same. */
  readonly map: ClassMap | null;
  readonly filtered: Filtered;
}

/** The images of the class that the filters leave, beside the map. */
export function ImagesPane({ folder, className, map, filtered }: ImagesPaneProps) {
  const side = useExploreView((state) => state.gridSide);
  const image = useSelection((state) => state.image);
  const { facets, left } = filtered;
  const about = useCallback(
    (image: number) => {
      const cluster = map === null ? null : (map.labels[image] ?? -1);
      const isCore = facets.cores.has(image);
      const words = [
        facets.names[image] ?? '',
        cluster === null ? '' : clusterName(cluster).toLowerCase(),
        isCore ? 'core' : '',
      ];
      return {
        name: words.filter((word) => word !== '').join(', '),
        colour: cluster === null || cluster < 0 ? 'transparent' : clusterMark(cluster).colour,
        isCore,
      };
    },
    [map, facets],
  );
  return (
    <section className="images-pane" aria-labelledby="images-title">
      <header className="images-head">
        <h3 id="images-title">
          Images <output className="muted">{countText(left.length, facets.names.length)}</output>
        </h3>
        <button
          type="button"
          className="quiet-button"
          disabled={left.length === 0}
          onClick={() => useSelection.setState({ lasso: left })}
        >
          Select {left.length === facets.names.length ? 'all' : 'these'}
        </button>
        <GridSize />
      </header>
      <FilterBar folder={folder} filtered={filtered} />
      <WheelSized>
        <ImageGrid
          label={`Images of ${className}`}
          folder={folder}
          images={left}
          side={side}
          about={about}
        />
      </WheelSized>
      <SelectionBar folder={folder} className={className} tags={facets.tags} />
      {image !== null && <LookedAt folder={folder} map={map} image={image} />}
    </section>
  );
}

function GridSize() {
  const side = useExploreView((state) => state.gridSide);
  const { least, most, step } = GRID_SIDES;
  return (
    <span className="grid-size">
      <input
        type="range"
        aria-label="Size of the pictures"
        min={least}
        max={most}
        step={step}
        value={side}
        onChange={(event) =>
          useExploreView.setState({ gridSide: Number(event.currentTarget.value) })
        }
      />
    </span>
  );
}

/** Ctrl with the wheel, and a pinch on a pad, size the pictures. */
function WheelSized({ children }: { readonly children: React.ReactNode }) {
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = node.current;
    const turn = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      scaleGrid(Math.exp(-event.deltaY * 0.002));
    };
    element?.addEventListener('wheel', turn, { passive: false });
    return () => element?.removeEventListener('wheel', turn);
  }, []);
  return (
    <div ref={node} className="grid-frame">
      {children}
    </div>
  );
}
