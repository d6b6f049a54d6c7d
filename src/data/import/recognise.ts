/** What a file is, by its name alone: the first sieve of a listing, before any byte is read. */

export type FileKind =
  | { readonly kind: 'image' }
  | { readonly kind: 'archive'; readonly format: 'zip' | 'tar' | 'tgz' }
  /** Left behind by an operating system: skipped without a word. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'other'; readonly reason: string };

const IMAGE_EXTENSIONS = new Set([
  'avif',
  'bmp',
  'gif',
  'jfif',
  'jpe',
  'jpeg',
  'jpg',
  'png',
  'webp',
]);
const HIDDEN_NAMES = new Set(['__macosx', 'thumbs.db', 'ehthumbs.db', 'desktop.ini', 'icon\r']);
const FOREIGN_IMAGES = new Set(['heic', 'heif', 'jp2', 'jxl', 'psd', 'svg', 'tif', 'tiff']);
const FOREIGN_ARCHIVES = new Set(['7z', 'bz2', 'gz', 'rar', 'tbz2', 'txz', 'xz', 'zst']);

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** True for names that systems and tools hide: dot files, resource forks, thumbnail caches. */
export function isHiddenName(name: string): boolean {
  return name.startsWith('.') || HIDDEN_NAMES.has(name.toLowerCase());
}

/** What the file with this name (without folders) is. */
export function recogniseName(name: string): FileKind {
  if (isHiddenName(name)) return { kind: 'hidden' };
  const lower = name.toLowerCase();
  if (lower.endsWith('.tar.gz') || lower.endsWith('.tgz'))
    return { kind: 'archive', format: 'tgz' };
  const extension = extensionOf(name);
  if (extension === 'zip' || extension === 'tar') return { kind: 'archive', format: extension };
  if (IMAGE_EXTENSIONS.has(extension)) return { kind: 'image' };
  if (FOREIGN_IMAGES.has(extension)) {
    return {
      kind: 'other',
      reason: `is a .${extension} image, which browsers do not decode; convert it to PNG or JPEG`,
    };
  }
  if (FOREIGN_ARCHIVES.has(extension)) {
    return {
      kind: 'other',
      reason: `is a .${extension} archive; pack it again as .zip, .tar or .tgz`,
    };
  }
  return {
    kind: 'other',
    reason: extension === '' ? 'has no file extension' : `is not an image (.${extension})`,
  };
}

/** An archive's name without its extension: the folder that it stands for. */
export function archiveStem(name: string): string {
  return name.replace(/(\.tar\.gz|\.tgz|\.tar|\.zip)$/i, '');
}

/**
 * A path from an archive or a file list in our form: forward slashes, no empty, "." or ".."
 * segments. Empty when nothing remains.
 */
export function cleanPath(path: string): string {
  return path
    .split(/[/\\]/)
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .join('/');
}

/** True when the file or a folder above it is hidden. */
export function isHiddenPath(path: string): boolean {
  return path.split('/').some(isHiddenName);
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path of the folder that holds a file, empty for none. */
export function folderPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
