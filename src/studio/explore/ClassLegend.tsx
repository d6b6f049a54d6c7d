import { GLYPHS } from '../map/clusterGlyphs';
import { useCollection } from '../state/collection';
import { selectClass, useSelection } from '../state/selection';
import { clusterMark } from './clusterColours';

/** The classes in the colours of the collection's map; a click goes to a class. */
export function ClassLegend({ folders }: { readonly folders: readonly string[] }) {
  const selected = useSelection((state) => state.folder);
  const classes = useCollection((state) => state.classes);
  return (
    <ul className="cluster-legend small" aria-label="Classes on the map">
      {folders.map((folder, at) => {
        const mark = clusterMark(at);
        return (
          <li key={folder}>
            <button
              type="button"
              aria-pressed={folder === selected}
              onClick={() => selectClass(folder)}
            >
              <svg viewBox="0 0 12 12" aria-hidden="true">
                <path d={GLYPHS[mark.symbol]} fill={mark.colour} />
              </svg>
              {classes.find((row) => row.folder === folder)?.name ?? folder}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
