/**
 * Cluster colours: Okabe and Ito's set, which stays apart for the common kinds of colour blindness.
 * It has seven hues beside black; from the eighth cluster on the symbol changes, so that hue and
 * shape together name a cluster.
 */
export const OKABE_ITO = [
  '#0072B2',
  '#E69F00',
  '#009E73',
  '#CC79A7',
  '#56B4E9',
  '#D55E00',
  '#F0E442',
] as const;

const SYMBOLS = ['circle', 'square', 'diamond', 'triangle-up', 'cross'] as const;

export type ClusterSymbol = (typeof SYMBOLS)[number];

export interface ClusterMark {
  readonly colour: string;
  readonly symbol: ClusterSymbol;
}

/** @param cluster 0 or more; noise has no mark of this kind */
export function clusterMark(cluster: number): ClusterMark {
  const round = Math.floor(cluster / OKABE_ITO.length);
  return {
    colour: OKABE_ITO[cluster % OKABE_ITO.length] ?? OKABE_ITO[0],
    symbol: SYMBOLS[round % SYMBOLS.length] ?? SYMBOLS[0],
  };
}
