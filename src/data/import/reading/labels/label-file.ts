/** Reading of one label file: metadata.csv, labels.jsonl, annotations.txt and their like. */
import { isAbort, StillroomError } from '../../../../core/errors';
import type { SourceImage } from '../../collection';
import { byteText } from '../../limits';
import { detectEncoding, isAscii } from '../../names/detect';
import { decodeStrictly } from '../../names/encodings';
import { baseName } from '../../recognise';
import { parseTable } from './parse-table';
import type { Table } from './table';

/** Labels of a million pictures take about 50 MB. */
const LARGEST = 128 * 2 ** 20;

const LINE_FEED = 0x0a;
/** Lines that are weighed to tell the encoding. */
const SAMPLE = 500;
/** Bytes that are looked at for zeros. */
const HEAD = 4096;

function lines(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  let start = 0;
  while (start < bytes.length && found.length < SAMPLE) {
    const end = bytes.indexOf(LINE_FEED, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (!isAscii(line)) found.push(line);
    start += line.length + 1;
  }
  return found;
}

/** UTF-16 by its mark, or by the zeros beside every comma and line feed, which no other text has. */
function utf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [i, byte] of bytes.subarray(0, HEAD).entries()) {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const many = Math.max(even, odd);
  // A zero here and there is of a damaged file.
  if (many < Math.min(HEAD, bytes.length) / 16 || 4 * Math.min(even, odd) > many) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** Text of a file that some spreadsheet wrote: UTF-8, UTF-16, or an old code page. */
function decoded(bytes: Uint8Array): string {
  const wide = utf16(bytes);
  if (wide !== undefined) return new TextDecoder(wide).decode(bytes);
  const sample = lines(bytes);
  const encoding = sample.length === 0 ? 'utf-8' : detectEncoding(sample);
  return decodeStrictly(bytes, encoding) ?? new TextDecoder('windows-1252').decode(bytes);
}

/**
 * The text of a file.
 * @param onTooLarge told of its bytes
 * @returns undefined when it is too large or cannot be read
 * @throws StillroomError PermissionDenied, Aborted
 */
export async function readText(
  file: SourceImage,
  largest: number,
  signal?: AbortSignal,
  onTooLarge?: (bytes: number) => void,
): Promise<string | undefined> {
  const { size = 0 } = file;
  if (size > largest) {
    onTooLarge?.(size);
    return undefined;
  }
  try {
    const blob = await file.open(signal);
    if (blob.size > largest) {
      onTooLarge?.(blob.size);
      return undefined;
    }
    const text = decoded(new Uint8Array(await blob.arrayBuffer()));
    // Lines end in a carriage return alone where an old Mac's spreadsheet wrote them.
    return text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  } catch (error) {
    if (isAbort(error)) throw error;
    // A table that is damaged or gone labels nothing; the pictures are listed all the same.
    if (error instanceof StillroomError && error.code !== 'PermissionDenied') return undefined;
    throw error;
  }
}

/** What to do with a table of so many bytes. */
function tooLarge(bytes: number): string {
  return `is too large a table: ${byteText(bytes)}, of which ${byteText(LARGEST)} are read at most; leave only its columns of file names, labels and splits in it`;
}

/**
 * The table in a file.
 * @param onTooLarge told why a large one is not read, as a phrase like those of \`RejectedFile\`
 * @returns undefined when there is none in it, or the file is too large or cannot be read
 * @throws StillroomError PermissionDenied, Aborted
 */
export async function readLabelFile(
  file: SourceImage,
  signal?: AbortSignal,
  onTooLarge?: (reason: string) => void,
): Promise<Table | undefined> {
  const name = baseName(file.path);
  const text = await readText(file, LARGEST, signal, (bytes) => onTooLarge?.(tooLarge(bytes)));
  if (text === undefined) return undefined;
  return parseTable(text, name.slice(name.lastIndexOf('.') + 1).toLowerCase());
}
