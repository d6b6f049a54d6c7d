/** Comma-, tab-, semicolon- and bar-separated values (RFC 4180 quoting), and values with spaces between them. */
import { splitName } from '../../folder-words';

/** Cells of separated values, of as many rows as are asked for. */
export function separated(text: string, separator: string, most = Infinity): string[][] {
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
  for (let i = 0; i < text.length && rows.length < most; i++) {
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
    } else {
      cell += character;
    }
  }
  if (rows.length < most) endRow();
  return rows.map((cells) => cells.map((value) => value.trim()));
}

/** True for what may be one label of several words: no numbers, which stand for boxes, and no name of a split. */
function isPhrase(words: readonly string[]): boolean {
  return words.every((word) => !/^[\d.+-]+$/.test(word) && splitName(word) === undefined);
}

/** Rows of a file's name and a label of several words are of two cells. */
export function bySpaces(text: string): string[][] {
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== '');
  const arePhrases = rows.every(
    ([first = '', ...rest]) => /\.\w+$/.test(first) && rest.length > 0 && isPhrase(rest),
  );
  return arePhrases ? rows.map(([first = '', ...rest]) => [first, rest.join(' ')]) : rows;
}

/** Rows that the separator is told from. */
const FIRST = 20;

/**
 * The separator that the first rows all have, in equal numbers where one does; '' for spaces, undefined for none.
 * Of several it is the tab, or the one that the first line has first: others stand in cells, as in "1,5".
 */
export function separatorOf(text: string): string | undefined {
  const lines = text.split('\n', 8 * FIRST).filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  const some = lines.slice(0, FIRST);
  // A cell in quotes may go on over several lines.
  const start = lines.slice(0, 4 * FIRST).join('\n');
  const numbers = (separator: string) =>
    new Set(separated(start, separator, FIRST).map((row) => row.length));
  const everywhere = ['\t', ',', ';', '|'].filter(
    (separator) => lines.length > 0 && !numbers(separator).has(1),
  );
  const equally = everywhere.filter((separator) => numbers(separator).size === 1);
  const likely = equally.length > 0 ? equally : everywhere;
  if (likely.includes('\t')) return '\t';
  if (likely.length > 0) {
    return likely.reduce((a, b) => (first.indexOf(b) < first.indexOf(a) ? b : a));
  }
  return some.length > 0 && some.every((line) => /\s/.test(line.trim())) ? '' : undefined;
}
