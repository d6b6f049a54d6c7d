import { useCallback, useRef } from 'react';
import { countText, isOpen, splitSize } from '../filter/crossFilter';
import { FilterBar } from '../filter/FilterBar';
import type { Filtered } from '../filter/useFacets';
import { ImageGrid } from '../image-grid/ImageGrid';
import { usePinch } from '../picture/usePinch';
import type { ClassMap } from '../state/explore';
import { GRID_SIDES, scaleGrid, useExploreView } from '../state/explore-view';
import { changeFilter, NO_FILTER } from '../state/image-filter';
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
  const side = useExploreView((state) => Math.round(state.gridSide));
  const image = useSelection((state) => state.image);
  const { facets, filter, left } = filtered;
  const frame = useRef<HTMLDivElement>(null);
  usePinch(frame, scaleGrid);
  const all = splitSize(facets, filter.split);
  const about = useCallback(
    (image: number) => {
      const isHeldOut = image >= facets.used;
      const cluster = map === null || isHeldOut ? null : (map.labels[image] ?? -1);
      const isCore = facets.cores.has(image);
      const words = [
        facets.names[image] ?? '',
        isHeldOut ? 'held out' : '',
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
          Images <output className="muted">{countText(left.length, all)}</output>
        </h3>
        <button
          type="button"
          className="quiet-button"
          disabled={left.length === 0}
          onClick={() => useSelection.setState({ lasso: left })}
        >
          Select {left.length === all ? 'all' : 'these'}
        </button>
        <GridSize />
      </header>
      <FilterBar folder={folder} filtered={filtered} />
      <div ref={frame} className="grid-frame">
        {left.length === 0 && !isOpen(facets, filter) ? (
          <div className="grid-empty">
            <p>
              No image of <bdi>{className}</bdi> passes the filters.
            </p>
            <button
              type="button"
              className="button"
              onClick={() => changeFilter(folder, NO_FILTER)}
            >
              Show all images
            </button>
          </div>
        ) : (
          <ImageGrid
            label={`Images of ${className}`}
            folder={folder}
            images={left}
            side={side}
            about={about}
          />
        )}
      </div>
      <SelectionBar folder={folder} className={className} facets={facets} />
      {image !== null && (
        <LookedAt folder={folder} map={map} image={image} isHeldOut={image >= facets.used} />
      )}
    </section>
  );
}

function GridSize() {
  const side = useExploreView((state) => Math.round(state.gridSide));
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
