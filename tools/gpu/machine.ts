/** What the figures are of: facts about this machine, for the table's head. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Recorder } from './recorder';

function printed(program: string, ...words: readonly string[]): string | null {
  try {
    return execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}

function versionOf(folder: string, name: string): string {
  const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** @param folder the prepared one */
export function tellMachine(recorder: Recorder, folder: string): void {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model ?? 'unknown processor';
  recorder.fact('Date', new Date().toISOString().slice(0, 10));
  recorder.fact('Machine', `${availableParallelism()} x ${model}, ${gigabytes} GB`);
  const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'];
  const card = printed('nvidia-smi', ...query);
  if (card !== null) recorder.fact('Card and driver', card.trim());
  recorder.fact(
    'Versions',
    `Node ${process.versions.node}, ONNX Runtime ${versionOf(folder, 'onnxruntime-web')}`,
  );
}
