/**
 * DD-Ranking (arXiv 2505.13300): scores of a distilled set that discount what labels, augmentation
 * and luck contribute. All accuracies are fractions under one evaluator.
 *
 *     HLR = acc(real, hard labels) - acc(synthetic, hard labels)      lower is better
 *     IOR = acc(synthetic) - acc(random real, same size)              higher is better
 *     LRS = (e^a - e^-1)/(e - e^-1),  a = w IOR - (1 - w) HLR
 *     ARS = (e^b - e^-1)/(e - e^-1),  b = g (syn - random, augmented) + (1 - g)(syn - random, plain)
 */
import { StillroomError } from '../errors';

export interface DdRankingAccuracies {
  readonly realHard: number;
  readonly synHard: number;
  /** With whatever labels the method prescribes. */
  readonly synAny: number;
  readonly randomAny: number;
  readonly synAug: number;
  readonly randomAug: number;
  readonly synNoAug: number;
  readonly randomNoAug: number;
}

export interface DdRanking {
  readonly hlr: number;
  readonly ior: number;
  readonly lrs: number;
  readonly ars: number;
}

/** (e^x - e^-1)/(e - e^-1): 0 at -1, 1 at 1. */
function rescale(x: number): number {
  return (Math.exp(x) - Math.exp(-1)) / (Math.E - Math.exp(-1));
}

function checkShare(name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new StillroomError(
    'BadParameter',
    `${name} is ${value}; DD-Ranking takes accuracies and weights as fractions from 0 to 1.`,
    { name, value },
  );
}

/**
 * @param w weight of IOR against HLR, in [0, 1], published 0.5
 * @param gamma weight of the augmented accuracies, in [0, 1], published 0.5
 * @throws StillroomError BadParameter for a value outside [0, 1]
 */
export function ddRanking(accuracies: DdRankingAccuracies, w = 0.5, gamma = 0.5): DdRanking {
  for (const [name, value] of Object.entries({ ...accuracies, w, gamma })) checkShare(name, value);
  const { realHard, synHard, synAny, randomAny } = accuracies;
  const hlr = realHard - synHard;
  const ior = synAny - randomAny;
  const augmented = accuracies.synAug - accuracies.randomAug;
  const plain = accuracies.synNoAug - accuracies.randomNoAug;
  return {
    hlr,
    ior,
    lrs: rescale(w * ior - (1 - w) * hlr),
    ars: rescale(gamma * augmented + (1 - gamma) * plain),
  };
}
