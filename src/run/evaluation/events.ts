/** What an evaluation tells while it goes on. */
import { toErrorRecord, type ErrorCode } from '../../core/errors';
import type { AccuracyPoint, LossPoint } from '../training/events';
import type { EvaluationReport } from './report';

/** What one evaluation costs, from a measured probe. */
export interface EvaluationCost {
  /** Trainings that are still to be made. */
  readonly trainings: number;
  /** Wall time of all of them. */
  readonly seconds: number;
  /** Floating-point operations of all of them. */
  readonly flop: number;
}

export type EvaluationEvent =
  /** What is happening now, in words. */
  | { readonly kind: 'activity'; readonly text: string }
  | { readonly kind: 'cost'; readonly cost: EvaluationCost }
  /** A point of the curves of the training under way. */
  | {
      readonly kind: 'epoch';
      readonly set: string;
      readonly repeat: number;
      readonly epochs: number;
      readonly point: LossPoint;
    }
  | {
      readonly kind: 'look';
      readonly set: string;
      readonly repeat: number;
      readonly point: AccuracyPoint;
    }
  /** A training has ended, or a set failed: the report as it stands. */
  | { readonly kind: 'report'; readonly report: EvaluationReport };

export type TellEvaluation = (event: EvaluationEvent) => void;

/** What ended it before its end. */
export interface Failed {
  readonly kind: 'failed';
  /** null where sets could not be trained on, each for its own reason. */
  readonly code: ErrorCode | null;
  readonly message: string;
}

export function failedBy(error: unknown): Failed {
  const { code, message } = toErrorRecord(error);
  return { kind: 'failed', code, message };
}

export type EvaluationOutcome =
  | { readonly kind: 'done'; readonly report: EvaluationReport }
  | { readonly kind: 'stopped'; readonly report: EvaluationReport | null }
  | Failed;
