import type { CSSProperties } from 'react';
import type { EvaluationReport, SetReport } from '../../run/evaluation/report';
import { countOf } from '../job-bar/duration';
import { confusionsOf } from './confusion';
import { percent } from './percent';

export interface ConfusionTableProps {
  readonly report: EvaluationReport;
  readonly set: SetReport;
}

/** Which classes are taken for which, over all repeats of a set. */
export function ConfusionTable({ report, set }: ConfusionTableProps) {
  const confusions = confusionsOf(set);
  if (confusions === null) return null;
  const { classes } = report;
  const repeats = countOf(set.trainings.length, 'repeat');
  return (
    <div className="confusion-scroller">
      <table className="confusion-table">
        <caption>
          Held-out images of each class, and what they were taken for{' '}
          <span className="muted">
            ({set.name}, {repeats})
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            {classes.map((name) => (
              <th key={name} scope="col" title={name}>
                <span className="clip">{name}</span>
              </th>
            ))}
            <th scope="col">right</th>
          </tr>
        </thead>
        <tbody>
          {classes.map((name, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {classes.map((taken, column) => (
                <Cell
                  key={taken}
                  count={confusions.at(row, column)}
                  share={confusions.share(row, column)}
                  isRight={row === column}
                />
              ))}
              <td>{percent(confusions.accuracy(row))} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly count: number;
  /** Of the row. */
  readonly share: number;
  readonly isRight: boolean;
}

function Cell({ count, share, isRight }: CellProps) {
  const style: CSSProperties & { '--share': string } = { '--share': `${Math.round(100 * share)}%` };
  return (
    <td className={isRight ? 'is-right' : 'is-wrong'} style={style}>
      {count === 0 ? <span className="muted">0</span> : count}
    </td>
  );
}
