/**
 * What kind of file an archive is, by its first bytes: names lie, and a download that failed is a
 * web page called .zip.
 */
import { StillroomError } from '../../core/errors';
import { isTarHeader } from './tar-header';

export type ArchiveKind = 'zip' | 'gzip' | 'tar';

const HEAD = 1024;

const latin1 = new TextDecoder('latin1');

/** Starts of files that are taken for archives, or are archives of kinds that are not read. */
const OTHERS: readonly { readonly start: string; readonly what: string }[] = [
  { start: 'Rar!\x1a\x07', what: 'a RAR archive' },
  { start: '7z\xbc\xaf\x27\x1c', what: 'a 7-Zip archive' },
  { start: '\xfd7zXZ\x00', what: 'an xz file' },
  { start: 'BZh', what: 'a bzip2 file' },
  { start: '\x28\xb5\x2f\xfd', what: 'a Zstandard file' },
  { start: '\x1f\x9d', what: 'a file of the old compress program' },
  { start: '\x89HDF\r\n\x1a\n', what: 'an HDF5 file' },
  { start: 'PAR1', what: 'a Parquet file' },
  { start: '\x93NUMPY', what: 'a NumPy file' },
  { start: '\x00\x00\x08\x03', what: 'an IDX file of images, as of MNIST' },
  { start: '\x00\x00\x08\x01', what: 'an IDX file of labels, as of MNIST' },
  {
    start: 'version https://git-lfs.',
    what: 'a pointer of Git LFS, in whose place "git lfs pull" puts the file',
  },
  { start: '%PDF-', what: 'a PDF document' },
  { start: '\x89PNG\r\n', what: 'a PNG image' },
  { start: '\xff\xd8\xff', what: 'a JPEG image' },
  { start: 'GIF8', what: 'a GIF image' },
];

/** The binary starts as the latin1 decoder, which is Windows-1252, reads them. */
function startsWith(bytes: Uint8Array, start: string): boolean {
  return Array.from(start).every((character, i) => bytes[i] === character.charCodeAt(0));
}

function describe(bytes: Uint8Array): string | undefined {
  const known = OTHERS.find(({ start }) => startsWith(bytes, start));
  if (known !== undefined) return known.what;
  const text = latin1.decode(bytes.subarray(0, 256)).trimStart().toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) {
    return 'a web page, as failed downloads are';
  }
  if (text.startsWith('<?xml')) return 'an XML text, as failed downloads are';
  return undefined;
}

function startOfZip(bytes: Uint8Array): boolean {
  return ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].some((start) => startsWith(bytes, start));
}

/** The kind of archive that the bytes start; undefined for none. */
export async function archiveKind(file: Blob): Promise<ArchiveKind | undefined> {
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  if (startOfZip(bytes)) return 'zip';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  return isTarHeader(bytes) ? 'tar' : undefined;
}

/** True where the first bytes are those of the pictures that are kept without an extension. */
export async function looksLikeImage(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  const isWebp = startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'WEBP');
  return (
    isWebp || ['\xff\xd8\xff', '\x89PNG\r\n', 'GIF8'].some((start) => startsWith(bytes, start))
  );
}

/**
 * The error for a file that is no archive, whatever its name says.
 * @param what the file is, beginning with "It": "It", "What it unpacks to"
 */
export async function noArchive(file: Blob, what: string): Promise<StillroomError> {
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const known = describe(bytes);
  const sentence =
    file.size === 0
      ? `${what} is empty (0 bytes)`
      : known === undefined
        ? `${what} is no archive: the first bytes are those of no zip, tar or gzip file`
        : `${what} is ${known}, not a zip or tar archive`;
  return new StillroomError(
    'BadArchive',
    `${sentence}. Drop the folder itself, or pack it as .zip, .tar or .tgz.`,
  );
}
