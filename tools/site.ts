/** Where the tools find what ships with the page. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSampleTruth, type SampleTruth } from '../src/data/sample';

const PUBLIC = new URL('../public/', import.meta.url);

/** The path of a file or folder of public/. */
export function sitePath(path: string): string {
  return fileURLToPath(new URL(path, PUBLIC));
}

/** The model that ships, and the kernels beside it, as a place on Node opens them. */
export const SHIPPED_MODEL = {
  pack: sitePath('packs/stillroom-64'),
  kernels: sitePath('kernels'),
};

export function sampleTruth(): SampleTruth {
  return parseSampleTruth(JSON.parse(readFileSync(sitePath('samples/truth.json'), 'utf8')));
}

export function sampleArchive({ archive }: SampleTruth): string {
  return sitePath(`samples/${archive.file}`);
}

/**
 * A command as anybody would type it: files by their names alone, no folders of this machine.
 * @param files names of the options that are paths
 */
export function typedCommand(
  command: string,
  options: Readonly<Record<string, string | undefined>>,
  files: readonly string[],
): string {
  const shown = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${files.includes(name) ? basename(value) : value}`],
  );
  return `${command} -- ${shown.join(' ')}`;
}

/** @throws Error for an option that is no whole number from 0 */
export function wholeOption(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0) return value;
  throw new Error(`--${name} is "${text}"; it must be a whole number.`);
}

/** @throws Error for an engine that no tool computes with */
export function backendOption(text: string): 'wasm' | 'cpu' {
  if (text === 'wasm' || text === 'cpu') return text;
  throw new Error(`--backend is "${text}"; it must be wasm or cpu.`);
}
