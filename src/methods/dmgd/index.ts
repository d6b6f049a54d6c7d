/**
 * DMGD, dual matching guided diffusion (arXiv 2605.03877): soft labels early on, and optimal transport
 * of the class's images, the finished ones and the one in the making, to the class's prototypes. Images
 * of a class are made one after another, each seeing what exists.
 */
import { candidateDepartures, candidateRule, candidateSchema } from '../candidates';
import { defineMethod } from '../method';
import { targetsIn } from '../targets';
import {
  softLabelNotices,
  softLabelSchema,
  softLabelTerm,
  softLabelWindows,
} from '../terms/soft-label';
import {
  transportDepartures,
  transportNotices,
  transportSchema,
  transportTargets,
  transportTerm,
  transportWindows,
} from '../terms/transport';
import { intervalParameters } from '../sampling';
import { startNotices, startPlan, startSchema, startTargets } from '../start';

export const dmgd = defineMethod({
  id: 'dmgd',
  name: 'DMGD',
  summary: "Perturbs the label early on and moves a class's images together to its distribution.",
  source: { paper: 'Dual Matching Guided Diffusion (CVPR 2026)', arxiv: '2605.03877' },
  status: 'official',
  schema: { ...softLabelSchema, ...transportSchema, ...startSchema, ...candidateSchema },
  presets: [
    {
      id: 'official-nette',
      label: 'DMGD README (ImageNette)',
      parameters: {
        transportStrength: 0.05,
        transportStep: 'official',
        transportLatents: 'samples',
      },
    },
    {
      id: 'parser',
      label: "DMGD parser's default",
      parameters: {
        transportStrength: 0.5,
        transportStep: 'official',
        transportLatents: 'samples',
      },
    },
    {
      id: 'normalised',
      label: 'DMGD, normalised step',
      parameters: { transportStrength: 0.05, transportStep: 'normalised' },
    },
  ],
  officialSampling: { solver: 'ddpm-respaced', steps: 50, cfgScale: 4, ...intervalParameters() },
  plan: (parameters, { imagesPerClass }) => ({
    output: 'generated',
    targets: {
      prototypes: transportTargets(parameters),
      ...startTargets(parameters, 'starts', imagesPerClass),
    },
    sequential: true,
    candidates: candidateRule(parameters),
    joint: null,
    usesOtherClasses: true,
    ...startPlan(parameters, 'starts'),
    terms: (input) => [
      softLabelTerm(parameters, input),
      transportTerm(parameters, targetsIn(input.targets, 'prototypes'), input.finished),
    ],
  }),
  departures: (parameters, sampling) => [
    ...transportDepartures(sampling),
    ...candidateDepartures(parameters),
  ],
  windows: (parameters) => [...softLabelWindows(parameters), ...transportWindows(parameters)],
  notices: (parameters, sampling, steps) => [
    ...softLabelNotices(parameters, sampling, steps),
    ...transportNotices(parameters, sampling, steps),
    ...startNotices(parameters),
  ],
});
