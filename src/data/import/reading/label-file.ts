/** Reading of one label file: metadata.csv, labels.jsonl, annotations.txt and their like. */
import { isAbort, StillroomError } from '../../../core/errors';
import type { SourceImage } from '../collection';
import { byteText } from '../limits';
import { detectEncoding, isAscii } from '../names/detect';
import { decodeStrictly } from '../names/encodings';
import { baseName } from '../recognise';
import { parseTable, type Table } from './table';

/** Labels of a million pictures take about 50 MB. */
const LARGEST = 128 * 2 ** 20;

const LINE_FEED = 0x0a;
/** Lines that are weighed to tell the encoding. */
const SAMPLE = 500;

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

/** Text of a file that some spreadsheet wrote: UTF-8, UTF-16 with its mark, or an old code page. */
function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
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
