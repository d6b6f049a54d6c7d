/**
 * Which encoding the names of one archive are in.
 *
 * One tool wrote them all, so they are judged together. UTF-8 is self-checking: when every name is
 * valid UTF-8, it is that. Otherwise the encoding whose characters are the most plausible on average
 * wins (plausibility.ts); a name that an encoding cannot read at all counts as much against it as
 * private-use characters would. When nothing looks like names, the bytes are left as bytes. Where some
 * names are UTF-8, and nothing in the encoding of the others, two tools wrote to the archive.
 */
import { decodeStrictly, DETECTED_ENCODINGS, type NameEncoding } from './encodings';
import { characterWeights } from './plausibility';

const UNREADABLE = -3;
/** Enough to tell; a set of a million names need not be weighed whole. */
const SAMPLE = 2000;

/** True for names whose bytes mean the same in every encoding here. */
export function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** Mean weight of the names' characters in an encoding. */
export function scoreNames(names: readonly Uint8Array[], encoding: NameEncoding): number {
  let sum = 0;
  let count = 0;
  for (const bytes of names) {
    const text = decodeStrictly(bytes, encoding);
    const weights =
      text === undefined
        ? Array.from(
            bytes.filter((byte) => byte >= 0x80),
            () => UNREADABLE,
          )
        : characterWeights(bytes, text, encoding);
    for (const weight of weights) sum += weight;
    count += weights.length;
  }
  return count === 0 ? 0 : sum / count;
}

const isUtf8 = (bytes: Uint8Array): boolean => decodeStrictly(bytes, 'utf-8') !== undefined;

function mostPlausible(names: readonly Uint8Array[]): NameEncoding {
  let best: NameEncoding = 'bytes';
  let bestScore = 0;
  for (const encoding of DETECTED_ENCODINGS) {
    const score = scoreNames(names, encoding);
    if (score > bestScore) {
      best = encoding;
      bestScore = score;
    }
  }
  return best;
}

/**
 * The encoding of names that are not declared to be in any.
 * @param names segments of paths, non-ASCII, each once
 */
export function detectEncoding(names: readonly Uint8Array[]): NameEncoding {
  const sample = names.slice(0, SAMPLE);
  return sample.every(isUtf8) ? 'utf-8' : mostPlausible(sample);
}

export interface Encodings {
  readonly encoding: NameEncoding;
  /** True where names that are valid UTF-8 are that, and only the others in the encoding. */
  readonly besideUtf8: boolean;
}

/** The same of names that several tools may have written. */
export function detectEncodings(names: readonly Uint8Array[]): Encodings {
  const sample = names.slice(0, SAMPLE);
  const others = sample.filter((bytes) => !isUtf8(bytes));
  if (others.length > 0 && others.length < sample.length) {
    const encoding = mostPlausible(others);
    const besideUtf8 = scoreNames(sample.filter(isUtf8), encoding) <= 0;
    if (besideUtf8) return { encoding, besideUtf8 };
  }
  return { encoding: detectEncoding(sample), besideUtf8: false };
}
