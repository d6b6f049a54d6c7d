/** The plain model: classifier-free guidance and nothing else. What every guided method is compared to. */
import { candidateRule, candidateSchema } from '../candidates';
import { defineMethod } from '../method';
import { startNotices, startPlan, startSchema, startTargets } from '../start';

export const plain = defineMethod({
  id: 'plain',
  name: 'Plain model',
  summary: 'Samples the model from the class prompt, with classifier-free guidance alone.',
  source: { paper: 'Classifier-free diffusion guidance', arxiv: '2207.12598' },
  status: 'baseline',
  schema: { ...startSchema, ...candidateSchema },
  presets: [],
  officialSampling: null,
  plan: (parameters, { imagesPerClass }) => ({
    output: 'generated',
    targets: startTargets(parameters, 'starts', imagesPerClass),
    sequential: parameters.candidates > 1,
    candidates: candidateRule(parameters),
    joint: null,
    usesOtherClasses: false,
    ...startPlan(parameters, 'starts'),
    terms: () => [],
  }),
  notices: startNotices,
});
