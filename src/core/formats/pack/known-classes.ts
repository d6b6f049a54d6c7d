/**
 * Which of a model's classes a text means. A model of class labels knows a closed list, by WordNet id where it
 * has them and by name; lists of ImageNet give a class several names, set apart by commas, and a few names to
 * two classes ("crane", "maillot"), which their ids tell apart.
 */
import { classPrompt, type PackClasses, type PackDescription } from '../pack';

type Asked = Pick<PackDescription, 'condition' | 'classes'>;

const folded = (text: string): string => text.trim().toLowerCase().replaceAll('_', ' ');

function readWords({
  names,
  wordnetIds = [],
}: PackClasses): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, number[]>();
  const add = (word: string, row: number) => {
    const known = rows.get(word) ?? [];
    if (!known.includes(row)) rows.set(word, [...known, row]);
  };
  names.forEach((name, row) => {
    add(folded(name), row);
    for (const part of name.split(',')) add(folded(part), row);
  });
  wordnetIds.forEach((id, row) => add(folded(id), row));
  return rows;
}

/** Read once a list: a thousand folders ask of a thousand names. */
const read = new WeakMap<PackClasses, ReadonlyMap<string, readonly number[]>>();

/** Positions of the classes that a text may mean: none, one, or several of one name. */
export function classesMeant(classes: PackClasses, text: string): readonly number[] {
  const words = read.get(classes) ?? readWords(classes);
  read.set(classes, words);
  return words.get(folded(text)) ?? [];
}

/** What to ask for to get a class and no other: its first name, or its WordNet id where others share that. */
export function nameOfClass(classes: PackClasses, row: number): string {
  const name = classes.names[row] ?? '';
  const [first = name] = name.split(',');
  const own = [first.trim(), name].find((text) => classesMeant(classes, text).length === 1);
  return own ?? classes.wordnetIds?.[row] ?? name;
}

/**
 * Whether the pack makes a condition of a prompt: a model of text of any, one of class labels of its classes'
 * names and ids and of the null prompt.
 */
export function takesPrompt({ condition, classes }: Asked, prompt: string): boolean {
  if (condition.kind === 'text' || prompt === condition.nullPrompt) return true;
  return classes !== undefined && classesMeant(classes, prompt).length === 1;
}

/** What a class is called where nobody wrote a prompt for it. */
export interface ClassNames {
  /** Where its pictures lie, which may be a WordNet id: "train/n02086240". */
  readonly folder: string;
  readonly words: string;
  /** Further names, the surest first. */
  readonly also?: readonly string[];
}

/** A folder's last part, where that is a WordNet id. */
function idOf(folder: string): string[] {
  const last = folder.split('/').at(-1) ?? '';
  return /^n\d{8}$/.test(last) ? [last] : [];
}

/**
 * What a model is asked for a class where nobody wrote a prompt: of text, its template with the class's words;
 * of class labels, the class that the folder's WordNet id, the words or another name means, and where none of
 * them means one the words, which the model does not take.
 */
export function usualPrompt(
  pack: PackDescription,
  { folder, words, also = [] }: ClassNames,
): string {
  const { condition, classes } = pack;
  if (condition.kind === 'text') return classPrompt(pack, words);
  if (classes === undefined) return words;
  for (const text of [...idOf(folder), words, ...also]) {
    const [row, ...others] = classesMeant(classes, text);
    if (row !== undefined && others.length === 0) return nameOfClass(classes, row);
  }
  return words;
}
