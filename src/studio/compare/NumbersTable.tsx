import { Fragment, useId, type ReactNode } from 'react';
import { countOf } from '../job-bar/duration';
import type { KeptRun } from '../state/compare';
import type { ComparisonTable, TableCell } from './comparisonTable';
import { direction } from './metricRows';
import { NAMES_WIDTH, tableWidth } from './pictureSide';
import { runLabel } from './runLabel';

export interface NumbersTableProps {
  readonly runs: readonly KeptRun[];
  /** The runs of the list: labels name what differs among these. */
  readonly all: readonly KeptRun[];
  readonly className: string;
  /** Classes that the mean will be over when all is measured. */
  readonly classes: number;
  readonly table: ComparisonTable;
  /** The pictures of each run. */
  readonly pictures: readonly ReactNode[];
}

/** Columns are runs: what they are, their images, their numbers. */
export function NumbersTable(props: NumbersTableProps) {
  const { runs, all, className, classes, table, pictures } = props;
  const id = useId();
  const { rows, meanOf } = table;
  const mean = meanOf.length === classes ? String(classes) : `${meanOf.length} of ${classes}`;
  return (
    <>
      <table className="numbers-table" style={{ minWidth: tableWidth(runs.length) }}>
        <caption className="visually-hidden">
          {countOf(runs.length, 'run')} side by side, {className}
        </caption>
        <thead>
          <tr>
            <th scope="col" style={{ width: NAMES_WIDTH }}>
              <span className="visually-hidden">Run</span>
            </th>
            {runs.map((run) => {
              const { name, detail } = runLabel(run, all);
              return (
                <th key={run.id} scope="colgroup" colSpan={2}>
                  {name}
                  <span className="small muted">{detail}</span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          <tr className="picture-row">
            <th scope="row">Images</th>
            {runs.map((run, i) => (
              <td key={run.id} colSpan={2}>
                {pictures[i]}
              </td>
            ))}
          </tr>
          <tr className="numbers-head small muted">
            <th scope="row">Numbers</th>
            {runs.map((run) => (
              <Fragment key={run.id}>
                <th scope="col" title={className}>
                  {className}
                </th>
                <th scope="col" title="Mean over the classes that all of these runs have">
                  mean of {mean}
                </th>
              </Fragment>
            ))}
          </tr>
          {rows.map(({ metric, own, mean: means }) => (
            <tr key={metric.id}>
              <th
                scope="row"
                title={`${metric.definition} ${direction(metric)}.`}
                aria-describedby={`${id}-${metric.id}`}
              >
                {metric.label}{' '}
                <span className="muted" aria-hidden="true">
                  {metric.better === 'higher' ? '↑' : '↓'}
                </span>
                <span className="visually-hidden">{metric.better} is better</span>
                {metric.unit !== '' && <span className="unit small muted">{metric.unit}</span>}
              </th>
              {own.map((cell, i) => (
                <Fragment key={runs[i]?.id ?? i}>
                  <NumberCell cell={cell} />
                  {means[i] !== undefined && <NumberCell cell={means[i]} />}
                </Fragment>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <details className="report definitions">
        <summary>What the numbers say</summary>
        <dl>
          {rows.map(({ metric }) => (
            <div key={metric.id}>
              <dt>
                {metric.label} <span className="muted small">{direction(metric)}</span>
              </dt>
              <dd id={`${id}-${metric.id}`} className="muted">
                {metric.definition}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

function NumberCell({ cell: { text, why, best } }: { readonly cell: TableCell }) {
  return (
    <td className={best ? 'is-best' : undefined} title={why ?? undefined}>
      {text}
      {best && <span className="visually-hidden"> best</span>}
      {why !== null && <span className="visually-hidden"> {why}</span>}
    </td>
  );
}
