import { useId } from 'react';
import type { EvaluationReport } from '../../run/evaluation/report';
import { countOf } from '../job-bar/duration';
import { protocolName, splitFact } from './reportFacts';
import { resultTable } from './resultTable';

export interface ResultsTableProps {
  readonly report: EvaluationReport;
  /** That were asked for. */
  readonly repeats: number;
}

/** A row a set. */
export function ResultsTable({ report, repeats }: ResultsTableProps) {
  const id = useId();
  const { columns, rows } = resultTable(report, repeats);
  return (
    <>
      <div className="results-scroller">
        <table className="results-table">
          <caption className="visually-hidden">
            Accuracy of {countOf(rows.length, 'set')} on {splitFact(report)}; {protocolName(report)}
          </caption>
          <thead>
            <tr>
              <th scope="col">Set</th>
              {columns.map(({ id: column, label, unit, definition }) => (
                <th
                  key={column}
                  scope="col"
                  title={definition}
                  aria-describedby={`${id}-${column}`}
                >
                  {label}
                  {unit !== '' && <span className="unit small muted">{unit}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id: row, name, cells, problem }) => (
              <tr key={row}>
                <th scope="row">
                  {name}
                  {problem !== null && <span className="small tone-error">{problem}</span>}
                </th>
                {cells.map(({ text, best }, i) => (
                  <td key={columns[i]?.id ?? i} className={best ? 'is-best' : undefined}>
                    {text}
                    {best && <span className="visually-hidden"> best</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details className="report definitions">
        <summary>What the numbers say</summary>
        <dl>
          {columns.map(({ id: column, label, definition }) => (
            <div key={column}>
              <dt>{label}</dt>
              <dd id={`${id}-${column}`} className="muted">
                {definition}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}
