/**
 * The share of a class's known modes that a synthetic set hits, for collections whose modes are known
 * (the sample collection).
 */
import { StillroomError } from '../errors';

/**
 * Distinct modes in `fakeModes` over `modes`; labels below 0 belong to no mode.
 * @param fakeModes [m] the mode of every synthetic point, in -1..modes - 1
 * @param modes how many modes the class has, at least 1
 * @throws StillroomError BadParameter
 */
export function modeRecall(fakeModes: ArrayLike<number>, modes: number): number {
  if (!Number.isInteger(modes) || modes < 1) {
    throw new StillroomError(
      'BadParameter',
      `${modes} modes were given; a class has a whole number of modes from 1 on.`,
      { modes },
    );
  }
  const hit = new Set<number>();
  for (let i = 0; i < fakeModes.length; i++) {
    const mode = fakeModes[i] ?? -1;
    if (!Number.isInteger(mode) || mode >= modes) {
      throw new StillroomError(
        'BadParameter',
        `Point ${i} has mode ${mode}; modes are whole numbers below ${modes}, or -1 for none.`,
        { index: i, mode, modes },
      );
    }
    if (mode >= 0) hit.add(mode);
  }
  return hit.size / modes;
}
