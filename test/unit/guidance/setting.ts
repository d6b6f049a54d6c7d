/** A setting and a step for terms tested alone. */
import type { SolverStep } from '../../../src/core/diffusion/solver/solver';
import type { Prediction } from '../../../src/core/diffusion/types';
import type { StepView, TermSetting } from '../../../src/core/guidance/term';

export const SIZE = 6;
export const TIMESTEPS = [900, 700, 700, 500, 300, 100];

export const SETTING: TermSetting = {
  timesteps: TIMESTEPS,
  trainTimesteps: 1000,
  hasPosteriorMean: false,
  latentSize: SIZE,
  conditionShapes: { hidden: [2, 3] },
};

export function solverStep(index: number, alphaBar = 0.4): SolverStep {
  return {
    index,
    timestep: TIMESTEPS[index] ?? 0,
    alphaBar,
    sigma: Math.sqrt((1 - alphaBar) / alphaBar),
    signal: Math.sqrt(alphaBar),
    noise: Math.sqrt(1 - alphaBar),
    inputScale: 1,
    noisy: false,
  };
}

export function view(
  step: SolverStep,
  prediction: Prediction = 'epsilon',
  guidanceScale = 5,
  runGuidanceScale = guidanceScale,
): StepView {
  return {
    step,
    total: TIMESTEPS.length,
    prediction,
    guidanceScale,
    runGuidanceScale,
    owner: { seed: 4, className: 'fox', image: 2 },
    input: wave(0.8),
  };
}

export function wave(frequency: number): Float64Array {
  return Float64Array.from({ length: SIZE }, (_, i) => Math.sin(frequency * (i + 1)) + 0.1 * i);
}
