/** CoDA's core discovery as sliders: its parameters and what is asked to be found. */
import type { ParameterSchema, ParametersOf } from '../parameters';
import type { CoreSpace, TargetRequest } from '../targets';

const OFFICIAL = 'CoDA official code (arXiv 2512.03844)';

export const discoverySchema = {
  nNeighbors: {
    kind: 'integer',
    label: 'Neighbours',
    unit: 'images',
    min: 2,
    max: 200,
    step: 1,
    default: 15,
    help: 'UMAP neighbours: small looks at fine structure, large at the whole class.',
    source: `${OFFICIAL}: its script runs 85, its parser's default is 15`,
    group: 'discovery',
  },
  minClusterSize: {
    kind: 'integer',
    label: 'Min cluster size',
    unit: 'images',
    min: 2,
    max: 200,
    step: 1,
    default: 5,
    help: 'Fewer images than this are no cluster.',
    source: `${OFFICIAL}: its script runs 55, its parser's default is 5`,
    group: 'discovery',
  },
  minSamples: {
    kind: 'integer',
    label: 'Min samples',
    unit: 'images',
    min: 1,
    max: 100,
    step: 1,
    default: 3,
    help: 'Neighbours that make a point dense; more calls more images noise.',
    source: `${OFFICIAL}: 3, the parser's default`,
    group: 'discovery',
  },
  seedCandidates: {
    kind: 'integer',
    label: 'Split candidates',
    unit: 'sub-clusters',
    min: 2,
    max: 10,
    step: 1,
    default: 3,
    help: 'How many sub-clusters are tried in pairs when a cluster is split in two.',
    source: `${OFFICIAL}: 3`,
    group: 'discovery',
  },
  anchors: {
    kind: 'choice',
    label: 'Anchors',
    options: [
      { value: 'cores', label: "CoDA's cores" },
      { value: 'kmeans', label: 'Nearest to k-means centres', own: true },
      { value: 'random', label: 'Random real images', own: true },
    ],
    default: 'cores',
    help: "The real images that guidance pulls to, one an image: the cores of the class's clusters, the image nearest to each of as many k-means centres, or any. All under one and the same guidance.",
    source: `${OFFICIAL}: cores; the others are what they are to be compared with`,
    group: 'discovery',
  },
  space: {
    kind: 'choice',
    label: 'Space',
    options: [
      { value: 'latents', label: 'Latents' },
      { value: 'pooled', label: 'Pooled latents', own: true },
      { value: 'features', label: 'Denoiser features', own: true },
    ],
    default: 'latents',
    help: 'Where cores and k-means centres are looked for: all of a latent, its means over a grid of 8 x 8, which leave texture out, or what the denoiser itself makes of the picture (DIFT, averaged over the picture), which takes eight network calls an image.',
    source: `${OFFICIAL}: latents; the others are Stillroom's, with features as in DIFT (arXiv 2306.03881)`,
    group: 'discovery',
  },
} as const satisfies ParameterSchema;

export type DiscoveryParameters = ParametersOf<typeof discoverySchema>;

/** Anchors that are no cores of clusters. */
export type AnchorKind = Exclude<DiscoveryParameters['anchors'], 'cores'>;

/** @param count one anchor an image */
export function anchorRequest(kind: AnchorKind, space: CoreSpace, count: number): TargetRequest {
  if (kind === 'random') return { kind: 'random-images', count };
  return { kind: 'nearest-to-kmeans', count, ...(space === 'latents' ? {} : { space }) };
}

/** @param count one core an image */
export function coreRequest(
  { nNeighbors, minClusterSize, minSamples, seedCandidates, anchors, space }: DiscoveryParameters,
  count: number,
): TargetRequest {
  if (anchors !== 'cores') return anchorRequest(anchors, space, count);
  const settings = { nNeighbors, minClusterSize, minSamples, seedCandidates, space };
  return { kind: 'coda-cores', count, ...settings };
}
