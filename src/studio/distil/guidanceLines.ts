/** An image's guidance report as lines of a chart. */
import type { Line } from '../charts/line';
import { OKABE_ITO } from '../explore/clusterColours';
import { termName } from '../inspector/schema';
import type { ReportRow } from '../state/run';

/** One line a term, in order of first appearance. */
export function shareLines(report: readonly ReportRow[]): Line[] {
  const terms = [...new Set(report.flatMap((row) => [...row.shares.keys()]))];
  return terms.map((name, i) => ({
    name: termName(name),
    colour: OKABE_ITO[i % OKABE_ITO.length] ?? OKABE_ITO[0],
    values: report.map((row) => row.shares.get(name) ?? null),
  }));
}

/** Null where no step knows the value. */
export function valueLine(
  report: readonly ReportRow[],
  name: 'distance' | 'loss',
  colour: string,
): Line | null {
  if (report.every((row) => row[name] === null)) return null;
  return { name, colour, values: report.map((row) => row[name]) };
}

/** True where lines lie so far apart that the lower ones would look like nothing. */
export function needsLog(lines: readonly Line[]): boolean {
  const tops = lines.map(({ values }) => Math.max(0, ...values.map((value) => value ?? 0)));
  const largest = Math.max(0, ...tops);
  return largest > 0 && (largest < 1e-3 || tops.some((top) => top > 0 && top < largest / 30));
}
