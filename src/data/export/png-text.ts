/**
 * Texts in PNG files: `tEXt` chunks where Latin-1 can write them, else `iTXt` chunks in UTF-8.
 */
import { unzlibSync } from 'fflate';
import { crc32 } from '../crc32';
import { StillroomError } from '../../core/errors';

const SIGNATURE_BYTES = 8;
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
export function textChunk(keyword: string, text: string): { type: string; data: Uint8Array } {
  if (!KEYWORD.test(keyword)) {
    throw new StillroomError(
      'BadParameter',
      `"${keyword}" is no PNG keyword: those are 1 to 79 printable Latin-1 characters, without spaces at the ends.`,
    );
  }
  if (PRINTABLE_LATIN.test(text)) {
    return { type: 'tEXt', data: latinBytes(`${keyword}\0${text}`) };
  }
  // Not compressed, no language tag, no translated keyword.
  const head = latinBytes(`${keyword}\0\0\0\0\0`);
  const body = new TextEncoder().encode(text);
  const data = new Uint8Array(head.length + body.length);
  data.set(head);
  data.set(body, head.length);
  return { type: 'iTXt', data };
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
 * The texts of a PNG file; of two with one keyword, the last.
 * @throws StillroomError BadImage when the file is not a PNG, or a text chunk's checksum is wrong
 */
export function readPngTexts(file: Uint8Array): Map<string, string> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const texts = new Map<string, string>();
  if (file.length < SIGNATURE_BYTES || view.getUint32(0) !== 0x89504e47) {
    throw new StillroomError('BadImage', 'This file is not a PNG, so it carries no recipe.');
  }
  for (let at = SIGNATURE_BYTES; at + 12 <= file.length;) {
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > file.length) break;
    const type = latinText(file.subarray(at + 4, at + 8));
    if (type.endsWith('Xt') || type.endsWith('XT')) {
      if (crc32(file.subarray(at + 4, end)) !== view.getUint32(end)) {
        throw new StillroomError(
          'BadImage',
          'A text in this PNG is damaged: its checksum differs.',
        );
      }
      const entry = parseText(type, file.subarray(at + 8, end));
      if (entry !== undefined) texts.set(...entry);
    }
    at = end + 4;
  }
  return texts;
}
