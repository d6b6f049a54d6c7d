import type { CSSProperties } from 'react';
import type { Redundancy } from '../../run/evaluation/redundancy';
import { percent } from './percent';

export interface RedundancyTableProps {
  readonly redundancy: Redundancy;
  /** Trainings of each part. */
  readonly repeats: number;
}

/** What networks of one part of a set name rightly of the others. */
export function RedundancyTable({ redundancy, repeats }: RedundancyTableProps) {
  const { parts, accuracy } = redundancy;
  return (
    <div className="confusion-scroller">
      <table className="confusion-table redundancy-table">
        <caption>
          Trained on one part of each class, images of the others that are named rightly{' '}
          <span className="muted">
            (%, {repeats === 1 ? '1 repeat' : `mean of ${repeats} repeats`})
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Trained on</th>
            {parts.map(({ name }) => (
              <th key={name} scope="col" title={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.map(({ name }, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {parts.map((part, column) => (
                <Cell
                  key={part.name}
                  share={row === column ? null : (accuracy[row]?.[column]?.mean ?? 0)}
                />
              ))}
            </tr>
          ))}
          <tr className="is-summary">
            <th scope="row">By the others</th>
            {parts.map(({ name, byOthers }) => (
              <td key={name}>{percent(byOthers.mean)}</td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** @param share null for a part's own images, which say nothing */
function Cell({ share }: { readonly share: number | null }) {
  if (share === null) return <td className="muted">–</td>;
  const style: CSSProperties & { '--share': string } = { '--share': `${Math.round(100 * share)}%` };
  return (
    <td className="is-right" style={style}>
      {percent(share)}
    </td>
  );
}
