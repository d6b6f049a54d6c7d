/** Which of the collection's classes a model of class labels knows, and what to choose from for the others. */
import type { PackClasses, PackDescription } from '../../core/formats/pack';
import { classesMeant, nameOfClass, takesPrompt } from '../../core/formats/pack/known-classes';
import type { ClassRow } from '../state/collection';

export interface OpenMatch {
  readonly folder: string;
  readonly name: string;
  /** What the class may be, where its name is that of several. */
  readonly candidates: readonly ClassOption[];
}

export interface ClassOption {
  /** What the model is asked for. */
  readonly prompt: string;
  /** "n02012849 crane" */
  readonly label: string;
}

export interface Matches {
  readonly known: number;
  readonly open: readonly OpenMatch[];
}

export function optionOf(classes: PackClasses, row: number): ClassOption {
  const { names, wordnetIds = [] } = classes;
  return {
    prompt: nameOfClass(classes, row),
    label: `${wordnetIds[row] ?? ''} ${names[row] ?? ''}`.trim(),
  };
}

/** The classes of a model of labels that take part; null for a model of text, which takes any words. */
export function matchesOf(
  pack: PackDescription,
  rows: readonly Pick<ClassRow, 'folder' | 'name' | 'prompt' | 'included'>[],
): Matches | null {
  const { classes, condition } = pack;
  if (condition.kind === 'text' || classes === undefined) return null;
  const included = rows.filter((row) => row.included);
  const open = included.filter(({ prompt }) => !takesPrompt(pack, prompt));
  return {
    known: included.length - open.length,
    open: open.map(({ folder, name, prompt }) => ({
      folder,
      name,
      candidates: classesMeant(classes, prompt).map((row) => optionOf(classes, row)),
    })),
  };
}

/** The class that a person's words mean; null where they mean none, or several. */
export function chosenClass(classes: PackClasses, text: string): string | null {
  const [row, ...others] = classesMeant(classes, text);
  return row === undefined || others.length > 0 ? null : nameOfClass(classes, row);
}
