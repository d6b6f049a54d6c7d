/**
 * MGD3, mode-guided diffusion (arXiv 2505.18963): k-means of the class's latents with one cluster an
 * image, each image pulled to its centroid during the first half of the steps. On solvers with a
 * posterior it moves the mean (the paper's DDPM form), on the others the noise (its DDIM form).
 */
import { defineMethod } from '../method';
import { targetOf, targetsIn } from '../targets';
import { modeSchema, modeTerm } from '../terms/mode';
import { intervalParameters } from '../sampling';

export const modeGuidance = defineMethod({
  id: 'mode-guidance',
  name: 'Mode guidance (MGD3)',
  summary: 'Pulls each image to one k-means centroid of its class, early in the steps.',
  source: { paper: 'Mode-Guided Dataset Distillation (ICML 2025)', arxiv: '2505.18963' },
  status: 'official',
  schema: modeSchema,
  presets: [{ id: 'paper', label: 'MGD3 paper', parameters: { modeStrength: 0.1, modeEnd: 0.48 } }],
  officialSampling: { solver: 'ddpm-respaced', steps: 50, cfgScale: 4, ...intervalParameters() },
  plan: (parameters, { imagesPerClass }) => ({
    output: 'generated',
    targets: { modes: { kind: 'kmeans', clusters: imagesPerClass } },
    sequential: false,
    usesOtherClasses: false,
    start: null,
    terms: ({ targets, image, className }) => [
      modeTerm(parameters, targetOf(targetsIn(targets, 'modes'), image, className)),
    ],
  }),
});
