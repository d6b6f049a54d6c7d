/**
 * D4M-style images (arXiv 2407.15138): each k-means centroid of the class's latents, one an image, is
 * noised to a share of the schedule and denoised under the class's prompt. The centroid decides layout and colours, the
 * model the detail. The published run has strength 0.7 and a CFG scale of 8; its solver (PNDM) is not offered here, which is why
 * the method is "style".
 */
import { defineMethod } from '../method';
import type { ParameterSchema } from '../parameters';
import { conditionSchema } from '../start';
import { targetOf, targetsIn } from '../targets';

const PUBLISHED_CFG = 8;

const schema = {
  strength: {
    kind: 'number',
    label: 'Strength',
    unit: 'of the steps',
    min: 0.1,
    max: 1,
    step: 0.05,
    default: 0.7,
    help: 'How far each centroid is noised before it is denoised; 1 keeps almost nothing of it.',
    source: 'D4M code 0.7 (arXiv 2407.15138)',
    essential: true,
    group: 'start',
  },
  ...conditionSchema,
} as const satisfies ParameterSchema;

export const d4m = defineMethod({
  id: 'd4m',
  name: 'D4M-style',
  summary: 'Noises each k-means centroid part of the way and lets the model denoise it.',
  source: { paper: 'D4M: Dataset Distillation via Disentangled Diffusion', arxiv: '2407.15138' },
  status: 'baseline',
  schema,
  presets: [],
  officialSampling: null,
  plan: ({ strength, condition }, { imagesPerClass }) => ({
    output: 'generated',
    targets: { modes: { kind: 'kmeans', clusters: imagesPerClass } },
    sequential: false,
    usesOtherClasses: false,
    condition,
    candidates: null,
    joint: null,
    start: {
      strength,
      latent: ({ targets, image, className }) =>
        targetOf(targetsIn(targets, 'modes'), image, className),
    },
    terms: () => [],
  }),
  notices: (_parameters, { cfgScale }) =>
    cfgScale === PUBLISHED_CFG
      ? []
      : [`D4M's published run has a CFG scale of ${PUBLISHED_CFG}; here it is ${cfgScale}.`],
});
