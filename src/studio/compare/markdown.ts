/** The table as Markdown, for a paper's notes or an issue. */
import type { AccuracyRow } from './accuracyRows';
import type { ComparisonTable, TableCell } from './comparisonTable';
import { AGREEMENT, type Agreement } from './discrepancy';
import { direction } from './metricRows';
import type { Numbers } from '../state/compare';

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
/** A row of a table. */
export const markdownLine = (cells: readonly string[]): string =>
  `| ${cells.map(escaped).join(' | ')} |`;
const shown = ({ text, best, remark }: TableCell): string =>
  best ? `**${text}**` : remark === undefined ? text : `${text} (flagged)`;

/** What an evaluation adds to the table. */
export interface Evaluated {
  readonly rows: readonly AccuracyRow[];
  /** By metric. */
  readonly agreements: ReadonlyMap<Numbers, Agreement>;
  /** What the accuracies depend on, in a sentence. */
  readonly facts: string;
}

/**
 * @param evaluated null where no run is
 * @param names of the runs, one a column
 * @param className the class looked at
 */
export function tableMarkdown(
  { rows, meanOf }: ComparisonTable,
  names: readonly string[],
  className: string,
  evaluated: Evaluated | null,
): string {
  const ofMean = `mean of ${meanOf.length}`;
  const head = [
    'Metric',
    ...names.flatMap((name) => [`${name}: ${className}`, `${name}: ${ofMean}`]),
    ...(evaluated === null ? [] : [AGREEMENT.label]),
  ];
  const body = rows.map(({ metric, own, mean }) => {
    const unit = metric.unit === '' ? '' : ` (${metric.unit})`;
    const values = own.flatMap((cell, i) => {
      const other = mean[i];
      return [shown(cell), other === undefined ? '' : shown(other)];
    });
    const worth = evaluated === null ? [] : [evaluated.agreements.get(metric.id)?.text ?? ''];
    return markdownLine([`${metric.label}${unit} ${direction(metric)}`, ...values, ...worth]);
  });
  // Of whole sets: they stand where the means over the classes do.
  const accuracies = (evaluated?.rows ?? []).map(({ label, unit, cells }) =>
    markdownLine([`${label} (${unit})`, ...cells.flatMap((cell) => ['', shown(cell)]), '']),
  );
  const rule = `|---|${names.map(() => '---:|---:|').join('')}${evaluated === null ? '' : '---:|'}`;
  const facts = evaluated === null ? [] : ['', evaluated.facts];
  return [markdownLine(head), rule, ...accuracies, ...body, ...facts, ''].join('\n');
}
