/** The table as Markdown, for a paper's notes or an issue. */
import type { ComparisonTable, TableCell } from './comparisonTable';
import { direction } from './metricRows';

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
/** A row of a table. */
export const markdownLine = (cells: readonly string[]): string =>
  `| ${cells.map(escaped).join(' | ')} |`;
const shown = ({ text, best }: TableCell): string => (best ? `**${text}**` : text);

/**
 * @param names of the runs, one a column
 * @param className the class looked at
 */
export function tableMarkdown(
  { rows, meanOf }: ComparisonTable,
  names: readonly string[],
  className: string,
): string {
  const ofMean = `mean of ${meanOf.length}`;
  const head = [
    'Metric',
    ...names.flatMap((name) => [`${name}: ${className}`, `${name}: ${ofMean}`]),
  ];
  const body = rows.map(({ metric, own, mean }) => {
    const unit = metric.unit === '' ? '' : ` (${metric.unit})`;
    const values = own.flatMap((cell, i) => {
      const other = mean[i];
      return [shown(cell), other === undefined ? '' : shown(other)];
    });
    return markdownLine([`${metric.label}${unit} ${direction(metric)}`, ...values]);
  });
  const rule = `|---|${names.map(() => '---:|---:|').join('')}`;
  return [markdownLine(head), rule, ...body, ''].join('\n');
}
