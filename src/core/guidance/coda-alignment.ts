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
 * the correction and drops it, and so do we; w is the run's there. p = 1 leaves the last step free, p = 0
 * guides nothing.
 *
 * The paper's w holds at every step. Where guidance has an interval, a step outside it has w = 1, and
 * with `weight: step` the pull falls to gamma sigma there; with `weight: run` the term brings the run's
 * w along, so that the pull on x0 is w gamma sigma inside and outside alike. (A model whose last
 * channels are not guided, DiT's habit, has w = 1 in these inside the interval too; the run's w outside.)
 *
 * Beyond the official code: for v and flow networks the output moves so that x0 moves by the same
 * `corr`. Solvers without sigmas of their own (DDIM, DDPM, LCM) use sigma_i = sqrt((1 - A)/A), what
 * the Karras schedule would hold at that noise level; flow uses its own s in (0, 1].
 */
import { epsilonNorm, noisePerOut, outPerX0, predictX0 } from '../diffusion/prediction';
import type { ScheduleStep, StepSignature } from './signature';
import { PAPER_SCHEDULES, paperPosition } from './paper-schedule';
import type { AlignmentWeight, CodaAlignmentSpec } from './spec';
import { checkStrength, targetLatent } from './target';
import { placeOf, type GuidanceTerm, type TermSetting } from './term';
import { checkWindow, type GuidanceWindow, type StepPlace } from './window';

/** The first of n steps that is no longer guided: min(int(n p), n - 1). */
function codaStopIndex(total: number, guidedShare: number): number {
  return Math.min(Math.trunc(total * guidedShare), total - 1);
}

/** The first timestep that is no longer guided: timesteps[min(int(n p), n - 1)]. */
export function codaStopTimestep(timesteps: readonly number[], guidedShare: number): number {
  return timesteps[codaStopIndex(timesteps.length, guidedShare)] as number;
}

/** Whether a window lets the term act at a step of the run. */
export function codaGuides(
  window: GuidanceWindow,
  { index, level }: Pick<StepPlace, 'index' | 'level'>,
  timesteps: readonly number[],
): boolean {
  const { start, end, reference } = window;
  const total = timesteps.length;
  if (reference !== undefined) {
    const steps = PAPER_SCHEDULES[reference]().levels.length;
    const position = paperPosition(reference, level);
    return position < codaStopIndex(steps, end) && position / steps >= start;
  }
  return (timesteps[index] as number) > codaStopTimestep(timesteps, end) && index / total >= start;
}

/**
 * How far step by step the term pulls x0 towards the representative, as a share of the way: w gamma
 * sigma_i where the step is guided, else 0. Above 1 it pulls past the representative.
 * @param steps with w at each, which is 1 outside a guidance interval; `level` is noise over signal,
 *   sigma where it is left out
 * @param runGuidanceScale w of the run
 */
export function effectivePull(
  steps: readonly {
    readonly timestep: number;
    readonly sigma: number;
    readonly level?: number;
    readonly guidanceScale: number;
  }[],
  runGuidanceScale: number,
  { gamma, window, weight }: Pick<CodaAlignmentSpec, 'gamma' | 'window' | 'weight'>,
): number[] {
  const timesteps = steps.map((step) => step.timestep);
  return steps.map(({ sigma, level = sigma, guidanceScale }, index) => {
    if (runGuidanceScale <= 1 || !codaGuides(window, { index, level }, timesteps)) return 0;
    return guidanceScale * weightFactor(weight, guidanceScale, runGuidanceScale) * gamma * sigma;
  });
}

/** What the correction is multiplied with for the pull to have the weight asked for. */
function weightFactor(
  weight: AlignmentWeight | undefined,
  guidanceScale: number,
  runGuidanceScale: number,
): number {
  return weight === 'run' ? runGuidanceScale / guidanceScale : 1;
}

export function codaSignature(
  spec: CodaAlignmentSpec,
  { index, timesteps, level, runGuidanceScale }: ScheduleStep,
): StepSignature | null {
  const { kind, gamma, window, weight = 'step', representative } = spec;
  if (gamma === 0 || !codaGuides(window, { index, level }, timesteps)) return null;
  const own = [kind, gamma, representative, weight];
  return weight === 'run' ? [...own, runGuidanceScale] : own;
}

export function codaAlignment(spec: CodaAlignmentSpec, setting: TermSetting): GuidanceTerm {
  const { gamma, window, weight } = spec;
  const { timesteps } = setting;
  checkStrength(gamma, 'Alignment gamma');
  checkWindow(window);
  const target = targetLatent(spec.representative, setting.latentSize, 'representative');
  const x0 = new Float64Array(target.length);
  return {
    kind: spec.kind,
    onConditionalPrediction(view, out) {
      const { step, prediction, guidanceScale, runGuidanceScale, input } = view;
      if (gamma === 0 || !codaGuides(window, placeOf(view), timesteps)) return null;
      predictX0(prediction, step, input, out, x0);
      const applied = runGuidanceScale > 1;
      const factor = weightFactor(weight, guidanceScale, runGuidanceScale);
      const noise = epsilonNorm(prediction, step, input, out);
      const scale = applied ? outPerX0(prediction, step) * gamma * step.sigma * factor : 0;
      let distance = 0;
      for (let i = 0; i < target.length; i++) {
        const gap = (target[i] as number) - (x0[i] as number);
        distance += gap * gap;
        out[i] = (out[i] as number) + scale * gap;
      }
      distance = Math.sqrt(distance);
      const shiftNorm = Math.abs(scale) * distance;
      const shiftNoise = guidanceScale * noisePerOut(prediction, step) * shiftNorm;
      return {
        term: spec.kind,
        shiftNorm,
        shiftShare: noise > 0 ? shiftNoise / noise : 0,
        distance,
        loss: null,
      };
    },
  };
}
