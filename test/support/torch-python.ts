/** A Python with torch and Pillow, where there is one, and evaluate.py run by it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

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

/** evaluate.py as a person runs it. */
export function runEvaluator(...words: readonly string[]): Ran {
  return spawnSync(TORCH_PYTHON ?? '', [join(EVALUATOR_FOLDER, 'evaluate.py'), ...words], {
    encoding: 'utf8',
    env: ENVIRONMENT,
  });
}

interface Driver {
  ask(line: string): Promise<string>;
}

/** Loads torch once for all who ask here; it ends with this process. */
function startDriver(): Driver {
  const file = join(import.meta.dirname, 'evaluator_driver.py');
  const child = spawn(TORCH_PYTHON ?? '', [file, EVALUATOR_FOLDER], {
    env: ENVIRONMENT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.unref();
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`The driver of evaluate.py ended with ${String(code)}.`);
  });
  // Its end is an error of whoever asks.
  ended.catch(() => undefined);
  let last: Promise<unknown> = Promise.resolve();
  const answered = async (line: string): Promise<string> => {
    const answer = once(lines, 'line') as Promise<[string]>;
    child.stdin.write(`${line}\n`);
    const [text] = await Promise.race([answer, ended]);
    return text;
  };
  return {
    ask(line) {
      const own = last.then(() => answered(line));
      last = own.catch(() => undefined);
      return own;
    },
  };
}

let driver: Driver | undefined;

/** Answers of `evaluator_driver.py`, one a request. @throws Error with what went wrong there */
export async function askEvaluator(requests: readonly object[]): Promise<unknown[]> {
  driver ??= startDriver();
  const answers: unknown = JSON.parse(await driver.ask(JSON.stringify(requests)));
  if (!Array.isArray(answers)) throw new Error(String(answers));
  return answers;
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
