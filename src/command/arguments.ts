/** Reading a command line: every mistake is a BadParameter that says what was given. */
import { availableParallelism } from 'node:os';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { StillroomError } from '../core/errors';
import type { BackendKind } from '../runtime/ort';

type Options = NonNullable<ParseArgsConfig['options']>;

function parsed<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw usage(reason.replace(/\.?$/, '.'), cause);
  }
}

/**
 * Options by name and words without one; what `node:util` finds wrong is said as our own error. An empty word
 * is what a shell makes of a variable that is not set, and as a path it would be the folder of whoever calls.
 */
export function readArguments<const O extends Options>(args: readonly string[], options: O) {
  const read = parsed(args, options);
  const { values, positionals } = read;
  const empty = Object.entries(values).find(([, value]) => [value].flat().includes(''));
  if (empty !== undefined) throw usage(`--${empty[0]} is empty.`);
  if (positionals.includes('')) throw usage('A word without an option is empty.');
  return read;
}

export function usage(message: string, cause?: unknown): StillroomError {
  return new StillroomError('BadParameter', `${message} --help says what there is.`, {}, { cause });
}

/** An option that must be there. */
export function required<T extends string | readonly string[]>(
  value: T | undefined,
  name: string,
): T {
  if (value !== undefined) return value;
  throw usage(`--${name} is missing.`);
}

/** The one word without an option. */
export function onlyWord(words: readonly string[], what: string): string {
  const [word, ...others] = words;
  if (word !== undefined && others.length === 0) return word;
  throw usage(
    word === undefined
      ? `${what} is missing.`
      : `One ${what} is enough; received ${words.join(', ')}.`,
  );
}

/** A whole number from `least` to `most`. */
export function wholeNumber(text: string, name: string, least: number, most: number): number {
  return wholeNumberIn(text, `--${name}`, least, most);
}

/** @param what says where the text stands: "--port", "PORT" */
export function wholeNumberIn(text: string, what: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw usage(`${what} is "${text}"; it must be a whole number from ${least} to ${most}.`);
}

const MOST_THREADS = 256;

/** Threads of the model: as many as asked for, or as this process may use. */
export function threadsOf(text: string | undefined): number {
  return text === undefined
    ? Math.min(availableParallelism(), MOST_THREADS)
    : wholeNumber(text, 'threads', 1, MOST_THREADS);
}

const BACKENDS: readonly BackendKind[] = ['wasm', 'cpu', 'webgpu', 'cuda'];

/** Where the model runs: the page's engine, or one of ONNX Runtime's native build. */
export function backendOf(text = 'wasm'): BackendKind {
  const backend = BACKENDS.find((one) => one === text);
  if (backend !== undefined) return backend;
  throw usage(`--backend is "${text}"; it must be one of ${BACKENDS.join(', ')}.`);
}
