/** Networks by the words that evaluate.py of an export takes too. */
import type { NetworkSpec } from '../core/training/network';
import { usage, wholeNumber } from './arguments';

const MOST_DEPTH = 8;
const MOST_WIDTH = 1024;

function specOf(word: string, width: number | null): NetworkSpec {
  const [, kind, digits] = /^(convnet|resnet-ap|resnet)-(\d+)$/.exec(word.toLowerCase()) ?? [];
  const depth = Number(digits);
  if (kind === 'convnet' && depth >= 1 && depth <= MOST_DEPTH) {
    return { kind, depth, width: width ?? 128 };
  }
  if ((kind === 'resnet' || kind === 'resnet-ap') && (depth === 10 || depth === 18)) {
    return { kind, depth, width: width ?? 64 };
  }
  throw usage(
    `--net is "${word}"; known are convnet-1 to convnet-${MOST_DEPTH}, resnet-ap-10, resnet-ap-18, resnet-10 and resnet-18.`,
  );
}

/**
 * @param word "convnet-3", "resnet-ap-10", "resnet-18"; the protocol's own network when left out
 * @param width channels of its first layer; the papers' when left out
 */
export function networkOf(
  own: NetworkSpec,
  word: string | undefined,
  width: string | undefined,
): NetworkSpec {
  const channels = width === undefined ? null : wholeNumber(width, 'width', 1, MOST_WIDTH);
  if (word !== undefined) return specOf(word, channels);
  return channels === null ? own : { ...own, width: channels };
}
