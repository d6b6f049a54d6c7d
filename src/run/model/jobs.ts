/** What a model is asked for and what it answers: plain data, ready to cross to a thread. */
import type { TermReport } from '../../core/guidance/term';
import type { DescribedSubject, DescribeSettings } from './scoring/describe-windows';
import type { ScoringSettings, ScoringSubject } from './scoring/score-images';

export interface ScoreJob {
  readonly subjects: readonly ScoringSubject[];
  readonly settings: ScoringSettings;
  /** Tell of images that are not finished too. */
  readonly partial: boolean;
}

export interface DescribeJob {
  readonly subjects: readonly DescribedSubject[];
  readonly settings: DescribeSettings;
}

/** One step of one image, as the report keeps it. */
export interface StepRecord {
  readonly step: number;
  readonly timestep: number;
  readonly sigma: number;
  readonly terms: readonly TermReport[];
}

/** Told after every step. */
export interface StepEvent {
  /** Steps done, from 1. */
  readonly step: number;
  readonly steps: number;
  /**
   * A cheap picture of each image's clean latent as the solver used it, RGB [height, width, 3]; none for a
   * pack without a map.
   */
  readonly pictures: readonly Uint8Array[];
  readonly width: number;
}

export interface SampledImage {
  /** Final scaled latent, [channels, height, width]. */
  readonly latent: Float32Array;
  /** RGB bytes, [resolution, resolution, 3]. */
  readonly pixels: Uint8Array;
  readonly steps: readonly StepRecord[];
}
