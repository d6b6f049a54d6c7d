/**
 * Which encoding the names of one archive are in.
 *
 * One tool wrote them all, so they are judged together. UTF-8 is self-checking: when every name is
 * valid UTF-8, it is that. Otherwise the encoding whose characters are the most plausible on average
 * wins (plausibility.ts); a name that an encoding cannot read at all counts as much against it as
 * private-use characters would. When nothing looks like names, the bytes are left as bytes.
 */
import { decodeStrictly, NAME_ENCODINGS, type NameEncoding } from './encodings';
import { characterWeights } from './plausibility';

/** All but the one that checks itself and the one that decodes nothing. */
const LEGACY = NAME_ENCODINGS.filter((name) => name !== 'utf-8' && name !== 'bytes');
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

/**
 * The encoding of names that are not declared to be in any.
 * @param names segments of paths, non-ASCII, each once
 */
export function detectEncoding(names: readonly Uint8Array[]): NameEncoding {
  const sample = names.slice(0, SAMPLE);
  if (sample.every((bytes) => decodeStrictly(bytes, 'utf-8') !== undefined)) return 'utf-8';
  let best: NameEncoding = 'bytes';
  let bestScore = 0;
  for (const encoding of LEGACY) {
    const score = scoreNames(sample, encoding);
    if (score > bestScore) {
      best = encoding;
      bestScore = score;
    }
  }
  return best;
}
