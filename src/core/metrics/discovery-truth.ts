/**
 * How core discovery did against a known truth: for collections that were made, where the mode of every
 * image and the outliers are known (the sample collection).
 *
 * Clustering is compared with the modes by the adjusted Rand index (Hubert, Arabie 1985), once over the
 * images that belong to a mode *and* to a cluster, and once over all, where outliers are one class and
 * noise one cluster. The first says whether the clusters are the modes, the second also pays for what
 * was left out: calling almost everything noise can make the first look perfect, so it is never to be
 * read without the number of images that it is over. A mode counts as found when some core's image is
 * an ordinary one of it; that is what distillation needs of discovery, and the clusters may be finer
 * than the modes without harm to it.
 */
import { adjustedRandIndex } from '../density/adjusted-rand-index';
import { StillroomError } from '../errors';
import { modeRecall } from './mode-recall';

/** What is known of the images of a class. */
export interface ClassTruth {
  /** Mode of every image, [n], in 0..modes - 1; -1 for an outlier, whatever it shows. */
  readonly modeOf: Int32Array;
  readonly modes: number;
}

export interface DiscoveryScore {
  /** Over images of a mode and of a cluster; null when there are fewer than two. */
  readonly adjustedRand: number | null;
  /** Images that it is over. */
  readonly compared: number;
  /** Over all images: outliers are one class, noise is one cluster. */
  readonly adjustedRandOfAll: number;
  readonly images: number;
  /** Share of the modes that have a core; null without cores. */
  readonly modesFound: number | null;
  readonly modes: number;
  /** Outliers that are noise. */
  readonly outliersCalledNoise: number;
  readonly outliers: number;
  /** Ordinary images that are noise. */
  readonly ordinaryCalledNoise: number;
}

function count(length: number, holds: (i: number) => boolean): number {
  let sum = 0;
  for (let i = 0; i < length; i++) if (holds(i)) sum += 1;
  return sum;
}

/**
 * Scores the clusters and cores of one class.
 * @param labels cluster of every image, [n], -1 for noise
 * @param coreImages indices of the cores' images; empty when discovery gave none
 * @throws StillroomError ShapeMismatch, BadParameter
 */
export function scoreDiscovery(
  { modeOf, modes }: ClassTruth,
  labels: ArrayLike<number>,
  coreImages: readonly number[],
): DiscoveryScore {
  const images = modeOf.length;
  if (labels.length !== images) {
    throw new StillroomError(
      'ShapeMismatch',
      `Clusters of ${labels.length} images cannot be held against the truth of ${images}.`,
      { labels: labels.length, images },
    );
  }
  const stray = coreImages.find((image) => modeOf[image] === undefined);
  if (stray !== undefined) {
    throw new StillroomError(
      'BadParameter',
      `A core is image ${stray} of a class of ${images} images.`,
      { image: stray, images },
    );
  }
  const isOutlier = (i: number) => (modeOf[i] ?? -1) < 0;
  const isNoise = (i: number) => (labels[i] ?? -1) < 0;
  const both = [...modeOf.keys()].filter((i) => !isOutlier(i) && !isNoise(i));
  const pick = (values: ArrayLike<number>) => both.map((i) => values[i] ?? -1);
  const outliers = count(images, isOutlier);
  const outliersCalledNoise = count(images, (i) => isOutlier(i) && isNoise(i));
  return {
    adjustedRand: both.length < 2 ? null : adjustedRandIndex(pick(modeOf), pick(labels)),
    compared: both.length,
    adjustedRandOfAll: adjustedRandIndex(modeOf, labels),
    images,
    modesFound:
      coreImages.length === 0
        ? null
        : modeRecall(
            coreImages.map((image) => modeOf[image] ?? -1),
            modes,
          ),
    modes,
    outliersCalledNoise,
    outliers,
    ordinaryCalledNoise: count(images, isNoise) - outliersCalledNoise,
  };
}
