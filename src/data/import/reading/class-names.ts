/**
 * What classes are called, and what the model is asked for.
 *
 * A folder is an identity, not a name: n02085620-Chihuahua, 001.Black_footed_Albatross and
 * church_building are a Chihuahua, a black footed albatross and a church building. Classes that come
 * out with the same name would look the same on the page and be the same to the model, so such names
 * grow until they differ: by the rest of their WordNet entry, by the folders above, by the folder
 * itself, and in the end by a number.
 */
import { isWordNetId, type WordNet, type WordNetEntry } from '../../wordnet/names';
import { baseName, folderPath } from '../recognise';
import { isContainerName, splitName } from './folder-words';

export interface ClassName {
  readonly name: string;
  /** What a prompt calls it. */
  readonly words: string;
  /** The other words of the WordNet entry. */
  readonly synonyms: readonly string[];
}

export interface NamedClass {
  readonly path: string;
  /** Its identity. */
  readonly folder: string;
  /** The name that a list of names has for it. */
  readonly called?: string;
}

interface InAll {
  readonly counted: boolean;
  readonly ended: boolean;
}

const IN_NONE: InAll = { counted: false, ended: false };

export interface FolderParts {
  readonly id: string | undefined;
  /** What the folder's name says besides, for people. */
  readonly text: string;
}

const ID_FIRST = /^(n\d{8})(?:[\s_.,-]+(.+))?$/;
const ID_LAST = /^(.+?)[\s_.,-]+(n\d{8})$/;
/** A number that counts classes: with leading zeros, of three digits, or with a dot behind it. */
const NUMBER_FIRST = /^(?:0\d*[\s_.-]+|\d{3,}[\s_.-]+|\d+\.(?!\d)[\s_-]*)(?=.*\p{L})(.+)$/u;

/** Any number in front of a name, which counts the classes where every one of them has it. */
const COUNTED = /^\d+[\s_.-]+(?=.*\p{L})(.+)$/u;

/** What tools put behind every class's name: Teachable Machine's Cat-samples. */
const PICTURES_LAST = /^(.*\p{L}.*?)[\s_-]+(?:samples|images|imgs|photos|pictures|pics)$/iu;

/** Words that are told apart by their capitals alone: AnnualCrop. */
const CAPITALS = /^(\p{Lu}\p{Ll}{2,}){2,}$/u;

function spaced(text: string): string {
  const plain = text.replaceAll(/[_\s]+/g, ' ').trim();
  return CAPITALS.test(plain) ? plain.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2') : plain;
}

/**
 * A class folder's name taken apart into a WordNet id and a name.
 * @param all what every class has, whatever it looks like: a number in front, a word for pictures behind
 */
export function folderParts(folder: string, all: InAll = IN_NONE): FolderParts {
  const whole = folder.normalize('NFC');
  const [, name = whole] = (all.ended ? PICTURES_LAST.exec(whole) : null) ?? [];
  const [, firstId, behind = ''] = ID_FIRST.exec(name) ?? [];
  if (firstId !== undefined) return { id: firstId, text: spaced(behind) };
  const [, before = '', lastId] = ID_LAST.exec(name) ?? [];
  if (lastId !== undefined) return { id: lastId, text: spaced(before) };
  const [, unnumbered = name] = (all.counted ? COUNTED : NUMBER_FIRST).exec(name) ?? [];
  const text = spaced(unnumbered);
  return { id: undefined, text: text === '' ? name : text };
}

/** True when a class's name may be a matter of WordNet. */
export function hasWordNetId({ path, called = baseName(path) }: NamedClass): boolean {
  const { id } = folderParts(called);
  return id !== undefined && isWordNetId(id);
}

/** What is to be seen in "cat (2)", as copies are called: a cat. */
function seenIn(name: string): string {
  return name.replace(/ \(\d+\)$/, '');
}

interface Naming {
  readonly entry: WordNetEntry | undefined;
  /** Names from the shortest on, each with its words for a prompt. */
  readonly steps: readonly { readonly name: string; readonly words: string }[];
  step: number;
}

/** The folders above a class, for a prompt: without splits and folders of pictures, which are nothing to see. */
function promptParents(parents: string): string {
  return parents
    .split('/')
    .filter((parent) => splitName(parent) === undefined && !isContainerName(parent))
    .map((parent) => folderParts(parent).text)
    .filter((text) => text !== '')
    .join(' ');
}

/** @param shared folders right above, which all classes of the name share: they tell none apart */
function namingOf(
  { path, folder, called = baseName(path) }: NamedClass,
  wordNet: WordNet,
  all: InAll,
  shared: number,
): Naming {
  const own = called.normalize('NFC');
  const { id, text } = folderParts(own, all);
  const entry = id === undefined ? undefined : wordNet.get(id);
  const plain = text === '' ? own : text;
  const words = entry?.names ?? [plain];
  const [first] = words;
  const longer = words.slice(1).map((_, i) => words.slice(0, i + 2).join(', '));
  const kind = entry === undefined || entry.kind === '' ? [] : [[...words, entry.kind].join(', ')];
  const parents = folderPath(folder) === '' ? folderPath(path) : folderPath(folder);
  const shown =
    baseName(parents) === '' ? '' : folderPath(folder) === '' ? baseName(parents) : parents;
  const below = promptParents(shown);
  const segments = shown.split('/');
  const differing = segments.slice(0, segments.length - shared).join('/');
  const byParents = [...new Set([differing, shown])]
    .filter((folders) => folders !== '')
    .map((folders) => ({
      name: `${first} (${folders})`,
      words: below === '' ? first : `${first}, ${below}`,
    }));
  const numbered = entry === undefined && spaced(own) !== plain ? [spaced(own)] : [];
  const byWords = [...longer, ...kind, ...numbered].map((name) => ({ name, words: name }));
  // Two folders of one name are told apart by what is above them, not by what they mean.
  const grown = folderPath(folder) === '' ? [...byWords, ...byParents] : [...byParents, ...byWords];
  const identity = { name: folder, words: folder };
  return { entry, steps: [{ name: first, words: seenIn(first) }, ...grown, identity], step: 0 };
}

/** A name as it looks: without signs that are not seen, and spaces at its ends. */
function looks(name: string): string {
  return name
    .replaceAll(/\p{Default_Ignorable_Code_Point}|\p{Cc}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .normalize('NFC');
}

const fold = (text: string): string => looks(text).toLowerCase();

/** How many folders right above are the same for all classes of a name, by that name. */
function sharedAbove(classes: readonly NamedClass[]): ReadonlyMap<string, number> {
  const above = new Map<string, string[]>();
  for (const { folder } of classes) {
    const parents = folder.split('/').toReversed().slice(1).map(fold);
    const name = fold(baseName(folder));
    const others = above.get(name) ?? parents;
    const differs = others.findIndex((other, i) => other !== parents[i]);
    above.set(name, differs === -1 ? others : others.slice(0, differs));
  }
  return new Map([...above].map(([name, { length }]) => [name, length]));
}

/** Folders whose paths differ in capitals alone: no path says more than their names do. */
function shorten(namings: readonly Naming[]): void {
  const byPath = new Map<string, Naming[]>();
  for (const naming of namings) {
    const path = fold(naming.steps.at(-1)?.name ?? '');
    byPath.set(path, [...(byPath.get(path) ?? []), naming]);
  }
  for (const equal of byPath.values()) {
    if (equal.length > 1) for (const naming of equal) naming.step = 0;
  }
}

/** Lets names that are equal grow, round by round, until no two are or none can. */
function tellApart(namings: readonly Naming[]): void {
  for (;;) {
    const byName = new Map<string, Naming[]>();
    for (const naming of namings) {
      const { name = '' } = naming.steps[naming.step] ?? {};
      const equal = byName.get(fold(name));
      if (equal === undefined) byName.set(fold(name), [naming]);
      else equal.push(naming);
    }
    const growing = [...byName.values()]
      .filter((equal) => equal.length > 1)
      .flatMap((equal) => equal.filter(({ step, steps }) => step + 1 < steps.length));
    if (growing.length === 0) return;
    for (const naming of growing) naming.step++;
  }
}

/** Names that no two look alike of: folders may differ in a space alone, and in nothing else. */
function numbered(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let n = 2; taken.has(looks(own)); n++) own = `${looks(name)} #${n}`;
    taken.add(looks(own));
    return own;
  });
}

/**
 * Names of classes, in their order.
 * @param classes with the path and the identity of each, which differ from each other
 */
export function nameClasses(classes: readonly NamedClass[], wordNet: WordNet): ClassName[] {
  const have = (what: RegExp): boolean =>
    classes.length > 1 && classes.every(({ path, called = baseName(path) }) => what.test(called));
  const all = { counted: have(COUNTED), ended: have(PICTURES_LAST) };
  const shared = sharedAbove(classes);
  const namings = classes.map((entry) =>
    namingOf(entry, wordNet, all, shared.get(fold(baseName(entry.folder))) ?? 0),
  );
  tellApart(namings);
  shorten(namings);
  const names = numbered(namings.map(({ steps, step }) => steps[step]?.name ?? ''));
  return namings.map(({ entry, steps, step }, i) => {
    const { name: plain = '', words = plain } = steps[step] ?? {};
    const name = names[i] ?? plain;
    const synonyms = (entry?.names ?? []).filter((word) => word !== name);
    return { name, words, synonyms };
  });
}
