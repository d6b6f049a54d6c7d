/** Checks of the density and geometry fixture kinds. */
import type { KindCheck } from '../report';
import { checkCoreSet } from './density/core-set';
import { checkCurve, checkFuzzyGraph } from './density/fuzzy-graph';
import {
  checkKMeans,
  checkNeighbours,
  checkPairwise,
  checkPca,
  checkStandardScaler,
} from './density/geometry';
import { checkHdbscan } from './density/hdbscan';
import { checkUmap } from './density/umap';

export const densityKinds: Readonly<Record<string, KindCheck>> = {
  hdbscan: checkHdbscan,
  'core-set': checkCoreSet,
  kmeans: checkKMeans,
  knn: checkNeighbours,
  pairwise: checkPairwise,
  'standard-scaler': checkStandardScaler,
  pca: checkPca,
  umap: checkUmap,
  'fuzzy-graph': checkFuzzyGraph,
  'ab-params': checkCurve,
};
