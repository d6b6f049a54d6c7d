import { Fragment, useId, type ReactNode } from 'react';
import { countOf } from '../job-bar/duration';
import type { KeptRun } from '../state/compare';
import type { ComparisonTable, TableCell } from './comparisonTable';
import { AGREEMENT, type Agreement } from './discrepancy';
import type { Evaluated } from './markdown';
import { direction } from './metricRows';
import { AGREEMENT_WIDTH, NAMES_WIDTH, tableWidth } from './pictureSide';

export interface NumbersTableProps {
  readonly runs: readonly KeptRun[];
  readonly className: string;
  /** Classes that the mean will be over when all is measured. */
  readonly classes: number;
  readonly table: ComparisonTable;
  /** What networks make of the runs; null where none is evaluated. */
  readonly evaluated: Evaluated | null;
  /** The pictures of each run. */
  readonly pictures: readonly ReactNode[];
  /** Puts the runs in the order of a row's cells. */
  readonly onSort: (cells: readonly TableCell[], better: 'higher' | 'lower' | null) => void;
}

/** Columns are runs: what they are, their images, their numbers. */
export function NumbersTable(props: NumbersTableProps) {
  const { runs, className, classes, table, evaluated, pictures, onSort } = props;
  const id = useId();
  const { rows, meanOf } = table;
  const mean = meanOf.length === classes ? String(classes) : `${meanOf.length} of ${classes}`;
  const last = evaluated === null ? 0 : AGREEMENT_WIDTH;
  return (
    <>
      <table className="numbers-table" style={{ minWidth: tableWidth(runs.length) + last }}>
        <caption className="visually-hidden">
          {countOf(runs.length, 'run')} side by side, {className}
        </caption>
        <thead>
          <tr>
            <th scope="col" style={{ width: NAMES_WIDTH }}>
              <span className="visually-hidden">Run</span>
            </th>
            {runs.map(({ id: run, name, detail }) => (
              <th key={run} scope="colgroup" colSpan={2}>
                {name}
                <span className="small muted">{detail}</span>
              </th>
            ))}
            {evaluated !== null && (
              <th
                scope="col"
                className="agreement"
                style={{ width: last }}
                title={AGREEMENT.definition}
              >
                {AGREEMENT.label}
              </th>
            )}
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
            {evaluated !== null && (
              <td className="agreement small muted" rowSpan={2 + evaluated.rows.length}>
                rank correlation, −1 to +1
              </td>
            )}
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
          {evaluated?.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" title={row.definition} aria-describedby={`${id}-${row.id}`}>
                <SortButton label={row.label} onSort={() => onSort(row.cells, 'higher')} />{' '}
                <span className="muted" aria-hidden="true">
                  ↑
                </span>
                <span className="visually-hidden">higher is better</span>
                <span className="unit small muted">{row.unit}</span>
              </th>
              {row.cells.map((cell, i) => (
                <NumberCell key={runs[i]?.id ?? i} cell={cell} columns={2} />
              ))}
            </tr>
          ))}
          {rows.map(({ metric, own, mean: means }) => (
            <tr key={metric.id}>
              <th
                scope="row"
                title={`${metric.definition} ${direction(metric)}.`}
                aria-describedby={`${id}-${metric.id}`}
              >
                <SortButton label={metric.label} onSort={() => onSort(means, metric.better)} />{' '}
                <span className="muted" aria-hidden="true">
                  {direction(metric).charAt(0)}
                </span>
                <span className="visually-hidden">{direction(metric).slice(2)}</span>
                {metric.unit !== '' && <span className="unit small muted">{metric.unit}</span>}
              </th>
              {own.map((cell, i) => (
                <Fragment key={runs[i]?.id ?? i}>
                  <NumberCell cell={cell} />
                  {means[i] !== undefined && <NumberCell cell={means[i]} />}
                </Fragment>
              ))}
              {evaluated !== null && <AgreementCell {...evaluated.agreements.get(metric.id)} />}
            </tr>
          ))}
        </tbody>
      </table>
      {table.unequal !== null && <p className="small tone-warning">{table.unequal}</p>}
      {evaluated !== null && <p className="small muted">{evaluated.facts}</p>}
      <details className="report definitions">
        <summary>What the numbers say</summary>
        <dl>
          {evaluated?.rows.map((row) => (
            <div key={row.id}>
              <dt>
                {row.label} <span className="muted small">↑ higher is better</span>
              </dt>
              <dd id={`${id}-${row.id}`} className="muted">
                {row.definition}
              </dd>
            </div>
          ))}
          {evaluated !== null && (
            <div>
              <dt>{AGREEMENT.label}</dt>
              <dd className="muted">{AGREEMENT.definition}</dd>
            </div>
          )}
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

/** A number's name; a click puts the runs in its order, another one turns it round. */
function SortButton({ label, onSort }: { readonly label: string; readonly onSort: () => void }) {
  return (
    <button type="button" className="sort-button" onClick={onSort}>
      {label}
    </button>
  );
}

interface NumberCellProps {
  readonly cell: TableCell;
  /** That it stands in. */
  readonly columns?: number;
}

function NumberCell({ cell, columns = 1 }: NumberCellProps) {
  const { text, best, remark } = cell;
  const why = cell.why ?? remark ?? null;
  return (
    <td className={best ? 'is-best' : undefined} title={why ?? undefined} colSpan={columns}>
      {text}
      {remark !== undefined && <span aria-hidden="true"> ⚑</span>}
      {best && <span className="visually-hidden"> best</span>}
      {why !== null && <span className="visually-hidden"> {why}</span>}
    </td>
  );
}

function AgreementCell({ text = '–', why }: Partial<Agreement>) {
  return (
    <td className="agreement" title={why}>
      {text}
      <span className="visually-hidden"> {why}</span>
    </td>
  );
}
