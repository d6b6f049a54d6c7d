/**
 * Mode guidance, MGD3 (arXiv 2505.18963): one k-means centroid m an image, with g = m - x0hat taken from
 * the guided noise:
 *
 *     DDPM:          mean <- mean + lambda * g * std
 *     DDIM, score:   eps  <- eps  - sqrt(1 - A) * lambda * g      which moves x0 by lambda g (1 - A)/sqrt(A)
 *     DDIM, clean:   x0   <- x0   + lambda * g                    and eps follows from it
 *
 * The solver decides the form: the first where it has a posterior, one of the others elsewhere (see
 * diffusion/solver/solver.ts for what the first two have in common). The first is the code's, read in
 * the copy that ManifoldGD's authors publish. The second is the paper's Algorithm 1; its Eq. 6 prints
 * +, which would push away from the mode. The third is what that copy does under DDIM. The factor
 * between them, (1 - A)/sqrt(A), is 157 at the first step of DiT's chain of 50 and 1 at A = 0.38:
 * a lambda tuned in one form is another strength in the other.
 */
import {
  epsilonNorm,
  noisePerOut,
  outPerEpsilon,
  outPerX0,
  type NoiseLevel,
} from '../diffusion/prediction';
import type { Prediction } from '../diffusion/types';
import type { ScheduleStep, StepSignature } from './signature';
import type { ModeGuidanceSpec } from './spec';
import { checkStrength, norm, targetLatent } from './target';
import { placeOf, type GuidanceTerm, type TermReport, type TermSetting } from './term';
import { checkWindow, inWindow, type StepPlace } from './window';

function modeActs({ strength, window }: ModeGuidanceSpec, place: StepPlace): boolean {
  return strength > 0 && inWindow(window, place);
}

export function modeSignature(
  spec: ModeGuidanceSpec,
  { index, timesteps, level }: ScheduleStep,
): StepSignature | null {
  if (!modeActs(spec, { index, total: timesteps.length, level })) return null;
  return [spec.kind, spec.strength, spec.form ?? 'score', spec.mode];
}

/**
 * How far the output moves for a unit of g where there is no posterior, and how much noise that is.
 * The form `clean` moves x0 by lambda g itself; `score` moves it by lambda g (1 - A)/sqrt(A).
 */
export function outShift(
  { strength, form }: Pick<ModeGuidanceSpec, 'strength' | 'form'>,
  prediction: Prediction,
  level: NoiseLevel,
): { readonly outScale: number; readonly noiseScale: number } {
  if (form === 'clean') {
    const outScale = outPerX0(prediction, level) * strength;
    return { outScale, noiseScale: Math.abs(outScale) * noisePerOut(prediction, level) };
  }
  const noiseScale = level.noise * strength;
  return { outScale: -(outPerEpsilon(prediction, level) * noiseScale), noiseScale };
}

export function modeGuidance(spec: ModeGuidanceSpec, setting: TermSetting): GuidanceTerm {
  const { strength, window } = spec;
  checkStrength(strength, 'Mode guidance lambda');
  checkWindow(window);
  const mode = targetLatent(spec.mode, setting.latentSize, 'mode');
  const report = (shiftNorm: number, noise: number, distance: number): TermReport => ({
    term: spec.kind,
    shiftNorm,
    shiftShare: noise > 0 ? shiftNorm / noise : 0,
    distance,
    loss: null,
  });

  if (setting.hasPosteriorMean) {
    return {
      kind: spec.kind,
      onMean(view, mean, std, x0) {
        if (!modeActs(spec, placeOf(view))) return null;
        let shift = 0;
        let distance = 0;
        for (let i = 0; i < mean.length; i++) {
          const gap = (mode[i] as number) - (x0[i] as number);
          const move = strength * gap * (std[i] as number);
          distance += gap * gap;
          shift += move * move;
          mean[i] = (mean[i] as number) + move;
        }
        return report(Math.sqrt(shift), norm(std), Math.sqrt(distance));
      },
    };
  }
  return {
    kind: spec.kind,
    onGuidedPrediction(view, out, x0) {
      if (!modeActs(spec, placeOf(view))) return null;
      const { step, prediction, input } = view;
      const noise = epsilonNorm(prediction, step, input, out);
      const { outScale, noiseScale } = outShift(spec, prediction, step);
      let distance = 0;
      for (let i = 0; i < out.length; i++) {
        const gap = (mode[i] as number) - (x0[i] as number);
        distance += gap * gap;
        out[i] = (out[i] as number) + outScale * gap;
      }
      distance = Math.sqrt(distance);
      return report(noiseScale * distance, noise, distance);
    },
  };
}
