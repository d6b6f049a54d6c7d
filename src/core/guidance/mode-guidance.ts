/**
 * Mode guidance, MGD3 (arXiv 2505.18963): one k-means centroid m an image, with g = m - x0hat taken from
 * the guided noise:
 *
 *     DDPM:  mean <- mean + lambda * g * std
 *     DDIM:  eps  <- eps  - sqrt(1 - A) * lambda * g
 *
 * The solver decides the form: the first where it has a posterior, the second elsewhere (see
 * diffusion/solver/solver.ts for what the two have in common). The paper's Eq. 6 prints + for the noise
 * form, which would push away from the mode; its Algorithm 1 and its code go towards it, as here.
 */
import { epsilonNorm, outPerEpsilon } from '../diffusion/prediction';
import type { ScheduleStep, StepSignature } from './signature';
import type { ModeGuidanceSpec } from './spec';
import { checkStrength, norm, targetLatent } from './target';
import type { GuidanceTerm, TermReport, TermSetting } from './term';
import { checkWindow, inWindow } from './window';

function modeActs({ strength, window }: ModeGuidanceSpec, index: number, total: number): boolean {
  return strength > 0 && inWindow(window, index, total);
}

export function modeSignature(
  spec: ModeGuidanceSpec,
  { index, timesteps }: ScheduleStep,
): StepSignature | null {
  return modeActs(spec, index, timesteps.length) ? [spec.kind, spec.strength, spec.mode] : null;
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
      onMean({ step, total }, mean, std, x0) {
        if (!modeActs(spec, step.index, total)) return null;
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
    onGuidedPrediction({ step, total, prediction, input }, out, x0) {
      if (!modeActs(spec, step.index, total)) return null;
      const noise = epsilonNorm(prediction, step, input, out);
      const scale = step.noise * strength;
      const outScale = outPerEpsilon(prediction, step) * scale;
      let distance = 0;
      for (let i = 0; i < out.length; i++) {
        const gap = (mode[i] as number) - (x0[i] as number);
        distance += gap * gap;
        out[i] = (out[i] as number) - outScale * gap;
      }
      distance = Math.sqrt(distance);
      return report(scale * distance, noise, distance);
    },
  };
}
