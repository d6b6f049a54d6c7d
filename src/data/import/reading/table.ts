/**
 * Tables of text: comma-, tab-, semicolon- or space-separated values (RFC 4180 quoting), JSON lines,
 * and JSON that is an array of objects or an object from names to values.
 */

export interface Table {
  /** Names of the columns; empty where the first row is data already. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Cells of separated values; a separator of '' stands for runs of spaces. */
function separated(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(cell);
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
    cell = '';
  };
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (character === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (character === separator) {
      row.push(cell);
      cell = '';
    } else if (character === '\n') {
      endRow();
    } else if (character !== '\r') {
      cell += character;
    }
  }
  endRow();
  return rows.map((cells) => cells.map((value) => value.trim()));
}

function bySpaces(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== '');
}

/** The separator that the first lines have in equal numbers; '' for spaces, undefined for none. */
function separatorOf(text: string): string | undefined {
  const lines = text
    .split('\n', 20)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const separator of ['\t', ',', ';', '|']) {
    const counts = lines.map((line) => line.split(separator).length);
    if ((counts[0] ?? 1) > 1 && counts.every((count) => count >= 2)) return separator;
  }
  return lines.length > 0 && lines.every((line) => /\s/.test(line)) ? '' : undefined;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Rows of objects; the columns in the order in which they are first met. */
function ofObjects(objects: readonly unknown[]): Table | undefined {
  const columns = new Map<string, number>();
  const records: ReadonlyMap<string, unknown>[] = [];
  for (const value of objects) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const record = new Map<string, unknown>(Object.entries(value));
    for (const key of record.keys()) if (!columns.has(key)) columns.set(key, columns.size);
    records.push(record);
  }
  const names = [...columns.keys()];
  return { columns: names, rows: records.map((r) => names.map((name) => textOf(r.get(name)))) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function json(text: string): Table | undefined {
  const value = parsed(text);
  if (Array.isArray(value)) return ofObjects(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value);
  const plain = entries.every(([, one]) => textOf(one) !== '');
  return plain ? { columns: [], rows: entries.map(([key, one]) => [key, textOf(one)]) } : undefined;
}

function jsonLines(text: string): Table | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return ofObjects(lines.map(parsed));
}

/**
 * The table in a text.
 * @param extension of the file, which decides between JSON and separated values
 * @returns undefined when there is no table in it
 */
export function parseTable(text: string, extension: string): Table | undefined {
  const plain = text.replace(/^\ufeff/, '');
  if (extension === 'json') return json(plain) ?? jsonLines(plain);
  if (extension === 'jsonl' || extension === 'ndjson') return jsonLines(plain);
  const separator = separatorOf(plain);
  if (separator === undefined) return undefined;
  const rows = separator === '' ? bySpaces(plain) : separated(plain, separator);
  return { columns: [], rows };
}
