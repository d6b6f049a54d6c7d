/** What every choice of a subset asks of its input, in the same words. */
import { StillroomError } from '../errors';
import { requireFinite, type Matrix } from '../linalg/matrix';

/**
 * Refuses a number of images that a class cannot give, and latents without distances.
 * @throws StillroomError BadParameter when `count` is no whole number from 1 on; TooFewImages when it
 *   is above the number of rows; NonFiniteOutput
 */
export function checkSubset(latents: Matrix, count: number, choice: string): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new StillroomError(
      'BadParameter',
      `${choice}: ${count} images were asked for; it must be a whole number from 1 on.`,
      { count },
    );
  }
  if (count > latents.rows) {
    throw new StillroomError(
      'TooFewImages',
      `${choice}: ${count} real images were asked for, the class has ${latents.rows}. Lower the images per class, or add images.`,
      { count, images: latents.rows },
    );
  }
  requireFinite(latents, choice);
}
