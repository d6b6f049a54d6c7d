/**
 * Texts in PNG files: `tEXt` chunks where Latin-1 can write them, else `iTXt` chunks in UTF-8. They are
 * spliced into a finished file behind its header, and taken out again, without touching its picture.
 */
import type { OwnNames } from '../../core/by-name';
import { unzlibSync } from 'fflate';
import { StillroomError } from '../../core/errors';
import { chunk, chunksOf, joined, PNG_SIGNATURE } from './png-chunks';

/** Keyword to text; keywords are 1 to 79 printable Latin-1 characters. */
export type PngTexts = OwnNames<string>;

const TEXT_CHUNKS: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt']);
/** The signature and the header's chunk. */
const HEAD_BYTES = 33;
/** Printable Latin-1, no space at either end, no two spaces in a row. */
const KEYWORD = /^(?! )(?!.* {2})[ -~\u00a1-\u00ff]{1,79}(?<! )$/;
const PRINTABLE_LATIN = /^[\n -~\u00a0-\u00ff]*$/;

const utf8 = new TextDecoder();

function latinBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

function latinText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** The chunk that holds a text. */
function textChunk(keyword: string, text: string): Uint8Array {
  if (!KEYWORD.test(keyword)) {
    throw new StillroomError(
      'BadParameter',
      `"${keyword}" is no PNG keyword: those are 1 to 79 printable Latin-1 characters, without spaces at the ends.`,
    );
  }
  if (PRINTABLE_LATIN.test(text)) {
    return chunk('tEXt', latinBytes(`${keyword}\0${text}`));
  }
  // Not compressed, no language tag, no translated keyword.
  const head = latinBytes(`${keyword}\0\0\0\0\0`);
  const body = new TextEncoder().encode(text);
  return chunk('iTXt', joined([head, body]));
}

/** The keyword and text of a text chunk; undefined for a chunk that is none. */
function parseText(type: string, data: Uint8Array): [string, string] | undefined {
  const end = data.indexOf(0);
  if (end < 1) return undefined;
  const keyword = latinText(data.subarray(0, end));
  if (type === 'tEXt') return [keyword, latinText(data.subarray(end + 1))];
  if (type === 'zTXt') return [keyword, latinText(unzlibSync(data.subarray(end + 2)))];
  if (type !== 'iTXt') return undefined;
  const languageEnd = data.indexOf(0, end + 3);
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1);
  if (translatedEnd < 0) return undefined;
  const body = data.subarray(translatedEnd + 1);
  return [keyword, utf8.decode(data[end + 1] === 1 ? unzlibSync(body) : body)];
}

/**
 * The file with texts in it.
 * @param png as `encodePng` writes it
 * @throws StillroomError BadParameter for a keyword that PNG does not allow
 */
export function withTexts(png: Uint8Array, texts: PngTexts): Uint8Array<ArrayBuffer> {
  const chunks = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  return joined([png.subarray(0, HEAD_BYTES), ...chunks, png.subarray(HEAD_BYTES)]);
}

/**
 * The file as it was before texts were put into it.
 * @throws StillroomError BadImage when the file is not a PNG, or is damaged
 */
export function withoutTexts(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = [...chunksOf(file)].filter(({ type }) => !TEXT_CHUNKS.has(type));
  return joined([Uint8Array.from(PNG_SIGNATURE), ...kept.map(({ whole }) => whole)]);
}

/**
 * The texts of a PNG file; of two with one keyword, the last.
 * @throws StillroomError BadImage when the file is not a PNG, or a checksum is wrong
 */
export function readPngTexts(file: Uint8Array): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { type, data } of chunksOf(file)) {
    const entry = TEXT_CHUNKS.has(type) ? parseText(type, data) : undefined;
    if (entry !== undefined) texts.set(...entry);
  }
  return texts;
}
