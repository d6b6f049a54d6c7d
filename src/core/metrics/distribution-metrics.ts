/**
 * Every metric of one class in one call: how a synthetic set stands to the real one, in the space
 * that the points come from (latents, features).
 *
 * Definitions are in the files of this folder, one each, and each can be had alone from a
 * `samplePair`. Small sets are the rule in distillation: with 5 images there is no 5th neighbour. A
 * metric that the sets are too small or too large for is null and `missing` says why; the others
 * are still given.
 */
import { isAbort, StillroomError, throwIfAborted } from '../errors';
import type { Matrix } from '../linalg/matrix';
import { frechetDistance } from './frechet';
import { polynomialMmd2 } from './kernel-discrepancy';
import { modeRecall } from './mode-recall';
import { realBalls, recall } from './neighbourhoods';
import { samplePair } from './sample-pair';
import { vendiOfPair } from './vendi';
import { w2Squared } from './wasserstein';

export interface DistributionMetricsOptions {
  /** Which neighbour sets the radius of a ball, default 5. */
  readonly nearestK?: number;
  /** The mode of every synthetic point (-1 for none) and how many modes the class has. */
  readonly modes?: { readonly fakeModes: ArrayLike<number>; readonly count: number };
  readonly signal?: AbortSignal;
}

export interface DistributionMetrics {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly density: number | null;
  readonly coverage: number | null;
  readonly frechet: number | null;
  /** May be negative: it is unbiased. */
  readonly mmd2: number | null;
  readonly vendiReal: number | null;
  readonly vendiFake: number | null;
  readonly w2Squared: number | null;
  readonly modeRecall: number | null;
}

export type MetricName = keyof DistributionMetrics;

export interface DistributionReport {
  readonly metrics: DistributionMetrics;
  /** Why a metric is null, a sentence each. */
  readonly missing: Readonly<Partial<Record<MetricName, string>>>;
}

/**
 * @param real [n, d], @param fake [m, d], at least one point each
 * @throws StillroomError ShapeMismatch, TooFewImages, NonFiniteOutput, BadParameter, Unsupported, Aborted
 */
export function distributionMetrics(
  real: Matrix,
  fake: Matrix,
  options: DistributionMetricsOptions = {},
): DistributionReport {
  const { nearestK = 5, modes, signal } = options;
  throwIfAborted(signal);
  const pair = samplePair(real, fake);
  const missing: Partial<Record<MetricName, string>> = {};

  /** The value, or null with the reason noted when the sets have the wrong size for it. */
  const attempt = <T>(names: readonly MetricName[], compute: () => T): T | null => {
    throwIfAborted(signal);
    try {
      return compute();
    } catch (error) {
      const bySize =
        error instanceof StillroomError &&
        !isAbort(error) &&
        (error.code === 'TooFewImages' || error.code === 'Unsupported');
      if (!bySize) throw error;
      for (const name of names) missing[name] = error.message;
      return null;
    }
  };

  const balls = attempt(['precision', 'density', 'coverage'], () => realBalls(pair, nearestK));
  if (modes === undefined) missing.modeRecall = 'The modes of this collection are not known.';
  const metrics: DistributionMetrics = {
    precision: balls?.precision ?? null,
    density: balls?.density ?? null,
    coverage: balls?.coverage ?? null,
    recall: attempt(['recall'], () => recall(pair, nearestK)),
    frechet: attempt(['frechet'], () => frechetDistance(pair)),
    mmd2: attempt(['mmd2'], () => polynomialMmd2(pair)),
    vendiReal: attempt(['vendiReal'], () => vendiOfPair(pair, 'real')),
    vendiFake: attempt(['vendiFake'], () => vendiOfPair(pair, 'fake')),
    w2Squared: attempt(['w2Squared'], () => w2Squared(pair, signal)),
    modeRecall: modes === undefined ? null : modeRecall(modes.fakeModes, modes.count),
  };
  return { metrics, missing };
}
