/** Herding: real images whose mean latent follows the class's. */
import { defineMethod } from '../method';

export const herding = defineMethod({
  id: 'herding',
  name: 'Herding',
  summary: "Takes real images one by one so that their mean stays nearest to the class's.",
  source: { paper: 'Herding dynamical weights to learn (ICML 2009)', arxiv: null },
  status: 'baseline',
  schema: {},
  presets: [],
  officialSampling: null,
  plan: (_parameters, { imagesPerClass }) => ({
    output: 'real',
    usesOtherClasses: false,
    images: { kind: 'herding', count: imagesPerClass },
  }),
});
