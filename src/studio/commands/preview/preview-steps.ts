/**
 * With how many steps a preview starts: all that a run makes, or few where an image with all of them takes long here.
 *
 * A preview answers while a slider moves. A network of 860 million weights on a processor takes some ten seconds a
 * call, so its 25 steps with guidance take minutes an image: no answer. Few steps show what settings do, not the run's
 * images, and the page says so. How long a step takes is measured by the previews themselves; before the first of a
 * model there is only its first call, which compiles and allocates too, and counts where it is far too slow alone.
 */

/** Seconds an image from which a preview is no answer any more. */
const SLOW_IMAGE = 20;
/** What an image of few steps may take, in seconds. */
const FEW_STEPS_SECONDS = 10;
/** Fewer show nothing. */
const FEWEST = 4;
/** Rows of a step with guidance. */
const ROWS = 2;
/** How much longer a first call may take than those after it. */
const FIRST_CALL = 5;

/** Measured of a model on a backend, in seconds; null where nothing is. */
export interface PreviewPace {
  /** Of a step, an image. */
  readonly step: number | null;
  /** Of the network's first call, with one row. */
  readonly firstCall: number | null;
}

export interface PreviewSteps {
  /** Steps that it starts with: as many as are asked where they take no time to speak of. */
  readonly few: number;
  /** Seconds of an image with all of them. */
  readonly seconds: number;
}

/**
 * Steps of a preview.
 * @param asked as a run makes them
 */
export function previewSteps(asked: number, { step, firstCall }: PreviewPace): PreviewSteps {
  const each = step ?? (ROWS * (firstCall ?? 0)) / FIRST_CALL;
  const seconds = each * asked;
  const few = Math.min(asked, Math.max(FEWEST, Math.floor(FEW_STEPS_SECONDS / each)));
  return { few: seconds <= SLOW_IMAGE ? asked : few, seconds };
}

/** Measures the steps of a preview as they come: the fastest, since other work only slows. */
export class StepClock {
  readonly #clock: () => number;
  readonly #images: number;
  #last: number | null = null;
  #seconds: number | null = null;

  /**
   * @param images that a step moves
   * @param clock milliseconds
   */
  constructor(images: number, clock: () => number) {
    this.#images = images;
    this.#clock = clock;
  }

  /** A step has been made. */
  tick(): void {
    const now = this.#clock();
    if (this.#last !== null) {
      const seconds = (now - this.#last) / (1000 * this.#images);
      this.#seconds = Math.min(seconds, this.#seconds ?? Infinity);
    }
    this.#last = now;
  }

  /** Of a step, an image; null before the second. */
  get seconds(): number | null {
    return this.#seconds;
  }
}
