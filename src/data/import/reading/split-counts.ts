/** What there is to say of each split: how many of its images are of use, and which are not. */
import { counted, note, type ReadingPart } from './reading';
import type { Split, SplitUse } from './splits';

const SHOWN = 5;

interface SplitCount {
  readonly split: Split;
  use: SplitUse;
  /** Images that have a class, and those classes. */
  images: number;
  readonly classes: Set<string>;
  /** Images without one. */
  aside: number;
  /** Classes that no images are distilled from. */
  readonly strangers: string[];
}

function partOf({ split, use, images, classes, aside, strangers }: SplitCount): ReadingPart {
  const what = use === 'train' ? 'distilled from' : 'held out for evaluation';
  const known = `${counted(classes.size, 'class', 'classes')}, ${counted(images, 'image')}, ${what}`;
  const unknown = `${counted(aside, 'image')} set aside`;
  const said = [...(images > 0 ? [known] : []), ...(aside > 0 ? [unknown] : [])].join('; ');
  const more = strangers.length > SHOWN ? ` and ${strangers.length - SHOWN} more` : '';
  const alone = `In "${split.name}" alone, so not in the set: ${strangers.slice(0, SHOWN).join(', ')}${more}.`;
  return {
    id: split.id,
    kind: 'split',
    text: `"${split.name}": ${said}.`,
    images: images + aside,
    taken: use,
    choices: split.choices,
    parts: strangers.length === 0 ? [] : [note(`${split.id} alone`, alone)],
  };
}

export class SplitCounts {
  readonly #counts = new Map<string, SplitCount>();

  #of(split: Split, use: SplitUse): SplitCount {
    const known = this.#counts.get(split.id);
    if (known !== undefined) return known;
    const count = { split, use, images: 0, classes: new Set<string>(), aside: 0, strangers: [] };
    this.#counts.set(split.id, count);
    return count;
  }

  /** Images that went into a class. */
  placed(split: Split, use: SplitUse, images: number, classPath: string): void {
    const count = this.#of(split, use);
    count.images += images;
    count.classes.add(classPath);
  }

  /** Images that did not; @param stranger their class, where they have one that is nowhere else */
  setAside(split: Split, use: SplitUse, images: number, stranger?: string): void {
    const count = this.#of(split, use);
    count.aside += images;
    if (stranger !== undefined) count.strangers.push(stranger);
  }

  get parts(): ReadingPart[] {
    return [...this.#counts.values()].map(partOf);
  }
}
