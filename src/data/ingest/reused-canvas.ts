/**
 * One canvas of a thread, drawn on again and again.
 *
 * A thread's new canvas, and one whose size is set, waits until the page's thread has answered Chromium's
 * question of what draws it: as long as the page is busy. A canvas that is there asks nobody.
 */
import { badImage } from './bad-image';

export class ReusedCanvas {
  #context: OffscreenCanvasRenderingContext2D | null = null;

  /** A canvas of this size in pixels; what lies on it is left. */
  ofExactly(width: number, height: number): OffscreenCanvasRenderingContext2D {
    const context = (this.#context ??= openContext(width, height));
    const { canvas } = context;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    return context;
  }

  /**
   * A canvas of at least this size in pixels; what lies on it is left.
   * @param most pixels: up to here it keeps what earlier pictures needed, beyond it has what this one needs
   */
  ofAtLeast(width: number, height: number, most: number): OffscreenCanvasRenderingContext2D {
    const present = this.#context?.canvas ?? { width: 0, height: 0 };
    const larger = {
      width: Math.max(width, present.width),
      height: Math.max(height, present.height),
    };
    return larger.width * larger.height <= most
      ? this.ofExactly(larger.width, larger.height)
      : this.ofExactly(width, height);
  }
}

/** @throws StillroomError BadImage where there is no memory for it */
function openContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  // It is read back more than it is drawn on: on the processor's side, not on a graphics card.
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw badImage('could not be drawn: this browser is out of memory');
  return context;
}
