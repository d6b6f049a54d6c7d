/** The real image nearest to each k-means centroid of the class's latents. */
import { defineMethod } from '../method';

export const closestReal = defineMethod({
  id: 'closest-real',
  name: 'k-means-closest real',
  summary: 'Takes the real image nearest to each k-means centroid; nothing is generated.',
  source: { paper: 'Common to the field', arxiv: null },
  status: 'baseline',
  schema: {},
  presets: [],
  officialSampling: null,
  plan: (_parameters, { imagesPerClass }) => ({
    output: 'real',
    usesOtherClasses: false,
    images: { kind: 'nearest-to-kmeans', count: imagesPerClass },
  }),
});
