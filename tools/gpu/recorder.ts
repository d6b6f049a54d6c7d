/** Keeps what was found out: both files are written again after every row, so that no stop loses one. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attempt } from './find-adapter';
import { isWithin, type GpuRow } from './row';
import { figure, markdownOf } from './table';

function shown(row: GpuRow): string {
  if ('sentence' in row) return row.sentence;
  const note = row.note === undefined ? '' : ` (${row.note})`;
  if (row.kind === 'agreement') {
    const verdict = isWithin(row) ? 'within' : 'BEYOND';
    return `${figure(row.difference)} ${row.unit}, ${verdict} ${figure(row.bound)}${note}`;
  }
  const values = Object.entries(row.values).map(([name, value]) => `${name} ${figure(value)}`);
  return `${values.join(', ')} ${row.unit}${note}`;
}

export class Recorder {
  readonly #folder: string;
  readonly #facts: Record<string, string> = {};
  readonly #attempts: Attempt[] = [];
  readonly #rows: GpuRow[] = [];

  /** @param folder is made where it is missing */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  get rows(): readonly GpuRow[] {
    return this.#rows;
  }

  fact(name: string, value: string): void {
    this.#facts[name] = value;
    console.log(`${name}: ${value}`);
    this.#write();
  }

  attempt(attempt: Attempt): void {
    this.#attempts.push(attempt);
    console.log(`\nChromium, ${attempt.name}: ${attempt.outcome}\n  ${attempt.flags.join(' ')}`);
    if (attempt.adapter) console.log(`  ${JSON.stringify(attempt.adapter)}`);
    for (const line of attempt.errors) console.log(`  | ${line}`);
    this.#write();
  }

  row(row: GpuRow): void {
    this.#rows.push(row);
    console.log(`${row.name}: ${shown(row)}`);
    this.#write();
  }

  #write(): void {
    const [facts, attempts, rows] = [this.#facts, this.#attempts, this.#rows];
    this.#replace('gpu-results.json', `${JSON.stringify({ facts, attempts, rows }, null, 2)}\n`);
    this.#replace('gpu-results.md', markdownOf({ facts }, rows));
  }

  /** In one move: whoever is killed leaves a whole file. */
  #replace(name: string, text: string): void {
    const path = join(this.#folder, name);
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
  }
}
