/**
 * How an import understood what was dropped, as data: sentences with the choices that could be made
 * instead. A page shows them and imports again with what a person chose.
 */
import { StillroomError } from '../../../core/errors';

export type ReadingKind =
  /** A folder of one use of the same classes: train, val, test. */
  | 'split'
  /** Images that nothing says the class of. */
  | 'unlabelled'
  /** Pictures that describe other pictures pixel by pixel. */
  | 'masks'
  /** A table beside the pictures that says what they show. */
  | 'labels'
  /** A folder that every class has and that names nothing: images, img, JPEGImages. */
  | 'container'
  /** The encoding of the names in an archive. */
  | 'names'
  /** Something to know, with nothing to choose. */
  | 'note';

export interface ReadingChoice {
  readonly id: string;
  /** What would happen, as a phrase for a menu: "hold out for evaluation". */
  readonly text: string;
}

export interface ReadingPart {
  /** Stays the same when the same things are imported again: "split val", "names pets.zip". */
  readonly id: string;
  readonly kind: ReadingKind;
  /** A sentence: `"val": 10 classes, 500 images, held out for evaluation.` */
  readonly text: string;
  /** Images that it is about; 0 for names and notes. */
  readonly images: number;
  /** The choice in force; empty where there is nothing to choose. */
  readonly taken: string;
  readonly choices: readonly ReadingChoice[];
  /** What there is to say of parts of it. */
  readonly parts: readonly ReadingPart[];
}

export interface ImportReading {
  /** The whole in a sentence: "10 classes, 9,469 images; 3,925 held out." */
  readonly text: string;
  readonly parts: readonly ReadingPart[];
}

/** What a person chose, by the part's id; parts that are not named are read as usual. */
export type ReadingChoices = ReadonlyMap<string, string>;

/**
 * The choice in force for a part.
 * @throws StillroomError BadParameter when a person chose what the part does not offer
 */
export function takenChoice(
  id: string,
  usual: string,
  choices: readonly ReadingChoice[],
  chosen: ReadingChoices,
): string {
  const choice = chosen.get(id);
  if (choice === undefined) return usual;
  if (choices.some((offered) => offered.id === choice)) return choice;
  const offered = choices.map((one) => one.id).join(', ');
  throw new StillroomError(
    'BadParameter',
    `Received "${choice}" as the choice for "${id}", which offers ${offered}. Choose one of these.`,
    { part: id, choice },
  );
}

/** "1 image", "1,280 images". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** A part with nothing to choose. */
export function note(id: string, text: string, images = 0): ReadingPart {
  return { id, kind: 'note', text, images, taken: '', choices: [], parts: [] };
}
