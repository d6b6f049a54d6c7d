/** Discovery against the truth, in words. */
import { fixed } from '../../core/fixed';
import type { DiscoveryScore } from '../../core/metrics/discovery-truth';

const figure = (value: number | null): string => (value === null ? 'none' : fixed(value, 2));

/** The parts of the line, each a name and what was measured. */
export function truthParts(score: DiscoveryScore): readonly (readonly [string, string])[] {
  const found = score.modesFound === null ? 0 : Math.round(score.modesFound * score.modes);
  return [
    ['modes with a core', score.modesFound === null ? 'no cores' : `${found} of ${score.modes}`],
    ['outliers called noise', `${score.outliersCalledNoise} of ${score.outliers}`],
    [
      'adjusted Rand index',
      `${figure(score.adjustedRand)} over ${score.compared} clustered, ` +
        `${figure(score.adjustedRandOfAll)} over all ${score.images}`,
    ],
  ];
}
