/** What a file is, by its name alone: the first sieve of a listing, before any byte is read. */
import { isLeftover } from './leftovers';
import { wordsOf } from './word-list';

export type FileKind =
  | { readonly kind: 'image' }
  | { readonly kind: 'archive' }
  /** A table that may say what the pictures beside it show; no image if it does not. */
  | { readonly kind: 'table'; readonly reason: string }
  /** Without an extension: an image where its bytes say so and there are no others. */
  | { readonly kind: 'nameless'; readonly reason: string }
  /** Left behind by an operating system: skipped without a word. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'other'; readonly reason: string; readonly foreign?: ForeignKind };

/** What is to be seen, in a form that is not read: of many such files there is one thing to say. */
export interface ForeignKind {
  /** ".heic image", ".mp4 video". */
  readonly what: string;
  /** Why they are left out, or what to do, for any number of them. */
  readonly advice: string;
}

const IMAGE_EXTENSIONS = new Set([
  'apng',
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
  'pjp',
  'pjpeg',
  'png',
  'pnm',
  'ppm',
  'tif',
  'tiff',
  'webp',
]);
/** Files that hold many images, or labels of many, in forms of their own. */
const FOREIGN_DATA = new Set(
  wordsOf(
    'npy npz pkl pickle h5 hdf5 mat parquet arrow feather tfrecord tfrecords lmdb mdb rec beton ' +
      'idx1-ubyte idx3-ubyte',
  ),
);
const SPREADSHEETS = new Set(['xls', 'xlsx', 'xlsm', 'ods']);
const VIDEOS = new Set(
  wordsOf('mp4 m4v avi mov mkv webm mpg mpeg wmv flv ogv 3gp 3g2 mts m2ts vob mxf'),
);
const FOREIGN_IMAGES = new Set(
  wordsOf(
    'heic heif hif jp2 j2k j2c jpc jpf jpx jxl jxr wdp hdp ico cur icns psd psb xcf kra svg svgz eps ai tga exr ' +
      'hdr pam pfm dcm ' +
      // What cameras call their raw files.
      '3fr arw cr2 cr3 crw dcr dng erf iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f',
  ),
);
const ARCHIVES = new Set(['gz', 'tar', 'taz', 'tgz', 'zip']);
const FOREIGN_ARCHIVES = new Set(wordsOf('7z bz2 cab lz lz4 lzma rar tbz tbz2 txz xz z zst'));
/** pets.z01, pets.zip.001: what comes before the last part of an archive, or is none by itself. */
const ARCHIVE_PART = /\.(z\d{2,3}|(zip|7z|rar|tar|tgz|gz)\.\d{2,3})$/i;
const TABLES = new Set(wordsOf('cls csv json jsonl manifest names ndjson tsv txt xml yaml yml'));

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
      foreign: {
        what: `.${extension} image`,
        advice: "a format that browsers don't decode; convert to PNG or JPEG",
      },
    };
  }
  if (FOREIGN_ARCHIVES.has(extension)) {
    return {
      kind: 'other',
      reason: `is a .${extension} archive; pack it again as .zip, .tar or .tgz`,
    };
  }
  if (ARCHIVE_PART.test(name)) {
    return {
      kind: 'other',
      reason:
        'is a part of an archive that was split; join its parts, as 7-Zip does, and drop the whole',
    };
  }
  if (FOREIGN_DATA.has(extension) || /-idx\d-ubyte$/i.test(name)) {
    return {
      kind: 'other',
      reason: `is a file of data that is not read (${extension === '' ? 'IDX' : `.${extension}`}); write its images out as PNG, a folder for each class, or its labels as .csv`,
    };
  }
  if (SPREADSHEETS.has(extension)) {
    return { kind: 'other', reason: `is a spreadsheet (.${extension}); save it as .csv` };
  }
  if (VIDEOS.has(extension)) {
    return {
      kind: 'other',
      reason: `is a video (.${extension}); save frames of it as images`,
      foreign: { what: `.${extension} video`, advice: 'save frames as images' },
    };
  }
  if (extension === '') {
    const reason = 'has no file extension; add .jpg, .png or its like where it is an image';
    return { kind: 'nameless', reason };
  }
  const reason = `is not an image (.${extension})`;
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
