/** Sides that a network can halve. */
import { StillroomError } from '../../errors';

/**
 * The side after pooling by `factor` in all.
 * @throws StillroomError BadParameter naming the nearest sides that fit
 */
export function dividedSide(network: string, side: number, factor: number): number {
  if (side % factor === 0 && side >= factor) return side / factor;
  const below = Math.floor(side / factor) * factor;
  const fitting = below === 0 ? `${factor}` : `${below} or ${below + factor}`;
  throw new StillroomError(
    'BadParameter',
    `${network} divides the side of its images by ${factor}, and ${side} pixels don't divide evenly. Train at ${fitting} pixels, or choose a shallower network.`,
    { side, factor },
  );
}
