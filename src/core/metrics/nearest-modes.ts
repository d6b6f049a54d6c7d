/**
 * Modes of synthetic points by their nearest real neighbour: where the modes of the real points are
 * known (the sample collection), each synthetic point takes the mode of the real point that is nearest
 * in the space of the points. A set of real images is nearest to itself, so its modes are the true ones.
 * A synthetic image far from everything still gets a mode: this says which one it resembles most, not
 * that it shows it.
 */
import { StillroomError } from '../errors';
import type { Matrix } from '../linalg/matrix';
import { squaredDistance } from '../linalg/pairwise';

/**
 * @param real [n, d] with n from 1 on
 * @param fake [m, d]
 * @param realModes [n] the mode of every real point, -1 for none
 * @returns [m] the mode of the nearest real point; the first of several at one distance counts
 * @throws StillroomError ShapeMismatch, TooFewImages
 */
export function nearestModes(real: Matrix, fake: Matrix, realModes: ArrayLike<number>): Int32Array {
  if (real.columns !== fake.columns || realModes.length !== real.rows) {
    throw new StillroomError(
      'ShapeMismatch',
      `${real.rows} real points of ${real.columns} dimensions with ${realModes.length} modes do not fit synthetic points of ${fake.columns} dimensions.`,
      { real: real.columns, fake: fake.columns, modes: realModes.length },
    );
  }
  if (real.rows === 0) {
    throw new StillroomError('TooFewImages', 'Without real points no mode can be found.');
  }
  const modes = new Int32Array(fake.rows);
  for (let j = 0; j < fake.rows; j++) {
    let nearest = 0;
    let least = Infinity;
    for (let i = 0; i < real.rows; i++) {
      const distance = squaredDistance(real, i, fake, j);
      if (distance >= least) continue;
      least = distance;
      nearest = i;
    }
    modes[j] = realModes[nearest] ?? -1;
  }
  return modes;
}
