/**
 * CoDA: core distribution alignment (arXiv 2512.03844). Each class's dense core is found with UMAP and
 * HDBSCAN, brought to one representative an image, and each image is pulled to its representative. The
 * official script evaluates the real representatives by default; runs here always keep both.
 */
import { defineMethod } from '../method';
import type { ParameterSchema } from '../parameters';
import { targetOf } from '../targets';
import { alignmentNotices, alignmentSchema, alignmentTerm } from '../terms/alignment';

const OFFICIAL = 'CoDA official code (arXiv 2512.03844)';

const discoverySchema = {
  nNeighbors: {
    kind: 'integer',
    label: 'Neighbours',
    unit: 'images',
    min: 2,
    max: 200,
    step: 1,
    default: 15,
    help: 'UMAP neighbours: small looks at fine structure, large at the whole class.',
    source: `${OFFICIAL}: 15; the paper's runs 85`,
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
    source: `${OFFICIAL}: 5; the paper's runs 55`,
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
    source: `${OFFICIAL}: 3`,
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
} as const satisfies ParameterSchema;

export const coda = defineMethod({
  id: 'coda',
  name: 'CoDA',
  summary: "Finds each class's dense core and pulls one image to each of its representatives.",
  source: { paper: 'Core Distribution Alignment (ICLR 2026)', arxiv: '2512.03844' },
  status: 'official',
  schema: { ...alignmentSchema, ...discoverySchema },
  presets: [
    {
      id: 'script',
      label: 'CoDA script',
      parameters: { alignment: 0.05, guidedShare: 0.9, nNeighbors: 15, minClusterSize: 5 },
    },
    {
      id: 'paper',
      label: 'CoDA paper',
      parameters: { alignment: 0.05, guidedShare: 0.9, nNeighbors: 85, minClusterSize: 55 },
    },
  ],
  officialSampling: { solver: 'dpmsolver++2m', steps: 25, cfgScale: 5 },
  plan(parameters, { imagesPerClass }) {
    const { nNeighbors, minClusterSize, minSamples, seedCandidates } = parameters;
    return {
      targets: {
        kind: 'coda-cores',
        count: imagesPerClass,
        nNeighbors,
        minClusterSize,
        minSamples,
        seedCandidates,
      },
      output: 'generated',
      sequential: false,
      terms: ({ targets, image, className }) => [
        alignmentTerm(parameters, targetOf(targets, image, className)),
      ],
    };
  },
  notices: (parameters, sampling) => alignmentNotices(parameters, sampling),
});
