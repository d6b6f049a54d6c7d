/** The plain model: classifier-free guidance and nothing else. What every guided method is compared to. */
import { defineMethod } from '../method';

export const plain = defineMethod({
  id: 'plain',
  name: 'Plain model',
  summary: 'Samples the model from the class prompt, with classifier-free guidance alone.',
  source: { paper: 'Classifier-free diffusion guidance', arxiv: '2207.12598' },
  status: 'baseline',
  schema: {},
  presets: [],
  officialSampling: null,
  plan: () => ({
    output: 'generated',
    targets: {},
    sequential: false,
    usesOtherClasses: false,
    start: null,
    terms: () => [],
  }),
});
