/**
 * truth.json, which ships beside the archive: for every image its mode, whether it is an outlier, and
 * the hash of its pixels before compression. Core discovery is scored against it.
 */
import type { OwnNames } from '../../core/by-name';
import { StillroomError } from '../../core/errors';

/**
 * What makes an image an outlier: its object has fallen over and is seen from above (`pose`), stands in
 * coloured light at night (`light`), or belongs to another class (`stranger`).
 */
export const OUTLIER_KINDS = ['pose', 'light', 'stranger'] as const;
export type OutlierKind = (typeof OUTLIER_KINDS)[number];

export interface SampleTruthImage {
  /** Path below the archive's top folder: "cactus/cactus-000.jpg". */
  readonly file: string;
  readonly class: string;
  readonly mode: string | null;
  readonly outlier: OutlierKind | null;
  /** What a stranger really shows, "class/mode"; null for all others. */
  readonly shows: string | null;
  /** SHA-256 of size x size x 3 RGB bytes, lower-case hex. */
  readonly sha256: string;
}

export interface SampleTruthMode {
  readonly slug: string;
  readonly name: string;
  /** Share of the class's ordinary images. */
  readonly share: number;
  /** Ordinary images that show it. */
  readonly images: number;
}

export interface SampleTruthClass {
  readonly slug: string;
  readonly name: string;
  readonly images: number;
  readonly outliers: number;
  readonly modes: readonly SampleTruthMode[];
}

export interface SampleTruth {
  readonly format: 1;
  readonly renderer: number;
  readonly seed: number;
  /** Pixels a side. */
  readonly size: number;
  readonly archive: {
    readonly file: string;
    /** The one folder at the archive's root. */
    readonly folder: string;
    readonly encoding: string;
    readonly bytes: number;
    readonly sha256: string;
  };
  readonly classes: readonly SampleTruthClass[];
  readonly images: readonly SampleTruthImage[];
}

type Fields = OwnNames<unknown>;

function wrong(path: string, expected: string, value: unknown): never {
  const received = JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
  throw new StillroomError(
    'BadManifest',
    `The sample collection's truth.json: ${path} should be ${expected}, but is ${received}. Build the samples again.`,
    { path },
  );
}

function object(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    wrong(path, 'an object', value);
  }
  return value as Fields;
}

function list<T>(
  value: unknown,
  path: string,
  item: (value: Fields, path: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) wrong(path, 'a list', value);
  return value.map((one: unknown, i) => item(object(one, `${path}[${i}]`), `${path}[${i}]`));
}

function text(fields: Fields, key: string, path: string): string {
  const value = fields[key];
  if (typeof value !== 'string' || value === '') wrong(`${path}.${key}`, 'a text', value);
  return value;
}

function textOrNull(fields: Fields, key: string, path: string): string | null {
  return fields[key] === null ? null : text(fields, key, path);
}

function count(fields: Fields, key: string, path: string): number {
  const value = fields[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    wrong(`${path}.${key}`, 'a whole number', value);
  }
  return value;
}

function hash(fields: Fields, path: string): string {
  const value = text(fields, 'sha256', path);
  if (!/^[0-9a-f]{64}$/.test(value)) wrong(`${path}.sha256`, '64 hexadecimal digits', value);
  return value;
}

function mode(fields: Fields, path: string): SampleTruthMode {
  const share = fields['share'];
  if (typeof share !== 'number' || !(share > 0 && share < 1)) {
    wrong(`${path}.share`, 'a number between 0 and 1', share);
  }
  return {
    slug: text(fields, 'slug', path),
    name: text(fields, 'name', path),
    share,
    images: count(fields, 'images', path),
  };
}

function image(fields: Fields, path: string): SampleTruthImage {
  const named = textOrNull(fields, 'outlier', path);
  const outlier = OUTLIER_KINDS.find((kind) => kind === named) ?? null;
  if (named !== outlier)
    wrong(`${path}.outlier`, `null or one of ${OUTLIER_KINDS.join(', ')}`, named);
  return {
    file: text(fields, 'file', path),
    class: text(fields, 'class', path),
    mode: textOrNull(fields, 'mode', path),
    outlier,
    shows: textOrNull(fields, 'shows', path),
    sha256: hash(fields, path),
  };
}

/** Checks a parsed truth.json field by field; throws `BadManifest` naming the first wrong one. */
export function parseSampleTruth(value: unknown): SampleTruth {
  const root = object(value, 'the file');
  if (root['format'] !== 1) wrong('format', '1', root['format']);
  const archive = object(root['archive'], 'archive');
  return {
    format: 1,
    renderer: count(root, 'renderer', 'the file'),
    seed: count(root, 'seed', 'the file'),
    size: count(root, 'size', 'the file'),
    archive: {
      file: text(archive, 'file', 'archive'),
      folder: text(archive, 'folder', 'archive'),
      encoding: text(archive, 'encoding', 'archive'),
      bytes: count(archive, 'bytes', 'archive'),
      sha256: hash(archive, 'archive'),
    },
    classes: list(root['classes'], 'classes', (fields, path) => ({
      slug: text(fields, 'slug', path),
      name: text(fields, 'name', path),
      images: count(fields, 'images', path),
      outliers: count(fields, 'outliers', path),
      modes: list(fields['modes'], `${path}.modes`, mode),
    })),
    images: list(root['images'], 'images', image),
  };
}
