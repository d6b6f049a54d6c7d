/** What a run tells while it goes on. A reducer of the page, a terminal or a test makes of it what it shows. */
import type { ErrorCode } from '../core/errors';
import type { StepEvent } from './model/jobs';
import type { FinishedImage, RunRecord, StoredImage } from './results/records';

export type RunEvent =
  /** The run as it is kept: begun, with another class read, or ended. */
  | { readonly kind: 'record'; readonly record: RunRecord }
  /** What is happening now, in words. */
  | { readonly kind: 'activity'; readonly text: string }
  /** A step of the images in the making: one, or all of a class that is sampled together. */
  | {
      readonly kind: 'step';
      readonly folder: string;
      /** Index of the event's first picture; the others follow it. */
      readonly first: number;
      readonly event: StepEvent;
    }
  /** An image is finished and kept. */
  | {
      readonly kind: 'image';
      readonly place: FinishedImage;
      readonly image: StoredImage;
      /** True for one that was there already. */
      readonly found: boolean;
    }
  /** A class ends here; the others go on. */
  | {
      readonly kind: 'class-failed';
      readonly folder: string;
      readonly message: string;
      /** Images of it that will not be made. */
      readonly missing: number;
    };

export type Tell = (event: RunEvent) => void;

/** How a run ended. */
export type RunOutcome =
  | { readonly kind: 'done'; readonly made: number; readonly missing: number }
  | { readonly kind: 'stopped'; readonly made: number }
  | {
      readonly kind: 'failed';
      readonly made: number;
      readonly code: ErrorCode;
      readonly message: string;
    };
