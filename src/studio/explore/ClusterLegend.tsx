import type { ClassMap } from '../state/explore';
import { useSelection } from '../state/selection';
import { clusterMark } from './clusterColours';
import { clusterName, clusterRows } from './clusterSummary';

const GLYPHS = {
  circle: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z',
  square: 'M1.5 1.5h9v9h-9z',
  diamond: 'M6 0l6 6-6 6-6-6z',
  'triangle-up': 'M6 1l5.5 10H.5z',
  cross: 'M4 0h4v4h4v4H8v4H4V8H0V4h4z',
} as const;

/** The clusters by size; a click selects a cluster's images, a second click lets them go. */
export function ClusterLegend({ map }: { readonly map: ClassMap }) {
  const lasso = useSelection((state) => state.lasso);
  return (
    <ul className="cluster-legend small" aria-label="Clusters">
      {clusterRows(map).map((row) => {
        const mark = row.cluster < 0 ? null : clusterMark(row.cluster);
        const chosen = sameImages(lasso, row.images);
        return (
          <li key={row.cluster}>
            <button
              type="button"
              aria-pressed={chosen}
              onClick={() => useSelection.setState({ lasso: chosen ? [] : row.images })}
            >
              <svg viewBox="0 0 12 12" aria-hidden="true">
                <path
                  d={GLYPHS[mark?.symbol ?? 'circle']}
                  fill={mark?.colour ?? 'var(--noise-point)'}
                />
              </svg>
              {clusterName(row.cluster)}
              <span className="muted">{row.images.length}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function sameImages(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((image, i) => image === b[i]);
}
