/**
 * ManifoldGD's addition to mode guidance (arXiv 2602.23295), which acts beside that term: what its code
 * adds, or what its paper says.
 *
 * Both lay a plane. 300 points about the centre m, at random directions and radii, are noised to the
 * step: sqrt(A) p + sqrt(1 - A) noise. The 12 of them that are nearest to the state x have a mean mu,
 * and their first 3 principal directions U span the plane. With N v = v - U U^T v, the part of a vector
 * that is normal to it:
 *
 *     code    mean <- mean - s tanh(d / b) N (x - mu) / |N (x - mu)|     d = distance of x to the nearest
 *             (without a posterior: x0 moves by the same vector)
 *     paper   the mode vector is projected onto the plane: of what mode guidance moves, v, N v is taken back
 *
 * Published: s = 0.1; b = 0.2 and radius 0.05 on ImageNette, 0.2 and 0.1 on ImageWoof, 0.1 and 0.1 on
 * the larger sets. Half of the radii lead evenly from 0.1 to the radius, half are drawn below it; the
 * radius begins at twice its value and falls to it, exponentially, in the first 5 of 50 steps.
 *
 * What follows, and the report shows it: the points differ from m by 0.1 where the noise has norm
 * sqrt(size (1 - A)), so the plane is one through random directions; d is far above b, so tanh is 1 and
 * the code's pull has norm s at every step, s / (std sqrt(size)) of the step's noise. A plane of 3
 * dimensions among `size` keeps about 3/size of the square of any vector, so the paper's projection
 * leaves next to nothing of mode guidance.
 */
import { epsilonNorm, noisePerOut, outPerX0, type NoiseLevel } from '../diffusion/prediction';
import { matrix } from '../linalg/matrix';
import { principalComponents } from '../linalg/pca';
import { randomStream } from '../random/stream';
import { StillroomError } from '../errors';
import { outShift } from './mode-guidance';
import type { ScheduleStep, StepSignature } from './signature';
import type { ManifoldGuidanceSpec } from './spec';
import { checkStrength, norm, targetLatent } from './target';
import {
  placeOf,
  type GuidanceTerm,
  type StepView,
  type TermReport,
  type TermSetting,
} from './term';
import { checkWindow, inWindow, shareOf, type StepPlace } from './window';

const POINTS = 300;
const NEIGHBOURS = 12;
/** Where the even radii begin, whatever the radius is. */
const FIRST_RADIUS = 0.1;
/** How much larger the radius is at the first step, and the share of the steps in which it falls. */
const WARM_FACTOR = 2;
const WARM_SHARE = 0.1;

/** The plane through the cloud near a state. */
export interface TangentPlane {
  /** [size] */
  readonly mean: Float64Array;
  /** Orthonormal rows, [dimensions, size]. */
  readonly directions: Float64Array;
  /** Of the state to the nearest point of the cloud. */
  readonly nearest: number;
}

/** The radius at a step. @param share of the steps that lie behind it, 0 to 1 */
export function warmRadius(radius: number, share: number): number {
  const left = Math.max(0, 1 - share / WARM_SHARE);
  return radius * (1 + ((WARM_FACTOR - 1) * Math.expm1(left)) / Math.expm1(1));
}

/**
 * Points about the centre, noised to a step.
 * @returns [300, size]
 */
function noisyCloud(
  centre: Float64Array,
  radius: number,
  { signal, noise }: NoiseLevel,
  { owner, step }: StepView,
): Float64Array {
  const { seed, className: name, image } = owner;
  const random = randomStream({ seed, name, image, step: step.index, purpose: 'manifold' });
  const size = centre.length;
  const cloud = new Float64Array(POINTS * size);
  const direction = new Float64Array(size);
  const even = POINTS / 2;
  for (let point = 0; point < POINTS; point++) {
    const reach =
      point < even
        ? FIRST_RADIUS + (point / (even - 1)) * (radius - FIRST_RADIUS)
        : random.uniform() * radius;
    const scale = reach / norm(random.fillNormal(direction));
    for (let i = 0; i < size; i++) {
      const clean = (centre[i] as number) + scale * (direction[i] as number);
      cloud[point * size + i] = signal * clean + noise * random.normal();
    }
  }
  return cloud;
}

/**
 * The plane through the points of a cloud that are nearest to a state.
 * @param cloud [points, size]
 * @param dimensions 1 to 11, fewer than the 12 points that it goes through
 */
export function tangentPlane(
  cloud: Float64Array,
  x: Float64Array,
  dimensions: number,
): TangentPlane {
  const size = x.length;
  const count = cloud.length / size;
  const distances = Float64Array.from({ length: count }, (_, point) => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      sum += ((cloud[point * size + i] as number) - (x[i] as number)) ** 2;
    }
    return Math.sqrt(sum);
  });
  const order = [...distances.keys()].sort(
    (a, b) => (distances[a] as number) - (distances[b] as number) || a - b,
  );
  const near = order.slice(0, NEIGHBOURS);
  const points = new Float64Array(near.length * size);
  near.forEach((point, row) => {
    points.set(cloud.subarray(point * size, (point + 1) * size), row * size);
  });
  const wanted = Math.min(dimensions, size, near.length - 1);
  const { mean, components } = principalComponents(matrix(points, near.length, size), wanted);
  return {
    mean,
    directions: Float64Array.from(components.data),
    nearest: distances[near[0] ?? 0] ?? 0,
  };
}

/** Takes the part of a vector that lies in the plane out of it, in place. */
export function takeNormal({ directions }: TangentPlane, vector: Float64Array): void {
  const size = vector.length;
  for (let start = 0; start < directions.length; start += size) {
    let along = 0;
    for (let i = 0; i < size; i++)
      along += (directions[start + i] as number) * (vector[i] as number);
    for (let i = 0; i < size; i++) {
      vector[i] = (vector[i] as number) - along * (directions[start + i] as number);
    }
  }
}

function manifoldActs({ strength, window }: ManifoldGuidanceSpec, place: StepPlace): boolean {
  return strength > 0 && inWindow(window, place);
}

export function manifoldSignature(
  spec: ManifoldGuidanceSpec,
  { index, timesteps, level }: ScheduleStep,
): StepSignature | null {
  const place = { index, total: timesteps.length, level };
  if (!manifoldActs(spec, place)) return null;
  const { kind, variant, strength, form = 'score', radius, bandwidth, dimensions, centre } = spec;
  const reach = warmRadius(radius, shareOf(spec.window, place));
  return [kind, variant, strength, form, reach, bandwidth, dimensions, centre];
}

function checkManifold({ strength, radius, bandwidth, dimensions, window }: ManifoldGuidanceSpec) {
  checkStrength(strength, 'Manifold strength');
  checkStrength(radius, 'Manifold radius');
  checkWindow(window);
  const whole = Number.isInteger(dimensions) && dimensions >= 1 && dimensions < NEIGHBOURS;
  if (whole && bandwidth > 0 && Number.isFinite(bandwidth)) return;
  throw new StillroomError(
    'BadParameter',
    `A plane of ${dimensions} dimensions and a bandwidth of ${bandwidth}: the plane takes 1 to ${NEIGHBOURS - 1} dimensions, the bandwidth a number above 0.`,
    { dimensions, bandwidth },
  );
}

export function manifoldGuidance(spec: ManifoldGuidanceSpec, setting: TermSetting): GuidanceTerm {
  const { kind, variant, strength, window, radius, bandwidth, dimensions } = spec;
  checkManifold(spec);
  const centre = targetLatent(spec.centre, setting.latentSize, 'centre of the manifold');
  const vector = new Float64Array(centre.length);

  const planeAt = (view: StepView): TangentPlane => {
    const reach = warmRadius(radius, shareOf(window, placeOf(view)));
    return tangentPlane(noisyCloud(centre, reach, view.step, view), view.input, dimensions);
  };
  /** The code's pull, in `vector`. */
  const pull = ({ input }: StepView, plane: TangentPlane): void => {
    for (let i = 0; i < vector.length; i++) {
      vector[i] = (plane.mean[i] as number) - (input[i] as number);
    }
    takeNormal(plane, vector);
    const length = norm(vector);
    const scale = length > 0 ? (strength * Math.tanh(plane.nearest / bandwidth)) / length : 0;
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) * scale;
  };
  const report = (shiftNorm: number, noise: number): TermReport => ({
    term: kind,
    shiftNorm,
    shiftShare: noise > 0 ? shiftNorm / noise : 0,
    distance: null,
    loss: null,
  });

  if (setting.hasPosteriorMean) {
    return {
      kind,
      onMean(view, mean, std, x0) {
        if (!manifoldActs(spec, placeOf(view))) return null;
        const plane = planeAt(view);
        if (variant === 'code') pull(view, plane);
        else {
          for (let i = 0; i < vector.length; i++) {
            const gap = (centre[i] as number) - (x0[i] as number);
            vector[i] = -strength * gap * (std[i] as number);
          }
          takeNormal(plane, vector);
        }
        for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (vector[i] as number);
        return report(norm(vector), norm(std));
      },
    };
  }
  return {
    kind,
    onGuidedPrediction(view, out, x0) {
      if (!manifoldActs(spec, placeOf(view))) return null;
      const { step, prediction, input } = view;
      const noise = epsilonNorm(prediction, step, input, out);
      const plane = planeAt(view);
      let outScale = outPerX0(prediction, step);
      let noiseScale = Math.abs(outScale) * noisePerOut(prediction, step);
      if (variant === 'code') pull(view, plane);
      else {
        for (let i = 0; i < vector.length; i++) {
          vector[i] = (x0[i] as number) - (centre[i] as number);
        }
        takeNormal(plane, vector);
        ({ outScale, noiseScale } = outShift(spec, prediction, step));
      }
      for (let i = 0; i < out.length; i++) {
        out[i] = (out[i] as number) + outScale * (vector[i] as number);
      }
      return report(noiseScale * norm(vector), noise);
    },
  };
}
