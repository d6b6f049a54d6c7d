/**
 * Classes out of the names of flat pictures: cat.0.jpg, cat.1.jpg and dog.0.jpg in one folder, as sets of
 * two classes and of 37 breeds come. What a name says besides its numbers is the class.
 *
 * It counts where folders and tables say nothing: all pictures to distill from lie in one place, every
 * one of their names has numbers and words, two words at least stand for two pictures each, and none of
 * them is what cameras and tools write. Where the folder's own name is one of things, it is only offered.
 */
import type { SourceImage } from '../collection';
import { baseName } from '../recognise';
import { wordsOf } from '../word-list';
import { isContainerName, splitName } from './folder-words';
import { pathOf, type Group } from './groups';
import { counted, takenChoice, type ReadingChoices, type ReadingPart } from './reading';

export interface NamedByFiles {
  readonly groups: readonly Group[];
  readonly parts: readonly ReadingPart[];
}

const ID = 'names of files';
const CHOICES = [
  { id: 'names', text: 'classes by the names of the files' },
  { id: 'folders', text: 'classes by folders' },
];

/** What cameras, phones and tools begin names with. */
const NAMELESS = new Set(
  wordsOf(
    'img image images dsc dscn dscf dcim pict pic pics picture pictures photo photos p pxl mvi mov vid ' +
      'video clip frame frames gopr gopro dji cimg sam wp scan scanned screenshot screen file files page ' +
      'untitled unnamed download downloads sample samples figure fig snapshot capture crop cropped patch ' +
      'tile slice img_e received whatsapp signal telegram fb n id item no nr number data train training val ' +
      'valid validation test ilsvrc',
  ),
);

const WORDNET = /^(n\d{8})_\d+$/;
const NUMBER_LAST = /^(.*\p{L})[\s._()-]*\d[\d\s._()-]*$/u;
const NUMBER_FIRST = /^\d[\d\s._()-]*[\s._-]([^\d]*\p{L}[^\d]*)$/u;

/** What a picture's name says besides its numbers; undefined for nothing, or nothing but words. */
export function saidBy({ path }: SourceImage): string | undefined {
  const name = baseName(path);
  const stem = name.slice(0, name.lastIndexOf('.')).normalize('NFC');
  const found = WORDNET.exec(stem) ?? NUMBER_LAST.exec(stem) ?? NUMBER_FIRST.exec(stem);
  return found?.[1]?.trim();
}

function isNameless(said: string): boolean {
  const words = said
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  return words.every((word) => NAMELESS.has(word));
}

type ByName = Map<string, SourceImage[]>;

function put(into: ByName, said: string, image: SourceImage): void {
  const own = into.get(said);
  if (own === undefined) into.set(said, [image]);
  else own.push(image);
}

/** The images of a group by what their names say; null where one says nothing. */
function byName(images: readonly SourceImage[]): ByName | null {
  const found: ByName = new Map();
  for (const image of images) {
    const said = saidBy(image);
    if (said === undefined || (isNameless(said) && !/^n\d{8}$/.test(said))) return null;
    put(found, said, image);
  }
  return found;
}

const isTrain = ({ split }: Group): boolean => (split?.use ?? 'train') === 'train';

/** The groups to distill from, where they are one flat place. */
function flatPlace(groups: readonly Group[]): readonly Group[] {
  const train = groups.filter(isTrain);
  const paths = new Set(train.map(({ segments }) => pathOf(segments)));
  return paths.size === 1 && train.every(({ table }) => table === undefined) ? train : [];
}

/** The groups of the classes that are known, and what is left of a group. */
function divided(group: Group, classes: ReadonlySet<string>): Group[] {
  const rest: SourceImage[] = [];
  const own: ByName = new Map();
  for (const image of group.images) {
    const said = saidBy(image);
    if (said === undefined || !classes.has(said)) rest.push(image);
    else put(own, said, image);
  }
  const named = [...own].map(([said, images]) => ({
    ...group,
    segments: [...group.segments, said],
    images,
    table: ID,
  }));
  return rest.length === 0 ? named : [...named, { ...group, images: rest }];
}

/**
 * Puts flat pictures into classes by their names.
 * @throws StillroomError BadParameter for a choice that is not offered
 */
export function applyFileNames(groups: readonly Group[], chosen: ReadingChoices): NamedByFiles {
  const train = flatPlace(groups);
  const images = train.flatMap((group) => group.images);
  const classes = byName(images);
  const said = [...(classes?.values() ?? [])];
  if (said.length < 2 || said.some(({ length }) => length < 2)) return { groups, parts: [] };
  const [first] = train;
  const { folder = '', split } = first ?? {};
  const own = baseName(folder);
  const usual =
    split !== undefined || isContainerName(own) || splitName(own) !== undefined
      ? 'names'
      : 'folders';
  const taken = takenChoice(ID, usual, CHOICES, chosen);
  const count = counted(said.length, 'class', 'classes');
  const text =
    taken === 'names'
      ? `${folder}: ${count} by the names of ${counted(images.length, 'image')}.`
      : `${folder}: the names of ${counted(images.length, 'image')} speak of ${count}; classes are read from the folders.`;
  const part = { id: ID, kind: 'labels', text, images: images.length, taken } as const;
  const parts = [{ ...part, choices: CHOICES, parts: [] }];
  if (taken !== 'names') return { groups, parts };
  const known = new Set(classes?.keys());
  return { groups: groups.flatMap((group) => divided(group, known)), parts };
}
