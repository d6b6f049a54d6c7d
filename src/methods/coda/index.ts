/**
 * CoDA: core distribution alignment (arXiv 2512.03844). Each class's dense core is found with UMAP and
 * HDBSCAN, brought to one representative an image, and each image is pulled to its representative. The
 * official script evaluates the real representatives by default; runs here always keep both.
 */
import { candidateDepartures, candidateRule, candidateSchema } from '../candidates';
import { defineMethod } from '../method';
import { coreRequest, discoverySchema } from '../terms/discovery';
import { targetOf, targetsIn } from '../targets';
import {
  alignmentDepartures,
  alignmentNotices,
  alignmentSchema,
  alignmentTerm,
  alignmentWindows,
} from '../terms/alignment';
import { intervalParameters } from '../sampling';
import { startNotices, startPlan, startSchema } from '../start';

export const coda = defineMethod({
  id: 'coda',
  name: 'CoDA',
  summary: "Finds each class's dense core and pulls one image to each of its representatives.",
  source: { paper: 'Core Distribution Alignment (ICLR 2026)', arxiv: '2512.03844' },
  status: 'official',
  schema: { ...alignmentSchema, ...discoverySchema, ...startSchema, ...candidateSchema },
  // The first, the defaults, by docs/results/presets.md: the pull decides what a picture shows in the first half of the
  // steps, and the second half, free, makes it sharp.
  presets: [
    {
      id: 'follows-core',
      label: 'Follows its core',
      pack: 'stillroom-64',
      parameters: {
        alignment: 0.06,
        guidedShare: 0.5,
        alignmentWeight: 'run',
        nNeighbors: 15,
        minClusterSize: 5,
      },
    },
    {
      id: 'script',
      label: 'CoDA script',
      parameters: {
        alignment: 0.05,
        guidedShare: 0.9,
        alignmentWeight: 'step',
        nNeighbors: 85,
        minClusterSize: 55,
      },
    },
    {
      id: 'parser',
      label: "CoDA parser's defaults",
      parameters: {
        alignment: 0.1,
        guidedShare: 1,
        alignmentWeight: 'step',
        nNeighbors: 15,
        minClusterSize: 5,
      },
    },
  ],
  officialSampling: { solver: 'dpmsolver++2m', steps: 25, cfgScale: 5, ...intervalParameters() },
  plan: (parameters, { imagesPerClass }) => ({
    output: 'generated',
    targets: { cores: coreRequest(parameters, imagesPerClass) },
    sequential: parameters.candidates > 1,
    candidates: candidateRule(parameters),
    joint: null,
    usesOtherClasses: false,
    ...startPlan(parameters, 'cores'),
    terms: ({ targets, image, className }) => [
      alignmentTerm(parameters, targetOf(targetsIn(targets, 'cores'), image, className)),
    ],
  }),
  departures: (parameters, sampling) => [
    ...alignmentDepartures(parameters, sampling),
    ...candidateDepartures(parameters),
  ],
  windows: alignmentWindows,
  notices: (parameters, sampling, steps) => [
    ...alignmentNotices(parameters, sampling, steps),
    ...startNotices(parameters),
  ],
});
