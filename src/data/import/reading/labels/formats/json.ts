/**
 * JSON lines, and JSON that is an array of objects or lists, one such array under a name (StyleGAN's dataset.json),
 * an object from names to values, or what an annotation tool writes.
 */
import type { Table } from '../table';
import { ofAnnotationTool } from './annotations';
import { isRecord, ofLists, ofObjects, textOf } from './objects';

/** Numbers that JSON has no word for, as Python writes them. */
const NO_NUMBER = /([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.search(NO_NUMBER) < 0) return undefined;
  }
  try {
    return JSON.parse(text.replaceAll(NO_NUMBER, '$1null'));
  } catch {
    return undefined;
  }
}

/** Lists of files by their labels: {"cat": ["1.jpg", "2.jpg"], "dog": ["3.jpg"]}. */
function ofFileLists(entries: readonly (readonly [string, unknown])[]): Table | undefined {
  const rows = entries.flatMap(([label, files]) =>
    Array.isArray(files) ? files.map((file) => [textOf(file), label]) : [],
  );
  const areLists = entries.every(([, files]) => Array.isArray(files));
  return areLists && rows.length > 0 ? { columns: ['file', 'label'], rows } : undefined;
}

export function json(text: string): Table | undefined {
  const value = parsed(text);
  if (Array.isArray(value)) return ofLists(value) ?? ofObjects(value);
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value) as [string, unknown][];
  const annotated = ofAnnotationTool(new Map(entries));
  if (annotated !== undefined) return annotated;
  const lists = entries.flatMap(([, one]) =>
    Array.isArray(one) ? (ofLists(one) ?? (one.length > 0 ? ofObjects(one) : undefined) ?? []) : [],
  );
  const [only] = lists;
  if (lists.length === 1) return only;
  if (lists.length === 0 && entries.length > 1) {
    const byLabel = ofFileLists(entries);
    if (byLabel !== undefined) return byLabel;
  }
  const plain = entries.every(([, one]) => textOf(one) !== '');
  return plain ? { columns: [], rows: entries.map(([key, one]) => [key, textOf(one)]) } : undefined;
}

export function jsonLines(text: string): Table | undefined {
  const values = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parsed);
  // Whoever wrote the file may have been stopped in its last line.
  return ofObjects(values.at(-1) === undefined ? values.slice(0, -1) : values);
}
