/**
 * Orders that papers print or methods are made for, to be held against the measured numbers. Papers
 * rank by the accuracy of a network trained on the set; here stand distances between latents, so an
 * order that does not hold is no refutation, only a fact about this model and these measures.
 */

export interface ExpectedOrder {
  /** Ids of contenders. */
  readonly better: string;
  readonly worse: string;
  /** Ends the sentence "expected, because ...". */
  readonly because: string;
}

const DMGD_TABLE = 'DMGD’s paper has it so on ImageNette at IPC 10, by accuracy';

export const EXPECTED_ORDERS: readonly ExpectedOrder[] = [
  { better: 'plain', worse: 'random-real', because: `${DMGD_TABLE}: 59.1 over 54.2` },
  { better: 'mode-guidance', worse: 'plain', because: `${DMGD_TABLE}: 66.4 over 59.1` },
  { better: 'dmgd', worse: 'mode-guidance', because: `${DMGD_TABLE}: 68.4 over 66.4` },
  { better: 'dmgd', worse: 'plain', because: `${DMGD_TABLE}: 68.4 over 59.1` },
  {
    better: 'dmgd-normalised',
    worse: 'dmgd',
    because: 'the normalised step is there because the official one moves little',
  },
  { better: 'coda', worse: 'plain', because: 'pulling to a class’s cores is what CoDA is for' },
  { better: 'd4m', worse: 'plain', because: 'starting at a class’s centroids is what D4M is for' },
  {
    better: 'closest-real',
    worse: 'random-real',
    because: 'k-means spreads its choice over the class',
  },
];
