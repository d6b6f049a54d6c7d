/** Checks of the transport, metric and scoring fixture kinds. */
import type { KindCheck } from '../report';
import { checkOtGuidance } from './transport/guidance';
import { checkDdRanking, checkMetrics } from './transport/metrics';
import { checkDiftPool, checkTypicality } from './transport/scoring';
import { checkEmd, checkSinkhorn, checkSinkhornDivergence } from './transport/solvers';

export const transportKinds: Readonly<Record<string, KindCheck>> = {
  'dd-ranking': checkDdRanking,
  'dift-pool': checkDiftPool,
  emd: checkEmd,
  metrics: checkMetrics,
  'ot-guidance': checkOtGuidance,
  sinkhorn: checkSinkhorn,
  'sinkhorn-divergence': checkSinkhornDivergence,
  typicality: checkTypicality,
};
