/**
 * What images count for in the loss where each counts for the share of its class that it stands for: the
 * mass of a cluster, as in DDOQ (arXiv 2501.07681). Classes count alike: the weights of each have mean 1.
 */
export interface SharedImage {
  readonly label: number;
  /** 0 .. 1; left out where it is not known. */
  readonly share?: number | undefined;
}

/** A class one of whose images says no share, or whose shares are all 0, has no weights of its own. */
function meanShares(images: readonly SharedImage[]): ReadonlyMap<number, number> {
  const shares = new Map<number, number[]>();
  for (const { label, share } of images) {
    shares.set(label, [...(shares.get(label) ?? []), share ?? Number.NaN]);
  }
  const means = new Map<number, number>();
  for (const [label, own] of shares) {
    const mean = own.reduce((sum, share) => sum + share, 0) / own.length;
    if (mean > 0) means.set(label, mean);
  }
  return means;
}

/** @returns [images], 1 on average in every class; null where all images count alike */
export function shareWeights(images: readonly SharedImage[]): Float32Array | null {
  const means = meanShares(images);
  const weights = Float32Array.from(images, ({ label, share = 0 }) => {
    const mean = means.get(label);
    return mean === undefined ? 1 : share / mean;
  });
  return weights.every((weight) => weight === 1) ? null : weights;
}
