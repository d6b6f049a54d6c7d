/** k-centre greedy: real images that leave no image of the class far from all of them. */
import { defineMethod } from '../method';

export const kCentre = defineMethod({
  id: 'k-centre',
  name: 'k-centre',
  summary: 'Takes each time the real image that is farthest from those taken before.',
  source: { paper: 'Active learning for CNNs: a core-set approach', arxiv: '1708.00489' },
  status: 'baseline',
  schema: {},
  presets: [],
  officialSampling: null,
  plan: (_parameters, { imagesPerClass }) => ({
    output: 'real',
    usesOtherClasses: false,
    images: { kind: 'k-centre', count: imagesPerClass },
  }),
});
