/** Tables of text: separated values, a word a line, JSON in its many forms, and CVAT's XML. */
import { cvat } from './formats/cvat';
import { json, jsonLines } from './formats/json';
import { bySpaces, separated, separatorOf } from './formats/separated';
import type { Table } from './table';

/** The last is of SageMaker. */
const JSON_LINES = new Set(['jsonl', 'ndjson', 'manifest']);

/**
 * The table in a text whose lines end in line feeds.
 * @param extension of the file, which decides between JSON and separated values
 * @returns undefined when there is no table in it
 */
export function parseTable(text: string, extension: string): Table | undefined {
  // Excel is told of a separator by a line of its own.
  const plain = text.replace(/^sep=.\n/i, '');
  if (extension === 'json') return json(plain) ?? jsonLines(plain);
  const listed = extension === 'xml' ? cvat(plain) : undefined;
  if (listed !== undefined) return listed;
  if (JSON_LINES.has(extension)) return jsonLines(plain);
  const titled = plain.replace(/^(?:#[^\n]*\n)+/, '');
  // Comments in front of the rows, unless they name the columns.
  for (const part of [plain, titled]) {
    const separator = separatorOf(part);
    if (separator === undefined) continue;
    if (separator === '' && separatorOf(titled) !== '') continue;
    return { columns: [], rows: separator === '' ? bySpaces(part) : separated(part, separator) };
  }
  const list = titled
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const areWords = list.length > 0 && !list.some((line) => /\s/.test(line));
  return areWords ? { columns: [], rows: list.map((word) => [word]) } : undefined;
}
