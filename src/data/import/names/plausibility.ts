/**
 * How much a name looks like one when it is read in an encoding: a mean weight a character.
 *
 * Double-byte encodings are judged by where their standards keep the everyday characters: level 1
 * of JIS X 0208, GB 2312 and Big5, the 2,350 syllables of KS X 1001. Read in the wrong encoding,
 * common characters turn into rare ones, half-width kana or private use. Single-byte encodings always decode;
 * there the letters have to make words: accents among plain letters, Cyrillic among Cyrillic, no
 * capital after a small letter. A double-byte character that touches a Latin letter counts less,
 * since that is how accented Western words look in the wrong encoding.
 *
 * Weights, for non-ASCII characters alone: everyday 2, in the language's frequent list 3.5, of the
 * second level 0 to 0.5, symbols around 0.3, vendors' extensions -1, private use -3.
 */
import type { NameEncoding } from './encodings';
import { JAPANESE, KOREAN, SIMPLIFIED_CHINESE, TRADITIONAL_CHINESE } from './frequent';

const EVERYDAY = 2;
const FREQUENT = 1.5;
const SECOND_LEVEL = 0.5;
const SYMBOL = 0.3;
const EXTENSION = -1;
const PRIVATE_USE = -3;

interface DoubleByte {
  readonly frequent: ReadonlySet<string>;
  /** Weight of a character by its bytes (lead * 256 + trail) and its code point. */
  weigh(pair: number, point: number): number;
}

const isKana = (point: number): boolean => point >= 0x3041 && point <= 0x30ff;
const isPlane = (pair: number): boolean => (pair & 0xff) >= 0xa1;

const DOUBLE_BYTE = new Map<NameEncoding, DoubleByte>([
  [
    'shift_jis',
    {
      frequent: JAPANESE,
      weigh: (pair, point) => {
        if (isKana(point)) return EVERYDAY + 0.5;
        if (pair >= 0x889f && pair <= 0x9872) return EVERYDAY;
        if (pair >= 0x989f && pair <= 0xeaa4) return SECOND_LEVEL;
        return pair >= 0x8140 && pair < 0x889f ? SYMBOL : EXTENSION;
      },
    },
  ],
  [
    'gbk',
    {
      frequent: SIMPLIFIED_CHINESE,
      weigh: (pair) => {
        if (!isPlane(pair)) return EXTENSION;
        if (pair >= 0xb000 && pair < 0xd800) return EVERYDAY;
        if (pair >= 0xd800 && pair < 0xf800) return SECOND_LEVEL;
        return pair >= 0xa100 && pair < 0xaa00 ? SYMBOL : EXTENSION;
      },
    },
  ],
  [
    'euc-kr',
    {
      frequent: KOREAN,
      weigh: (pair) => {
        if (!isPlane(pair)) return EXTENSION;
        if (pair >= 0xb000 && pair < 0xc900) return EVERYDAY;
        if (pair >= 0xca00 && pair < 0xfe00) return 0;
        return pair >= 0xa100 && pair < 0xad00 ? SYMBOL : EXTENSION;
      },
    },
  ],
  [
    'big5',
    {
      frequent: TRADITIONAL_CHINESE,
      weigh: (pair) => {
        if (pair >= 0xa440 && pair <= 0xc67e) return EVERYDAY;
        if (pair >= 0xc940 && pair <= 0xf9d5) return SYMBOL;
        return pair >= 0xa140 && pair <= 0xa3bf ? SYMBOL : PRIVATE_USE;
      },
    },
  ],
]);

const isLatinLetter = (unit: string | undefined): boolean =>
  unit !== undefined && /^[A-Za-z]$/.test(unit);

/** Weights of a text's non-ASCII characters, of which the bytes are walked beside it. */
function doubleByteWeights(bytes: Uint8Array, text: string, encoding: DoubleByte): number[] {
  const weights: number[] = [];
  const characters = Array.from(text);
  let at = 0;
  characters.forEach((character, i) => {
    const point = character.codePointAt(0) ?? 0;
    const lead = bytes[at] ?? 0;
    const trail = bytes[at + 1] ?? 0;
    if (point < 0x80) {
      at++;
    } else if (point >= 0xff61 && point <= 0xff9f) {
      at++;
      weights.push(EXTENSION / 2);
    } else if (point < 0x100 && lead === point) {
      at++;
      weights.push(PRIVATE_USE);
    } else {
      // GB 18030's four-byte characters have a digit second; archives hardly know them.
      at += trail < 0x40 ? 4 : 2;
      const isPrivate = point >= 0xe000 && point < 0xf900;
      const touching = [characters[i - 1], characters[i + 1]].filter(isLatinLetter).length;
      const weight = isPrivate ? PRIVATE_USE : encoding.weigh(lead * 256 + trail, point);
      weights.push(weight + (encoding.frequent.has(character) ? FREQUENT : 0) - touching);
    }
  });
  return weights;
}

const WORD = /[\p{L}\p{M}]+/gu;
const CAPITAL_INSIDE = /\p{Ll}\p{Lu}/u;
const RUSSIAN = /^[А-яЁё]+$/;
const CYRILLIC = /^\p{Script=Cyrillic}+$/u;
const LATIN = /^[\p{Script=Latin}\p{M}]+$/u;

/** The weight of each non-ASCII letter of a word. */
function wordWeight(word: string, foreign: number): number {
  const capital = CAPITAL_INSIDE.test(word) ? 1 : 0;
  if (CYRILLIC.test(word)) {
    const length = word.length >= 3 ? EVERYDAY : 1;
    return length - capital - (RUSSIAN.test(word) ? 0 : 0.5);
  }
  const plain = word.length - foreign;
  if (!LATIN.test(word) || plain < foreign) return -1 - capital;
  return (plain >= 2 * foreign ? EVERYDAY : SECOND_LEVEL) - capital;
}

function singleByteWeights(text: string): number[] {
  const weights: number[] = [];
  let letters = 0;
  for (const [word] of text.matchAll(WORD)) {
    const foreign = Array.from(word).filter((letter) => letter > '\x7f').length;
    const weight = foreign === 0 ? 0 : wordWeight(word, foreign);
    for (let i = 0; i < foreign; i++) weights.push(weight);
    letters += foreign;
  }
  const others = Array.from(text).filter((character) => character > '\x7f').length - letters;
  for (let i = 0; i < others; i++) weights.push(EXTENSION);
  return weights;
}

/**
 * Weights of the non-ASCII characters of a name, one each.
 * @param text the bytes read in the encoding
 */
export function characterWeights(
  bytes: Uint8Array,
  text: string,
  encoding: NameEncoding,
): number[] {
  const double = DOUBLE_BYTE.get(encoding);
  return double === undefined ? singleByteWeights(text) : doubleByteWeights(bytes, text, double);
}
