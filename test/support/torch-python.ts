/** A Python with torch and Pillow, where there is one, and evaluate.py run by it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const EVALUATOR_FOLDER = join(import.meta.dirname, '..', '..', 'src', 'data', 'export');

/** Threads that spin while they wait would slow every other test on the same cores. */
const ENVIRONMENT = { ...process.env, OMP_NUM_THREADS: '1', OMP_WAIT_POLICY: 'passive' };

function findPython(): string | null {
  const python = process.env['STILLROOM_TORCH_PYTHON'] ?? '/usr/bin/python3';
  const { status } = spawnSync(python, ['-c', 'import torch, PIL, numpy'], { env: ENVIRONMENT });
  return status === 0 ? python : null;
}

/** null where there is none; STILLROOM_TORCH_PYTHON names one. */
export const TORCH_PYTHON = findPython();

/** Behind the names of tests that need it. */
export const NEEDS_TORCH =
  TORCH_PYTHON === null
    ? ' (skipped: no Python with torch, Pillow and numpy; STILLROOM_TORCH_PYTHON can name one)'
    : '';

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(words: readonly string[], input = ''): Ran {
  return spawnSync(TORCH_PYTHON ?? '', [...words], {
    input,
    encoding: 'utf8',
    env: ENVIRONMENT,
    maxBuffer: 2 ** 28,
  });
}

/** evaluate.py as a person runs it. */
export function runEvaluator(...words: readonly string[]): Ran {
  return run([join(EVALUATOR_FOLDER, 'evaluate.py'), ...words]);
}

/** Answers of `evaluator_driver.py`, one a request. */
export function askEvaluator(requests: readonly object[]): unknown[] {
  const driver = join(import.meta.dirname, 'evaluator_driver.py');
  const { status, stdout, stderr } = run([driver, EVALUATOR_FOLDER], JSON.stringify(requests));
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown[];
}

export function base64(values: ArrayBufferView): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

export function floats(text: unknown): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(String(text), 'base64')).buffer);
}

export function bytes(text: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(text), 'base64'));
}
