/**
 * `npm run bench [-- PART...]`: the figures of the speed bars, as medians, in a table and in
 * bench-results.json. Parts: density, transport, preview, browser, listing, windows, training, evaluation, native,
 * denoiser, classes, job (all of them when none is named), and large, which is made only when it is named. Figures are of the machine that runs them; nothing here is a test.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { browserBench } from './browser';
import { classesBench } from './classes';
import { denoiserBench } from './denoiser';
import { densityBench } from './density';
import { evaluationBench } from './evaluation';
import { jobBench } from './job';
import { largeBench } from './large';
import { listingBench } from './listing';
import { nativeBench } from './native';
import { previewBench } from './preview';
import type { BenchRow } from './row';
import { trainingBench } from './training';
import { transportBench } from './transport';
import { windowsBench } from './windows';

const parts: Readonly<Record<string, () => BenchRow[] | Promise<BenchRow[]>>> = {
  density: densityBench,
  transport: transportBench,
  preview: previewBench,
  browser: browserBench,
  listing: listingBench,
  windows: windowsBench,
  training: trainingBench,
  evaluation: evaluationBench,
  native: nativeBench,
  denoiser: denoiserBench,
  classes: classesBench,
  job: jobBench,
  large: largeBench,
};

/** Takes gigabytes, and minutes for every row. */
const ONLY_NAMED: ReadonlySet<string> = new Set(['large']);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}

const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`;
const verdicts = new Map<boolean | null, string>([
  [true, 'yes'],
  [false, 'NO'],
  [null, '-'],
]);

function line({ name, median, unit, bar, passed, runs, note }: BenchRow): string {
  const value = Number.isFinite(median)
    ? `${Number(median.toPrecision(3))} ${unit}`
    : 'not measured';
  const remark = note ? ` (${note})` : '';
  return `| ${name}${remark} | ${value} | ${bar} | ${verdicts.get(passed) ?? '-'} | ${runs} |`;
}

console.log(`\n${machine}\n`);
console.log('| what | median | bar | met | runs |');
console.log('|---|---|---|---|---|');
const rows: BenchRow[] = [];
/** A part that fails takes none of the others with it: what it said, by its name. */
const failed: string[] = [];
for (const [name, measure] of Object.entries(parts)) {
  const meant = asked.length === 0 ? !ONLY_NAMED.has(name) : asked.includes(name);
  if (!meant) continue;
  try {
    const own = await measure();
    rows.push(...own);
    for (const row of own) console.log(line(row));
  } catch (error) {
    failed.push(
      `${name} was not measured: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  writeFileSync('bench-results.json', `${JSON.stringify({ machine, rows, failed }, null, 2)}\n`);
}
for (const sentence of failed) console.error(`\n${sentence}`);
if (failed.length > 0) process.exitCode = 1;
