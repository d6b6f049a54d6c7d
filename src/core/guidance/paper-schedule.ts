/**
 * The schedules that the papers' windows are written in, as noise levels.
 *
 * DMGD and MGD3 run DiT's chain: linear betas 1e-4 .. 2e-2, respaced to 50 of 1000 timesteps. CoDA runs
 * SDXL's: scaled-linear betas 0.00085 .. 0.012, 25 Karras sigmas. A window "steps 5 to 20 of 50" or
 * "above t = 900" means a noise level there; the same step or timestep of another schedule has another
 * one: at t = 900 noise is 61 times the signal under DiT's betas and 8.3 times under SDXL's, at t = 500
 * 3.4 and 1.6 times.
 *
 * So a window may ask to be read at the same noise level: a step of the present run is placed among
 * the paper's steps by its noise over signal, linearly in its logarithm, and the window's shares are
 * those of the paper's schedule. Under the paper's own schedule every step lies exactly at its own
 * place, and nothing changes.
 */
import { alphasCumprod, sigmaTable } from '../diffusion/schedule/betas';
import { timestepOfSigma } from '../diffusion/schedule/karras';
import { createSolver } from '../diffusion/solver/create-solver';
import type { SolverSpec } from '../diffusion/solver/spec';
import type { NoiseSchedule, Prediction } from '../diffusion/types';

/** dit-50: of DMGD and MGD3. sdxl-25: of CoDA. */
export type PaperSchedule = 'dit-50' | 'sdxl-25';

export interface PaperLevels {
  /** Of each step, noisiest first. */
  readonly timesteps: readonly number[];
  /** Noise over signal of each step, falling. */
  readonly levels: readonly number[];
  /** Noise over signal of every training timestep, rising. */
  readonly table: Float64Array;
}

/** A window's ends in both units; steps count from 0, both ends inside. */
export interface WindowInUnits {
  readonly first: number;
  readonly last: number;
  readonly timesteps: { readonly from: number; readonly to: number };
  /** Noise over signal. */
  readonly levels: { readonly from: number; readonly to: number };
}

/** Places nearer than this to a whole step are that step: rounding must not move a window's end. */
const SNAP = 1e-6;

const DIT: NoiseSchedule = {
  trainTimesteps: 1000,
  betas: 'linear',
  betaStart: 1e-4,
  betaEnd: 0.02,
};

const SDXL: NoiseSchedule = {
  trainTimesteps: 1000,
  betas: 'scaled_linear',
  betaStart: 0.00085,
  betaEnd: 0.012,
};

function onDemand(spec: SolverSpec, schedule: NoiseSchedule): () => PaperLevels {
  let known: PaperLevels | null = null;
  return () => {
    if (known !== null) return known;
    const { steps } = createSolver(spec, schedule, 'epsilon');
    known = {
      timesteps: steps.map(({ timestep }) => timestep),
      levels: steps.map(({ sigma }) => sigma),
      table: sigmaTable(alphasCumprod(schedule)),
    };
    return known;
  };
}

export const PAPER_SCHEDULES: Readonly<Record<PaperSchedule, () => PaperLevels>> = {
  'dit-50': onDemand({ kind: 'ddpm-respaced', respacing: '50' }, DIT),
  'sdxl-25': onDemand(
    { kind: 'dpmsolver++2m', steps: 25, karrasSigmas: true, spacing: 'leading', stepsOffset: 1 },
    SDXL,
  ),
};

/** Noise over signal at a step. @param sigma as `SolverStep` has it: s in (0, 1] for a flow */
export function noiseLevel(sigma: number, prediction: Prediction): number {
  return prediction === 'flow' ? sigma / (1 - sigma) : sigma;
}

function snapped(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) < SNAP ? whole : value;
}

/**
 * Where a noise level lies among the paper's steps: 0 is its noisiest step, fractions lie between two.
 * @param level noise over signal, 0 to infinity; levels beyond the chain's ends count as its ends
 */
export function paperPosition(schedule: PaperSchedule, level: number): number {
  const { levels } = PAPER_SCHEDULES[schedule]();
  const next = levels.findIndex((one) => one <= level);
  if (next < 0) return levels.length - 1;
  if (next === 0) return 0;
  const [above, below] = [levels[next - 1] as number, levels[next] as number];
  return snapped(next - 1 + Math.log(above / level) / Math.log(above / below));
}

/** The training timestep of the paper's model with a noise level, possibly fractional, held at both ends. */
export function paperTimestep(schedule: PaperSchedule, level: number): number {
  return snapped(timestepOfSigma(PAPER_SCHEDULES[schedule]().table, level));
}

/** A window of the paper's own run, or null where it holds no step. */
export function paperWindow(
  { start, end }: { readonly start: number; readonly end: number },
  schedule: PaperSchedule,
): WindowInUnits | null {
  const { timesteps, levels } = PAPER_SCHEDULES[schedule]();
  const inside = [...timesteps.keys()].filter((step) => {
    const share = step / timesteps.length;
    return share >= start && share < end;
  });
  return windowInUnits(inside, timesteps, levels);
}

/** The ends of the steps that are inside, in both units; null where there is none. */
export function windowInUnits(
  inside: readonly number[],
  timesteps: readonly number[],
  levels: readonly number[],
): WindowInUnits | null {
  const [first, last] = [inside[0], inside.at(-1)];
  if (first === undefined || last === undefined) return null;
  const ends = (values: readonly number[]) => ({
    from: values[first] as number,
    to: values[last] as number,
  });
  return { first, last, timesteps: ends(timesteps), levels: ends(levels) };
}
