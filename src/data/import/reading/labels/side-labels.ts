/**
 * Labels in a file a picture: WebDataset's 000.cls beside 000.jpg, Pascal VOC's Annotations/1.xml for
 * JPEGImages/1.jpg, YOLO's labels/1.txt for images/1.jpg, LabelMe's and others' 1.json,
 * Supervisely's ann/1.jpg.json for img/1.jpg.
 *
 * They become one table, which is then read as any other. A picture whose file speaks of several classes has
 * none. They are read where all pictures lie in one place, since elsewhere folders say the classes.
 */
import { inOrder } from '../../../../core/in-order';
import type { Pacer } from '../../../../core/pacing';
import { FileImage } from '../../file-image';
import type { SourceImage } from '../../collection';
import { baseName, folderPath, recogniseName } from '../../recognise';
import { wordsOf } from '../../word-list';
import { isContainerName, maskName } from '../folder-words';
import { baseOf, fold, pathOf, type Group } from '../groups';
import { readText } from './label-file';
import { counted, note, type ReadingPart } from '../reading';

export interface SideLabels {
  /** Called after what it is made of: set/*.cls. */
  readonly table: SourceImage | undefined;
  /** Paths of the files that it is made of. */
  readonly files: readonly string[];
  readonly parts: readonly ReadingPart[];
}

/** Told how many files are read so far. */
export type OnLabels = (read: number, of: number) => void;

const NONE: SideLabels = { table: undefined, files: [], parts: [] };
const LARGEST = 2 ** 20;
/** Files that are read to see whether they hold labels at all: captions are written in the same way. */
const TRIED = 8;
const AHEAD = 8;
const ENOUGH = 0.5;
const FORMAT_FOLDER = /^(anns?|xmls?|jsons?|txts?|bbox(es)?|boxes|yolo|cls)$/i;
const LABEL_KEYS = wordsOf('class_name label_name category_name label class cls category target');

/** The different things that a file says its picture shows; undefined for one that is no label. */
type Reader = (text: string) => readonly string[] | undefined;

function different(labels: readonly string[]): readonly string[] {
  return [...new Set(labels.map((label) => label.trim()).filter((label) => label !== ''))];
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textIn(value: unknown, keys: readonly string[]): string {
  if (!isRecord(value)) return '';
  const members = new Map<string, unknown>(Object.entries(value));
  const found = keys.map((key) => members.get(key));
  const text = found.find((one) => typeof one === 'string' || typeof one === 'number');
  return text === undefined ? '' : String(text);
}

function inJson(text: string): readonly string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const own = textIn(value, LABEL_KEYS);
  if (own !== '') return [own];
  const members = new Map<string, unknown>(Object.entries(value));
  const [objects, tags] = [members.get('objects'), members.get('tags')];
  const shapes = members.get('shapes') ?? objects;
  if (!Array.isArray(shapes)) return undefined;
  const shown = different(shapes.map((shape) => textIn(shape, ['label', 'classTitle'])));
  const isTagged = shown.length === 0 && Array.isArray(tags);
  return isTagged ? different(tags.map((tag) => textIn(tag, ['name']))) : shown;
}

const READERS = new Map<string, Reader>([
  ['cls', (text) => (text.trim().includes('\n') ? undefined : different([text]))],
  ['json', inJson],
  [
    'xml',
    (text) => {
      if (!/<annotation[\s>]/.test(text)) return undefined;
      return different(
        [...text.matchAll(/<object>[\s\S]*?<name>([^<]*)<\/name>/g)].map(([, name = '']) => name),
      );
    },
  ],
  [
    'txt',
    (text) => {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const boxes = lines.map((line) => /^\s*(\d+)(\s+-?[\d.]+(e-?\d+)?){4,}\s*$/i.exec(line));
      return boxes.every((box) => box !== null)
        ? different(boxes.map(([, id = '']) => id))
        : undefined;
    },
  ],
]);

/** A folder's path without what tells pictures and their labels apart. */
function placeOf(folder: string): string {
  return folder
    .split('/')
    .filter(
      (one) => !isContainerName(one) && maskName(one) === undefined && !FORMAT_FOLDER.test(one),
    )
    .join('/');
}

/** Keys that a picture and the file of its labels share. */
class Keys {
  readonly #places = new Map<string, string>();

  of(path: string): string {
    const folder = folderPath(path);
    const place = this.#places.get(folder) ?? placeOf(folder);
    this.#places.set(folder, place);
    const stem = stemOf(baseName(path));
    return `${place}/${recogniseName(stem).kind === 'image' ? stemOf(stem) : stem}`;
  }
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '');

interface Pair {
  readonly image: SourceImage;
  readonly file: SourceImage;
}

function pairsOf(images: readonly SourceImage[], files: readonly SourceImage[]): Pair[] {
  const keys = new Keys();
  const byKey = new Map<string, SourceImage>();
  for (const file of files) byKey.set(keys.of(file.path), file);
  return images.flatMap((image) => {
    const file = byKey.get(keys.of(image.path));
    return file === undefined ? [] : { image, file };
  });
}

/** Files that are not called after a picture, as its labels and its caption are. */
export function ofNoPicture(
  files: readonly SourceImage[],
  images: readonly SourceImage[],
): SourceImage[] {
  if (files.length === 0) return [];
  const keys = new Keys();
  const pictures = new Set(images.map(({ path }) => keys.of(path)));
  return files.filter(({ path }) => !pictures.has(keys.of(path)));
}

/** The folder that all lie in. */
function commonFolder(images: readonly SourceImage[]): string {
  let common = folderPath(images[0]?.path ?? '');
  for (const { path } of images) {
    while (common !== '' && !path.startsWith(`${common}/`)) common = folderPath(common);
  }
  return common;
}

function tableOf(
  labels: ReadonlyMap<SourceImage, string>,
  common: string,
  extension: string,
): SourceImage {
  const from = common === '' ? 0 : common.length + 1;
  const rows = [...labels].map(([{ path }, label]) => ({ file: path.slice(from), label }));
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map(({ file, label }) => `${cell(file)}\t${cell(label)}`);
  const text = extension === 'json' ? JSON.stringify(rows) : ['file\tlabel', ...lines].join('\n');
  const name = `*.${extension}`;
  return new FileImage(common === '' ? name : `${common}/${name}`, new Blob([text]));
}

/**
 * The labels that lie beside pictures of one place, a file each.
 * @throws StillroomError PermissionDenied, Aborted
 */
export async function findSideLabels(
  groups: readonly Group[],
  tables: readonly SourceImage[],
  pacer: Pacer,
  onLabels: OnLabels,
  signal: AbortSignal | undefined,
): Promise<SideLabels> {
  const isOnePlace = new Set(groups.map((group) => fold(pathOf(baseOf(group))))).size === 1;
  if (!isOnePlace || tables.length < 2) return NONE;
  const images = groups.flatMap((group) => group.images);
  const common = commonFolder(images);
  for (const [extension, labelsIn] of READERS) {
    const files = tables.filter(({ path }) => path.toLowerCase().endsWith(`.${extension}`));
    const pairs = pairsOf(images, files);
    if (pairs.length < 2 || pairs.length < images.length * ENOUGH) continue;
    const read = async ({ image, file }: Pair) => {
      const text = await readText(file, LARGEST, signal);
      return { image, labels: text === undefined ? undefined : labelsIn(text) };
    };
    const labels = new Map<SourceImage, string>();
    let tried = 0;
    let several = 0;
    for await (const { image, labels: own } of inOrder(pairs, AHEAD, read)) {
      tried++;
      const [label, ...others] = own ?? [];
      if (others.length > 0) several++;
      else if (label !== undefined) labels.set(image, label);
      if (tried === TRIED && labels.size + several === 0) break;
      onLabels(tried, pairs.length);
      if (pacer.due) await pacer.rest();
    }
    if (labels.size + several === 0) continue;
    if (labels.size >= images.length * ENOUGH) {
      return {
        table: tableOf(labels, common, extension),
        files: pairs.map(({ file }) => file.path),
        parts: [],
      };
    }
    const place = common === '' ? `*.${extension}` : `${common}/*.${extension}`;
    const text = `${place}: ${counted(several, 'image')} of ${images.length} show several things, so that these files name no class; classes are read from the folders.`;
    return { ...NONE, parts: several === 0 ? [] : [note(`labels ${place}`, text, several)] };
  }
  return NONE;
}
