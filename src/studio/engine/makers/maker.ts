/**
 * How the images of one class are made. A run asks for them one by one and keeps each; it does not
 * know whether an image is sampled, is a real one, or is cut out of real ones.
 */
import type { StageKey } from '../../../data/store/stage-store';
import type { StepEvent } from '../../../../workers/model';
import type { StoredImage } from '../result-store';

/** What a maker tells while it works, and how it is stopped. */
export interface MakeHooks {
  readonly signal: AbortSignal;
  /** What is happening now, in words. */
  readonly tell: (activity: string) => void;
  readonly onStep: (event: StepEvent) => void;
  /** Hands out the way to pause and resume the running call; null when it is over. */
  readonly onControl: (send: ((message: 'pause' | 'resume') => void) | null) => void;
}

/** The real image that stands behind a made one. */
export interface RealSource {
  /** Index among the class's readable images. */
  readonly image: number;
  /** Path in the collection. */
  readonly path: string;
}

export interface ClassMaker {
  /** Names everything that decides the bytes of image `index`, apart from the code. */
  key(index: number): StageKey;
  source(index: number): RealSource | null;
  /**
   * @param finished latents of the class's finished images, in order
   * @throws StillroomError what made the image impossible
   */
  make(index: number, finished: readonly Float64Array[], hooks: MakeHooks): Promise<StoredImage>;
}
