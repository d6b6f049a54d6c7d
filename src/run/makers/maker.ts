/**
 * How the images of one class are made. A run asks for them one by one and keeps each; it does not know
 * whether an image is sampled, is a real one, or is cut out of real ones.
 */
import type { Control } from '../../core/call';
import type { ManifestWindow } from '../../core/formats/manifest';
import type { StepEvent, StepRecord } from '../model/jobs';
import type { ImageKey } from '../recipe/image-key';
import type { RealSource, StoredImage } from '../results/records';

/** What a maker tells while it works, and how it is stopped. */
export interface MakeHooks {
  readonly control: Control;
  /** What is happening now, in words. */
  readonly tell: (activity: string) => void;
  /** @param first index of the event's first picture; the others follow it */
  readonly onStep: (event: StepEvent, first: number) => void;
}

export interface MadeImage {
  readonly origin: StoredImage['origin'];
  /** RGB bytes, [side, side, 3]. */
  readonly pixels: Uint8Array;
  readonly side: number;
  /** Its scaled latent. */
  readonly latent: Float32Array;
  readonly steps: readonly StepRecord[];
  /** The windows that it is put together from, where it is. */
  readonly windows?: readonly ManifestWindow[];
  /** How many images were made in one piece of work with it, where it was not made alone. */
  readonly together?: number;
}

export interface ClassMaker {
  /** Names everything that decides the bytes of image `index`. */
  key(index: number): ImageKey;
  /** The real picture that stands behind image `index`. */
  source(index: number): RealSource | null;
  /** The share of its class that image `index` stands for, 0 .. 1; null where the method knows of none. */
  share(index: number): number | null;
  /**
   * @param finished latents of the class's images before this one, in order, for a plan in sequence
   * @throws StillroomError what made the image impossible
   */
  make(index: number, finished: readonly Float64Array[], hooks: MakeHooks): Promise<MadeImage>;
}
