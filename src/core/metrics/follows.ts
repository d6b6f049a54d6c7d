/**
 * Between blur and copy: two numbers of a picture that was guided to a core of its own.
 *
 *   follows   its own core is the nearest of the class's cores. The ratio says by how much: the
 *             distance to it over the mean distance to the others. 1 and more is a picture that
 *             shows its core no more than any other.
 *   copies    its distance to its own core over the distance from that core to the core's nearest
 *             other real image, d(x, c) / d(c, r). 0 is the core itself.
 *
 * A picture is called a copy below 1/2, that is when it is nearer to its core than half the way to the
 * core's nearest other real image. The bound is a property, not a taste: d(x, r') >= d(c, r') - d(x, c)
 * > d(x, c) for every other real image r', so such a picture is nearer to its core than to anything
 * else that was photographed, in whatever direction it moved; and 1/2 is the largest number for which
 * that holds (half the way towards r, both are equally near). Who repeats its core so closely gives away
 * the photograph.
 *
 * The distance is Euclidean between points of any space: latents, and pictures reduced to 16 x 16
 * pixels, which do not always agree. Cores are different images: one that several pictures share is one
 * core. Real images of the very same content as a core (distance 0) are no other images. Stillroom's own
 * measure; CoDA and its like report neither number.
 */
import { StillroomError } from '../errors';
import type { Matrix } from '../linalg/matrix';
import { squaredDistance } from '../linalg/pairwise';

/** Below this share of the way to the core's nearest other real image a picture is a copy. */
export const COPY_BOUND = 0.5;

export interface FollowRequest {
  /** [m, d] */
  readonly pictures: Matrix;
  /** [n, d] the class's real images. */
  readonly real: Matrix;
  /** [m] row in `real` of each picture's own core, -1 for none. The cores of the class are these. */
  readonly coreOf: ArrayLike<number>;
}

export interface Following {
  /** True where no other core of the class is nearer; null where the class has one core. */
  readonly follows: boolean | null;
  /** Distance to the own core over the mean distance to the others, 0 to infinity; null as above. */
  readonly ratio: number | null;
  /** Distance to the own core over the way from it to its nearest other real image; null without one. */
  readonly copies: number | null;
}

/** Whether a picture repeats its core. */
export function isCopy({ copies }: Pick<Following, 'copies'>): boolean {
  return copies !== null && copies < COPY_BOUND;
}

function requireRows({ pictures, real, coreOf }: FollowRequest): void {
  if (pictures.columns !== real.columns || coreOf.length !== pictures.rows) {
    throw new StillroomError(
      'ShapeMismatch',
      `${pictures.rows} pictures of ${pictures.columns} dimensions with ${coreOf.length} cores do not fit real images of ${real.columns} dimensions.`,
      { pictures: pictures.columns, real: real.columns, cores: coreOf.length },
    );
  }
  const outside = Array.from(coreOf).find((row) => row >= real.rows);
  if (outside === undefined) return;
  throw new StillroomError(
    'ShapeMismatch',
    `A core is image ${outside} of a class of ${real.rows} images.`,
    { core: outside, real: real.rows },
  );
}

/** From a core to the nearest real image of other content, Infinity where there is none. */
function toNearestOther(real: Matrix, core: number): number {
  let least = Infinity;
  for (let row = 0; row < real.rows; row++) {
    const squared = squaredDistance(real, core, real, row);
    if (squared > 0 && squared < least) least = squared;
  }
  return Math.sqrt(least);
}

/**
 * @returns [m] null for a picture without a core
 * @throws StillroomError ShapeMismatch
 */
export function followNumbers(request: FollowRequest): (Following | null)[] {
  requireRows(request);
  const { pictures, real, coreOf } = request;
  const cores = [...new Set(Array.from(coreOf).filter((row) => row >= 0))];
  const room = new Map(cores.map((core) => [core, toNearestOther(real, core)]));
  return Array.from(coreOf, (own, picture) => {
    if (own < 0) return null;
    const distance = (core: number) => Math.sqrt(squaredDistance(pictures, picture, real, core));
    const toOwn = distance(own);
    const others = cores.filter((core) => core !== own).map(distance);
    const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
    const nearestOther = room.get(own) ?? Infinity;
    return {
      follows: others.length === 0 ? null : others.every((other) => toOwn <= other),
      ratio: others.length === 0 ? null : toOwn / mean,
      copies: nearestOther === Infinity ? null : toOwn / nearestOther,
    };
  });
}
