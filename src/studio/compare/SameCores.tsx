import { useRef } from 'react';
import { useSize } from '../charts/useSize';
import { Picture } from '../picture/Picture';
import { useCompare, type KeptRun } from '../state/compare';
import { useView } from '../state/view';
import { openPicture } from './openPicture';
import { GAP, SMALLEST } from './pictureSide';
import { coreRows } from './sameCores';

export interface SameCoresProps {
  readonly runs: readonly KeptRun[];
  readonly folder: string;
  readonly className: string;
}

/** Largest share of the height that one row takes, so that two of them can be compared. */
const ROW_SHARE = 0.45;
const PADDING = 32;

/** What each run made of the same real image: a row a core, a column a run. */
export function SameCores({ runs, folder, className }: SameCoresProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(scroller);
  const pictures = useCompare((state) => state.pictures);
  const place = useView((state) => state.place);
  const rows = coreRows(runs.map(({ id }) => pictures.get(id)?.get(folder)));
  const columns = runs.length + 1;
  const wide = Math.floor((width - PADDING) / columns) - 2 * GAP;
  const side = Math.max(SMALLEST, Math.min(wide, Math.floor(height * ROW_SHARE)));
  const size = { width: side, height: side };
  return (
    <div className="compare-scroller" ref={scroller}>
      <table className="same-cores">
        <caption className="visually-hidden">
          The same cores over {runs.length} runs, {className}
        </caption>
        <thead>
          <tr>
            <th scope="col">Real core</th>
            {runs.map(({ id, name, detail }) => (
              <th key={id} scope="col">
                {name}
                <span className="small muted">{detail}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ core, cells }, row) => (
            <tr key={core ?? `place ${cells.find((one) => one !== null)?.index ?? row}`}>
              <th scope="row">
                {core === null ? (
                  <span className="small muted">none</span>
                ) : (
                  <Picture
                    folder={folder}
                    image={core}
                    kind="full"
                    side={side}
                    alt={`Core ${row + 1}`}
                  />
                )}
              </th>
              {cells.map((picture, i) => (
                <td key={runs[i]?.id ?? i}>
                  {picture === null ? (
                    <span className="small muted">none</span>
                  ) : (
                    <button
                      type="button"
                      data-picture=""
                      aria-label={`${runs[i]?.name}: ${className}, image ${picture.index + 1}`}
                      aria-pressed={place?.folder === folder && place.index === picture.index}
                      onClick={() => openPicture(folder, picture)}
                    >
                      <img
                        className="picture"
                        src={picture.url}
                        alt=""
                        loading="lazy"
                        style={size}
                        draggable={false}
                      />
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
