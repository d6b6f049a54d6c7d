/** The results as Markdown, for docs/performance.md. */
import { isWithin, type Column, type GpuRow } from './row';

/** What the figures are of. */
export interface Machine {
  /** Facts by name, in the order in which they are written. */
  readonly facts: Readonly<Record<string, string>>;
}

const COLUMNS: readonly (readonly [Column, string])[] = [
  ['webgpu', 'WebGPU'],
  ['wasm', 'WASM'],
  ['torch', 'torch float32'],
  ['torch-tf32', 'torch TF32'],
];

/** Three digits, and no zeros that say nothing. */
export function figure(value: number | undefined): string {
  if (value === undefined) return '-';
  if (!Number.isFinite(value)) return 'not finite';
  if (value === 0) return '0';
  return Math.abs(value) < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '/').replaceAll('\n', ' ')).join(' | ')} |`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

const of = <Kind extends GpuRow['kind']>(rows: readonly GpuRow[], kind: Kind) =>
  rows.filter((row): row is Extract<GpuRow, { kind: Kind }> => row.kind === kind);

/** @returns the whole text, with a newline at its end */
export function markdownOf({ facts }: Machine, rows: readonly GpuRow[]): string {
  const agreement = of(rows, 'agreement').map((row) => [
    row.name + (row.note === undefined ? '' : ` (${row.note})`),
    `${figure(row.difference)} ${row.unit}`.trim(),
    `${figure(row.bound)} ${row.unit}`.trim(),
    isWithin(row) ? 'yes' : 'NO',
  ]);
  const speed = of(rows, 'speed').map((row) => [
    row.name + (row.note === undefined ? '' : ` (${row.note})`),
    row.unit,
    ...COLUMNS.map(([column]) => figure(row.values[column])),
  ]);
  const sentences = rows.flatMap((row) =>
    'sentence' in row ? [`- ${row.name}: ${row.sentence.replaceAll('\n', ' ')}`] : [],
  );
  return [
    ...Object.entries(facts).map(([name, value]) => `- ${name}: ${value}`),
    '',
    ...table(['WebGPU against WASM', 'largest difference', 'bound', 'within'], agreement),
    ...table(['median of', 'unit', ...COLUMNS.map(([, title]) => title)], speed),
    ...sentences,
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
