/**
 * CoDA's alignment (arXiv 2512.03844, official denoising loop): at step i, while t_i > t_stop,
 *
 *     x0c  = clean latent implied by the conditional prediction
 *     corr = gamma * sigma_i * (rep - x0c)
 *     eps_cond <- eps_cond - sqrt(A)/sqrt(1 - A) * corr        then classifier-free guidance as usual
 *     t_stop = timesteps[min(int(n p), n - 1)]
 *
 * A is read at the rounded timestep, sigma_i is the scheduler's own and not rounded. Classifier-free
 * guidance multiplies the correction: the pull on x0 is w gamma sigma_i, above 1 (past the
 * representative) at the first steps of the official setting. With w <= 1 the official code computes
 * the correction and drops it, and so do we; w is the run's there, and outside a guidance interval the
 * correction acts with the step's w = 1. p = 1 leaves the last step free, p = 0 guides nothing.
 *
 * Beyond the official code: for v and flow networks the output moves so that x0 moves by the same
 * `corr`. Solvers without sigmas of their own (DDIM, DDPM, LCM) use sigma_i = sqrt((1 - A)/A), what
 * the Karras schedule would hold at that noise level; flow uses its own s in (0, 1].
 */
import { epsilonNorm, noisePerOut, outPerX0, predictX0 } from '../diffusion/prediction';
import type { ScheduleStep, StepSignature } from './signature';
import type { CodaAlignmentSpec } from './spec';
import { checkStrength, targetLatent } from './target';
import type { GuidanceTerm, TermSetting } from './term';
import { checkWindow } from './window';

/** The first timestep that is no longer guided: timesteps[min(int(n p), n - 1)]. */
export function codaStopTimestep(timesteps: readonly number[], guidedShare: number): number {
  const last = timesteps.length - 1;
  return timesteps[Math.min(Math.trunc(timesteps.length * guidedShare), last)] as number;
}

/**
 * How far step by step the term pulls x0 towards the representative, as a share of the way: w gamma
 * sigma_i where the step is guided, else 0. Above 1 it pulls past the representative.
 * @param steps with w at each, which is 1 outside a guidance interval
 * @param runGuidanceScale w of the run
 */
export function effectivePull(
  steps: readonly {
    readonly timestep: number;
    readonly sigma: number;
    readonly guidanceScale: number;
  }[],
  runGuidanceScale: number,
  gamma: number,
  guidedShare: number,
): number[] {
  const stop = codaStopTimestep(
    steps.map((step) => step.timestep),
    guidedShare,
  );
  return steps.map(({ timestep, sigma, guidanceScale }) =>
    runGuidanceScale > 1 && timestep > stop ? guidanceScale * gamma * sigma : 0,
  );
}

/** Whether the term acts at step `index`; `stop` as `codaStopTimestep` has it. */
function codaActs(
  { gamma, window }: CodaAlignmentSpec,
  timestep: number,
  stop: number,
  share: number,
): boolean {
  return gamma > 0 && timestep > stop && share >= window.start;
}

export function codaSignature(
  spec: CodaAlignmentSpec,
  { index, timesteps }: ScheduleStep,
): StepSignature | null {
  const stop = codaStopTimestep(timesteps, spec.window.end);
  const acts = codaActs(spec, timesteps[index] as number, stop, index / timesteps.length);
  return acts ? [spec.kind, spec.gamma, spec.representative] : null;
}

export function codaAlignment(spec: CodaAlignmentSpec, setting: TermSetting): GuidanceTerm {
  const { gamma, window } = spec;
  checkStrength(gamma, 'Alignment gamma');
  checkWindow(window);
  const target = targetLatent(spec.representative, setting.latentSize, 'representative');
  const stop = codaStopTimestep(setting.timesteps, window.end);
  const x0 = new Float64Array(target.length);
  return {
    kind: spec.kind,
    onConditionalPrediction(view, out) {
      const { step, total, prediction, guidanceScale, input } = view;
      if (!codaActs(spec, step.timestep, stop, step.index / total)) return null;
      predictX0(prediction, step, input, out, x0);
      const applied = view.runGuidanceScale > 1;
      const noiseNorm = epsilonNorm(prediction, step, input, out);
      const scale = applied ? outPerX0(prediction, step) * gamma * step.sigma : 0;
      let distance = 0;
      for (let i = 0; i < target.length; i++) {
        const gap = (target[i] as number) - (x0[i] as number);
        distance += gap * gap;
        out[i] = (out[i] as number) + scale * gap;
      }
      distance = Math.sqrt(distance);
      const shiftNorm = Math.abs(scale) * distance;
      return {
        term: spec.kind,
        shiftNorm,
        shiftShare: (guidanceScale * noisePerOut(prediction, step) * shiftNorm) / noiseNorm,
        distance,
        loss: null,
      };
    },
  };
}
