import { memo, type CSSProperties } from 'react';
import type { EvaluationReport, SetReport } from '../../run/evaluation/report';
import { countOf } from '../job-bar/duration';
import { confusionsOf, shownLabels } from './confusion';
import { percent } from './percent';

export interface ConfusionTableProps {
  readonly report: EvaluationReport;
  readonly set: SetReport;
}

/** Which classes are taken for which, over all repeats of a set: drawn when a training has ended, not with every epoch. */
export const ConfusionTable = memo(function ConfusionTable({ report, set }: ConfusionTableProps) {
  const confusions = confusionsOf(set);
  if (confusions === null) return null;
  const { classes } = report;
  const repeats = countOf(set.trainings.length, 'repeat');
  const labels = shownLabels(confusions);
  const all = labels.length === classes.length;
  const others = (row: number) =>
    labels.reduce((rest, column) => rest - confusions.at(row, column), confusions.of(row));
  return (
    <div className="confusion-scroller">
      <table className="confusion-table">
        <caption>
          Held-out images of each class, and what they were taken for{' '}
          <span className="muted">
            ({set.name}, {repeats}
            {!all &&
              `; of ${classes.length} classes the ${labels.length} that are named rightly least`}
            )
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            {labels.map((label) => (
              <th key={label} scope="col" title={classes[label]}>
                <span className="clip">{classes[label]}</span>
              </th>
            ))}
            {!all && <th scope="col">others</th>}
            <th scope="col">right</th>
          </tr>
        </thead>
        <tbody>
          {labels.map((row) => (
            <tr key={row}>
              <th scope="row">{classes[row]}</th>
              {labels.map((column) => (
                <Cell
                  key={column}
                  count={confusions.at(row, column)}
                  share={confusions.share(row, column)}
                  isRight={row === column}
                />
              ))}
              {!all && <td>{others(row)}</td>}
              <td>{percent(confusions.accuracy(row))} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});

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
