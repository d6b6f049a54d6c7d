/** CoDA's core discovery as sliders: its parameters and what is asked to be found. */
import type { ParameterSchema, ParametersOf } from '../parameters';
import type { TargetRequest } from '../targets';

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
  space: {
    kind: 'choice',
    label: 'Space',
    options: [
      { value: 'latents', label: 'Latents' },
      { value: 'pooled', label: 'Pooled latents', own: true },
    ],
    default: 'latents',
    help: 'Where cores are looked for: all of a latent, or its means over a grid of 8 x 8, which leaves texture out.',
    source: `${OFFICIAL}: latents; the second is Stillroom's`,
    group: 'discovery',
  },
} as const satisfies ParameterSchema;

export type DiscoveryParameters = ParametersOf<typeof discoverySchema>;

/** @param count one core an image */
export function coreRequest(
  { nNeighbors, minClusterSize, minSamples, seedCandidates, space }: DiscoveryParameters,
  count: number,
): TargetRequest {
  const settings = { nNeighbors, minClusterSize, minSamples, seedCandidates, space };
  return { kind: 'coda-cores', count, ...settings };
}
