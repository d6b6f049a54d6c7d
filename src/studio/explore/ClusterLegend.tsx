import { clusterCounts, countText } from '../filter/crossFilter';
import type { Filtered } from '../filter/useFacets';
import { GLYPHS } from '../map/clusterGlyphs';
import { Picture } from '../picture/Picture';
import type { ClassMap } from '../state/explore';
import { changeFilter } from '../state/image-filter';
import { clusterMark } from './clusterColours';
import { clusterName, clusterRows } from './clusterSummary';

export interface ClusterLegendProps {
  readonly folder: string;
  readonly map: ClassMap;
  readonly filtered: Filtered;
}

/** The clusters by size, each with its picture; pressed ones are shown alone. */
export function ClusterLegend({ folder, map, filtered }: ClusterLegendProps) {
  const { facets, filter } = filtered;
  const counts = clusterCounts(facets, filter);
  const chosen = new Set(filter.clusters);
  const toggle = (cluster: number) =>
    changeFilter(folder, {
      clusters: chosen.has(cluster)
        ? filter.clusters.filter((one) => one !== cluster)
        : [...filter.clusters, cluster],
    });
  return (
    <ul className="cluster-legend small" aria-label="Clusters">
      {clusterRows(map).map(({ cluster, images, best }) => {
        const mark = cluster < 0 ? null : clusterMark(cluster);
        return (
          <li key={cluster}>
            <button
              type="button"
              aria-pressed={chosen.has(cluster)}
              onClick={() => toggle(cluster)}
            >
              <svg viewBox="0 0 12 12" aria-hidden="true">
                <path
                  d={GLYPHS[mark?.symbol ?? 'circle']}
                  fill={mark?.colour ?? 'var(--noise-point)'}
                />
              </svg>
              <Picture folder={folder} image={best} kind="thumbnail" side={24} alt="" />
              {clusterName(cluster)}{' '}
              <span className="muted">{countText(counts.get(cluster) ?? 0, images.length)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
