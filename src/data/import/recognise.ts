/** What a file is, by its name alone: the first sieve of a listing, before any byte is read. */
import { isLeftover } from './leftovers';
import { wordsOf } from './word-list';

export type FileKind =
  | { readonly kind: 'image' }
  | { readonly kind: 'archive' }
  /** A table that may say what the pictures beside it show; no image if it does not. */
  | { readonly kind: 'table'; readonly reason: string }
  /** Left behind by an operating system: skipped without a word. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'other'; readonly reason: string };

const IMAGE_EXTENSIONS = new Set([
  'avif',
  'bmp',
  'dib',
  'gif',
  'jfif',
  'jpe',
  'jpeg',
  'jpg',
  'pbm',
  'pgm',
  'png',
  'pnm',
  'ppm',
  'tif',
  'tiff',
  'webp',
]);
const FOREIGN_IMAGES = new Set(
  wordsOf(
    // The last eight are what cameras call their raw files.
    'heic heif jp2 j2k jxl psd svg tga exr hdr pam pfm dcm arw cr2 cr3 dng nef orf raf rw2',
  ),
);
const ARCHIVES = new Set(['gz', 'tar', 'taz', 'tgz', 'zip']);
const FOREIGN_ARCHIVES = new Set(['7z', 'bz2', 'rar', 'tbz', 'tbz2', 'txz', 'xz', 'zst']);
const TABLES = new Set(['csv', 'json', 'jsonl', 'ndjson', 'tsv', 'txt']);

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** What the file with this name (without folders) is. */
export function recogniseName(name: string): FileKind {
  if (isLeftover(name)) return { kind: 'hidden' };
  const extension = extensionOf(name);
  if (ARCHIVES.has(extension)) return { kind: 'archive' };
  if (IMAGE_EXTENSIONS.has(extension)) return { kind: 'image' };
  if (FOREIGN_IMAGES.has(extension)) {
    return {
      kind: 'other',
      reason: `is a .${extension} image, a format that browsers don't decode; convert it to PNG or JPEG`,
    };
  }
  if (FOREIGN_ARCHIVES.has(extension)) {
    return {
      kind: 'other',
      reason: `is a .${extension} archive; pack it again as .zip, .tar or .tgz`,
    };
  }
  const reason = extension === '' ? 'has no file extension' : `is not an image (.${extension})`;
  return { kind: TABLES.has(extension) ? 'table' : 'other', reason };
}

/** An archive's name without its extension: the folder that it stands for. */
export function archiveStem(name: string): string {
  return name.replace(/(\.tar\.gz|\.tgz|\.taz|\.tar|\.gz|\.zip)$/i, '');
}

/** The segments of a path that name something: no empty, "." or ".." ones. */
export function segmentsOfPath(path: string, separator: string | RegExp): string[] {
  return path
    .split(separator)
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

/**
 * A path from a zip or a file list in our form: forward slashes, no empty, "." or ".." segments.
 * Empty when nothing remains.
 */
export function cleanPath(path: string): string {
  return segmentsOfPath(path, /[/\\]/).join('/');
}

/** True when the file or a folder above it is hidden. */
export function isHiddenPath(path: string): boolean {
  return path.split('/').some(isLeftover);
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path of the folder that holds a file, empty for none. */
export function folderPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
