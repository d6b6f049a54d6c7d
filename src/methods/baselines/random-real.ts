/** Random real images: the zero line of every comparison. */
import { defineMethod } from '../method';

export const randomReal = defineMethod({
  id: 'random-real',
  name: 'Random real',
  summary: 'Takes real images of the class at random; nothing is generated.',
  source: { paper: 'Common to the field', arxiv: null },
  status: 'baseline',
  schema: {},
  presets: [],
  officialSampling: null,
  plan: (_parameters, { imagesPerClass }) => ({
    output: 'real',
    usesOtherClasses: false,
    images: { kind: 'random-images', count: imagesPerClass },
  }),
});
