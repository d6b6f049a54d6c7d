/**
 * Classes out of groups: the images to distill from, the held-out images of the same class, and what
 * belongs to no class, each with the sentence that says so.
 */
import { ClassFinder, type ClassGroup } from './class-finder';
import { isContainerName } from './folder-words';
import { folderPath } from '../recognise';
import { fold, pathOf, type Group } from './groups';
import { counted, takenChoice, type ReadingChoices, type ReadingPart } from './reading';
import { SplitCounts } from './split-counts';
import type { SplitUse } from './splits';

export interface SetAside {
  readonly path: string;
  readonly reason: string;
}

export interface Assembly {
  readonly classes: readonly ClassGroup[];
  readonly parts: readonly ReadingPart[];
  /** A line a folder whose images belong to no class. */
  readonly setAside: readonly SetAside[];
}

const UNLABELLED_CHOICES = [
  { id: 'ignore', text: 'set aside' },
  { id: 'class', text: 'take as a class' },
];
const NO_LABEL = 'that its table of labels does not know';
const NO_CLASS = 'that nothing says the class of';
const BESIDE_SPLITS = 'beside the splits, in none of them';

/** The paths above a path, the nearest first; the root, '', last. */
function* pathsAbove(path: string): Generator<string> {
  for (let at = path; at !== '';) {
    at = folderPath(at);
    yield at;
  }
}

/** What the groups lie beside and above of, as sets: each is asked of each group, of 10,000 classes too. */
class Places {
  /** Folders that splits lie in. */
  readonly #holdSplits: ReadonlySet<string>;
  /** Folders above those of classes. */
  readonly #holdClasses: ReadonlySet<string>;

  constructor(groups: readonly Group[], classPaths: Iterable<string>) {
    this.#holdSplits = new Set(groups.flatMap(({ split }) => split?.above ?? []));
    const above = [...classPaths].flatMap((path) => [...pathsAbove(path)]);
    this.#holdClasses = new Set(above.filter((path) => path !== ''));
  }

  /** True for images that lie in a folder beside split folders, or directly beside them. */
  isBesideSplits({ folder }: Group): boolean {
    const holds = (path: string): boolean => this.#holdSplits.has(path);
    return holds(folder) || [...pathsAbove(folder)].some(holds);
  }

  holdsClasses(path: string): boolean {
    return this.#holdClasses.has(path);
  }
}

/** What becomes of each group; where no class is there to distill from, the first split is. */
function usesOf(
  groups: readonly Group[],
  places: Places,
  chosen: ReadingChoices,
): Map<Group, SplitUse> {
  const uses = new Map(groups.map((group) => [group, group.split?.use ?? 'train']));
  const isClass = ([group, use]: [Group, SplitUse]): boolean =>
    use === 'train' && (group.split !== undefined || !places.isBesideSplits(group));
  if ([...uses].some(isClass)) return uses;
  for (const kind of ['val', 'test', 'unlabelled'] as const) {
    const promoted = groups.filter(({ split }) => split?.kind === kind && !chosen.has(split.id));
    for (const group of promoted) uses.set(group, 'train');
    if (promoted.length > 0) break;
  }
  return uses;
}

class Assembler {
  readonly #chosen: ReadingChoices;
  readonly #classes = new Map<string, ClassGroup>();
  /** By their ids: a table may have made several groups of one folder. */
  readonly #unlabelled = new Map<string, ReadingPart>();
  /** Images by their folder and why. */
  readonly #setAside = new Map<string, { folder: string; why: string; images: number }>();
  readonly #counts = new SplitCounts();

  constructor(chosen: ReadingChoices) {
    this.#chosen = chosen;
  }

  #add(group: Group): void {
    const path = pathOf(group.segments);
    const entry = this.#classes.get(path) ?? { path, images: [], heldOut: [] };
    this.#classes.set(path, entry);
    for (const image of group.images) entry.images.push(image);
  }

  /** Images to distill from. */
  take(group: Group): void {
    this.#add(group);
    const { split, images, segments } = group;
    if (split !== undefined)
      this.#counts.placed(split, 'train', images.length, fold(pathOf(segments)));
  }

  hold(group: Group, entry: ClassGroup): void {
    for (const image of group.images) entry.heldOut.push(image);
    if (group.split !== undefined) {
      this.#counts.placed(group.split, 'held-out', group.images.length, entry.path);
    }
  }

  /** Images of a class that nothing is distilled from, or of a split that a person set aside. */
  leave(group: Group, use: SplitUse, why: string, stranger?: string): void {
    const { split, images, folder } = group;
    if (split !== undefined) this.#counts.setAside(split, use, images.length, stranger);
    const key = `${folder}\n${why}`;
    const before = this.#setAside.get(key)?.images ?? 0;
    this.#setAside.set(key, { folder, why, images: before + images.length });
  }

  /** Images without a class: set aside or a class of their own, as a person chooses. */
  ask(group: Group, use: SplitUse, why: string, usual: 'ignore' | 'class'): void {
    const id = `unlabelled ${group.folder}`;
    const taken = takenChoice(id, usual, UNLABELLED_CHOICES, this.#chosen);
    const images = group.images.length + (this.#unlabelled.get(id)?.images ?? 0);
    const what = taken === 'ignore' ? 'set aside' : 'taken as a class';
    this.#unlabelled.set(id, {
      id,
      kind: 'unlabelled',
      text: `${group.folder}: ${counted(images, 'image')} ${why}, ${what}.`,
      images,
      taken,
      choices: UNLABELLED_CHOICES,
      parts: [],
    });
    if (taken === 'class') this.take(group);
    else this.leave(group, use, why);
  }

  get classes(): ReadonlyMap<string, ClassGroup> {
    return this.#classes;
  }

  whole(): Assembly {
    return {
      classes: [...this.#classes.values()],
      parts: [...this.#counts.parts, ...this.#unlabelled.values()],
      setAside: [...this.#setAside.values()].map(({ folder, why, images }) => ({
        path: folder,
        reason: `holds ${counted(images, 'image')} ${why}`,
      })),
    };
  }
}

/**
 * The classes that groups make.
 * @param unlabelled groups that a table was there for, and did not know
 */
export function assemble(
  groups: readonly Group[],
  unlabelled: ReadonlySet<Group>,
  chosen: ReadingChoices,
): Assembly {
  const uses = usesOf(groups, new Places(groups, []), chosen);
  const of = (use: SplitUse): Group[] => groups.filter((group) => uses.get(group) === use);
  const main = of('train');
  const places = new Places(
    groups,
    main.map(({ segments }) => pathOf(segments)),
  );
  const assembler = new Assembler(chosen);

  for (const group of main) {
    const path = pathOf(group.segments);
    const holdsClasses = places.holdsClasses(path);
    const inSplit = group.split !== undefined;
    const beside = !inSplit && places.isBesideSplits(group);
    if (unlabelled.has(group)) assembler.ask(group, 'train', NO_LABEL, 'ignore');
    else if (holdsClasses && (inSplit || beside)) assembler.ask(group, 'train', NO_CLASS, 'ignore');
    else if (beside) assembler.ask(group, 'train', BESIDE_SPLITS, 'ignore');
    else if (holdsClasses) assembler.ask(group, 'train', 'beside the class folders', 'class');
    else assembler.take(group);
  }

  const finder = new ClassFinder(assembler.classes);
  for (const group of of('held-out')) {
    const path = pathOf(group.segments);
    const name = group.segments.at(-1) ?? '';
    const above = isContainerName(name) ? pathOf(group.segments.slice(0, -1)) : path;
    const own = unlabelled.has(group) ? undefined : finder.find(group);
    if (own !== undefined) assembler.hold(group, own);
    else if (unlabelled.has(group)) assembler.ask(group, 'held-out', NO_LABEL, 'ignore');
    else if (places.holdsClasses(above)) {
      assembler.ask(group, 'held-out', NO_CLASS, 'ignore');
    } else {
      assembler.leave(
        group,
        'held-out',
        `of a class that is in "${group.split?.name ?? ''}" alone`,
        name,
      );
    }
  }
  for (const group of of('ignore'))
    assembler.leave(group, 'ignore', 'of a split that is set aside');
  return assembler.whole();
}
