/** A report as Markdown, with everything that its numbers depend on. */
import type { EvaluationReport } from '../../run/evaluation/report';
import { markdownLine } from '../compare/markdown';
import { findings } from './findings';
import { reportFacts } from './reportFacts';
import { resultTable } from './resultTable';

/** @param repeats that were asked for */
export function evaluationMarkdown(report: EvaluationReport, repeats: number): string {
  const { columns, rows } = resultTable(report, repeats);
  const facts = reportFacts(report, repeats).map(({ name, value }) => `- ${name}: ${value}`);
  const head = ['Set', ...columns.map(({ label, unit }) => (unit ? `${label} (${unit})` : label))];
  const body = rows.map(({ name, cells, problem }) =>
    markdownLine([
      problem === null ? name : `${name}: ${problem}`,
      ...cells.map(({ text, best }) => (best ? `**${text}**` : text)),
    ]),
  );
  const rule = `|---|${columns.map(() => '---:|').join('')}`;
  const said = findings(report, repeats).map(({ text }) => `- ${text}`);
  return [...facts, '', markdownLine(head), rule, ...body, '', ...said, ''].join('\n');
}
