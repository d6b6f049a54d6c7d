/**
 * DMGD's distribution matching (arXiv 2605.03877) as a guidance term; loss and gradient g = d loss / d x
 * are core/transport's.
 *
 *     official, with a posterior:   mean <- mean - rho * std * g
 *     official, without one:        eps  <- eps  + sqrt(1 - A) * rho * g
 *     normalised:                   the same directions, of length rho * (norm of the step's noise)
 *
 * The official comment says std^2 where its code uses std. The form without a posterior applies MGD3's
 * published pair of forms to d = -rho g (see diffusion/solver/solver.ts). As released the official
 * shift is 1e-6 to 6e-3 of the step's noise; `normalised` makes rho read as that share. The norm of the
 * step's noise is the expected one, sqrt(sum std^2), for a mean, and |eps| for a prediction.
 *
 * g holds eps constant, so it carries 1/sqrt(A). A flow network's velocity is held constant instead
 * (d x0 / d x = 1), since noise says nothing about x0 at the start of a flow.
 */
import { epsilonNorm, outPerEpsilon } from '../diffusion/prediction';
import { StillroomError } from '../errors';
import { otGuidanceStep, type OtGuidance } from '../transport/ot-guidance';
import { prepareOtMemory, prepareOtTarget } from '../transport/ot-target';
import type { ScheduleStep, StepSignature } from './signature';
import type { TransportSpec } from './spec';
import { checkStrength, norm, targetLatent } from './target';
import {
  placeOf,
  type GuidanceTerm,
  type StepView,
  type TermReport,
  type TermSetting,
} from './term';
import { checkWindow, inWindow, type StepPlace } from './window';

/**
 * About how much of a step's noise the official step moves at most, for the first image of a class; for
 * the N-th it is that over N. From |g| <= sqrt(1/A) (1/N) / |x0|, the slope of the cost alone, where |x0|
 * is sqrt(size) for scaled latents: rho |g| over the norm of as many unit normal numbers. What the
 * unrolled iterations add is small; random latents reach 0.2 to 0.8 of it.
 * @param level noise over signal; 0 for a flow, whose slope does not grow with it
 * @param size numbers in a latent
 */
export function officialShare(strength: number, level: number, size: number): number {
  return (strength * Math.sqrt(1 + level * level)) / size;
}

/** Distance of the current image's direction to the nearest prototype's: the last row of the cost. */
function nearestPrototype({ cost, rows, columns }: OtGuidance): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let j = (rows - 1) * columns; j < rows * columns; j++) {
    nearest = Math.min(nearest, cost[j] as number);
  }
  return nearest;
}

function transportActs({ strength, window }: TransportSpec, place: StepPlace): boolean {
  return strength > 0 && inWindow(window, place);
}

export function transportSignature(
  spec: TransportSpec,
  { index, timesteps, level }: ScheduleStep,
): StepSignature | null {
  if (!transportActs(spec, { index, total: timesteps.length, level })) return null;
  const { kind, strength, step, sinkhornEpsilon, iterations, prototypes, weights, memory } = spec;
  return [kind, strength, step, sinkhornEpsilon, iterations, prototypes, weights, ...memory];
}

export function transport(spec: TransportSpec, setting: TermSetting): GuidanceTerm {
  const { strength, window, sinkhornEpsilon, iterations } = spec;
  const size = setting.latentSize;
  checkStrength(strength, 'Transport rho');
  checkWindow(window);
  const count = spec.weights.length;
  if (spec.prototypes.length !== count * size) {
    throw new StillroomError(
      'ShapeMismatch',
      `${spec.prototypes.length} numbers are not ${count} prototypes of ${size}: they were made with another pack.`,
      { received: spec.prototypes.length, expected: count * size },
    );
  }
  const target = prepareOtTarget(
    Float64Array.from(spec.prototypes),
    Float64Array.from(spec.weights),
  );
  const memory = prepareOtMemory(
    target,
    spec.memory.map((latent, i) => targetLatent(latent, size, `finished latent ${i}`)),
  );

  const evaluate = (view: StepView, x0: Float64Array): OtGuidance | null =>
    transportActs(spec, placeOf(view))
      ? otGuidanceStep({
          x0,
          alphaBar: view.prediction === 'flow' ? 1 : view.step.alphaBar,
          target,
          memory,
          sinkhornEpsilon,
          iterations,
        })
      : null;
  const report = (result: OtGuidance, shiftNorm: number, noise: number): TermReport => ({
    term: spec.kind,
    shiftNorm,
    shiftShare: noise > 0 ? shiftNorm / noise : 0,
    distance: nearestPrototype(result),
    loss: result.loss,
  });
  const normalisedScale = (gradient: Float64Array, noise: number): number => {
    const length = norm(gradient);
    return length > 0 ? (strength * noise) / length : 0;
  };

  if (setting.hasPosteriorMean) {
    return {
      kind: spec.kind,
      onMean(view, mean, std, x0) {
        const result = evaluate(view, x0);
        if (result === null) return null;
        const noise = norm(std);
        const official = spec.step === 'official';
        const scale = official ? strength : normalisedScale(result.gradient, noise);
        let shift = 0;
        for (let i = 0; i < mean.length; i++) {
          const move = scale * (official ? (std[i] as number) : 1) * (result.gradient[i] as number);
          shift += move * move;
          mean[i] = (mean[i] as number) - move;
        }
        return report(result, Math.sqrt(shift), noise);
      },
    };
  }
  return {
    kind: spec.kind,
    onGuidedPrediction(view, out, x0) {
      const result = evaluate(view, x0);
      if (result === null) return null;
      const { step, prediction, input } = view;
      const noise = epsilonNorm(prediction, step, input, out);
      const scale =
        spec.step === 'official' ? step.noise * strength : normalisedScale(result.gradient, noise);
      const outScale = outPerEpsilon(prediction, step) * scale;
      for (let i = 0; i < out.length; i++) {
        out[i] = (out[i] as number) + outScale * (result.gradient[i] as number);
      }
      return report(result, scale * norm(result.gradient), noise);
    },
  };
}
