/**
 * MGD3, mode-guided diffusion (arXiv 2505.18963): k-means of the class's latents with one cluster an
 * image, each image pulled to its centroid during the first half of the steps. On solvers with a
 * posterior it moves the mean (the code's form), on the others the noise or the clean latent.
 */
import { candidateDepartures, candidateRule, candidateSchema } from '../candidates';
import { defineMethod } from '../method';
import { targetOf, targetsIn } from '../targets';
import {
  modeDepartures,
  modeNotices,
  modeSchema,
  modeTargets,
  modeTerm,
  modeWindows,
} from '../terms/mode';
import { intervalParameters } from '../sampling';
import { startNotices, startPlan, startSchema } from '../start';

export const modeGuidance = defineMethod({
  id: 'mode-guidance',
  name: 'Mode guidance (MGD3)',
  summary: 'Pulls each image to one k-means centroid of its class, early in the steps.',
  source: { paper: 'Mode-Guided Dataset Distillation (ICML 2025)', arxiv: '2505.18963' },
  status: 'official',
  schema: { ...modeSchema, ...startSchema, ...candidateSchema },
  presets: [{ id: 'paper', label: 'MGD3 paper', parameters: { modeStrength: 0.1, modeEnd: 0.48 } }],
  officialSampling: { solver: 'ddpm-respaced', steps: 50, cfgScale: 4, ...intervalParameters() },
  plan: (parameters, { imagesPerClass }) => ({
    output: 'generated',
    targets: { modes: modeTargets(parameters, imagesPerClass) },
    sequential: parameters.candidates > 1,
    candidates: candidateRule(parameters),
    joint: null,
    usesOtherClasses: false,
    ...startPlan(parameters, 'modes'),
    terms: ({ targets, image, className }) => [
      modeTerm(parameters, targetOf(targetsIn(targets, 'modes'), image, className)),
    ],
  }),
  departures: (parameters, sampling) => [
    ...(parameters.modeCentres === 'hierarchical'
      ? ["hierarchical centres, which are ManifoldGD's"]
      : []),
    ...modeDepartures(sampling),
    ...candidateDepartures(parameters),
  ],
  windows: modeWindows,
  notices: (parameters, sampling, steps) => [
    ...modeNotices(parameters, sampling, steps),
    ...startNotices(parameters),
  ],
});
