/**
 * When terms act, in every unit: step, timestep and noise over signal, in this run and in the paper's.
 * A window that is written in shares of the steps falls on other noise levels under another schedule,
 * and a term then does at the layout what it was meant to do at the detail, or the other way round.
 */
import {
  noiseLevel,
  PAPER_SCHEDULES,
  windowInUnits,
  type PaperSchedule,
  type WindowInUnits,
} from '../core/guidance/paper-schedule';
import { stepsInside, type GuidanceWindow } from '../core/guidance/window';
import { stepsMade } from '../core/sampling/sample-request';
import type { GuidanceTermKind, JointTermSpec } from '../core/guidance/spec';
import type { SamplingSettings } from '../core/formats/recipe';
import type { ScheduledStep } from './scheduled-step';
import type { ParameterGroup, ParameterSchema } from './parameters';

/** Steps as windows read them, noisiest first. */
export interface WindowSchedule {
  readonly timesteps: readonly number[];
  /** Noise over signal. */
  readonly levels: readonly number[];
}

/** A term's window, as a function of a schedule. */
export interface TermWindow {
  readonly term: GuidanceTermKind | JointTermSpec['kind'];
  /** As the head of a sentence: "Optimal transport". */
  readonly label: string;
  /** The schedule that its paper's windows are written in; null for a term of no paper's. */
  readonly paper: PaperSchedule | null;
  /** A parameter of the window: the one by which it can be read at the paper's noise levels, if there is one. */
  readonly parameter: string;
  /** The share of the run's steps that is made, the last ones; the paper makes all of its own. */
  readonly made: number;
  /** Indices of the steps that lie inside, made or not. */
  readonly inside: (schedule: WindowSchedule) => readonly number[];
}

export interface TermWindowInUnits {
  readonly term: TermWindow['term'];
  readonly label: string;
  readonly parameter: string;
  /** null: at no step. */
  readonly here: WindowInUnits | null;
  /** null for a term of no paper's, too. */
  readonly inPaper: WindowInUnits | null;
}

const OWN_STEPS = 'run';
const PAPER_LEVELS = 'paper';

/** The parameter that says how a term's window is read. */
export function windowParameter(group: ParameterGroup, paper: string) {
  return {
    kind: 'choice',
    label: 'Window read as',
    options: [
      { value: OWN_STEPS, label: 'Share of these steps' },
      { value: PAPER_LEVELS, label: "Same noise as in the paper's schedule" },
    ],
    default: OWN_STEPS,
    help: "By share of the steps a window moves to other noise levels with every schedule; by noise it acts where the paper's run acts.",
    source: `${paper}; reading it by noise is Stillroom's`,
    group,
  } as const satisfies ParameterSchema[string];
}

/** A window as a parameter says to read it. */
export function readWindow(
  window: Pick<GuidanceWindow, 'start' | 'end'>,
  how: typeof OWN_STEPS | typeof PAPER_LEVELS,
  reference: PaperSchedule,
): GuidanceWindow {
  return how === PAPER_LEVELS ? { ...window, reference } : window;
}

/** A window that is read by noise level, in the terms of DiT's 50 respaced steps. */
export function levelWindow(
  named: Pick<TermWindow, 'term' | 'label' | 'parameter' | 'made'>,
  window: GuidanceWindow,
): TermWindow {
  return { ...named, paper: 'dit-50', inside: ({ levels }) => stepsInside(window, levels) };
}

/** The steps of a run as windows read them. */
export function windowSchedule(
  steps: readonly ScheduledStep[],
  { solver }: Pick<SamplingSettings, 'solver'>,
): WindowSchedule {
  const prediction = solver === 'flow-match-euler' ? 'flow' : 'epsilon';
  return {
    timesteps: steps.map(({ timestep }) => timestep),
    levels: steps.map(({ sigma }) => noiseLevel(sigma, prediction)),
  };
}

/** Indices of the run's steps at which a term acts. */
export function actingSteps({ inside, made }: TermWindow, schedule: WindowSchedule): number[] {
  const total = schedule.levels.length;
  const first = total - stepsMade(made, total);
  return inside(schedule).filter((step) => step >= first);
}

/** Windows here and in their papers' own runs, for the page. */
export function windowsInUnits(
  windows: readonly TermWindow[],
  schedule: WindowSchedule,
): TermWindowInUnits[] {
  const ends = (steps: readonly number[], of: WindowSchedule) =>
    windowInUnits(steps, of.timesteps, of.levels);
  return windows.map((window) => {
    const { term, label, parameter, inside } = window;
    const paper = window.paper && PAPER_SCHEDULES[window.paper]();
    return {
      term,
      label,
      parameter,
      here: ends(actingSteps(window, schedule), schedule),
      inPaper: paper && ends(inside(paper), paper),
    };
  });
}

/** Noise levels that differ by less than this factor are called the same. */
const SAME_LEVEL = 1.25;

function sameLevel(a: number, b: number): boolean {
  return Math.max(a, b) <= SAME_LEVEL * Math.min(a, b);
}

function shownLevel(level: number): string {
  if (level === Infinity) return 'alone';
  return level >= 10 ? level.toFixed(0) : level.toPrecision(2);
}

function shownWindow({ timesteps, levels }: WindowInUnits): string {
  const t = `timestep ${Math.round(timesteps.from)} to ${Math.round(timesteps.to)}`;
  return `${t}, noise ${shownLevel(levels.from)} to ${shownLevel(levels.to)} times the signal`;
}

/** A sentence for each window that falls on other noise levels than in its paper's run. */
export function windowNotices(
  windows: readonly TermWindow[],
  steps: readonly ScheduledStep[],
  sampling: Pick<SamplingSettings, 'solver'>,
): string[] {
  if (steps.length === 0) return [];
  const schedule = windowSchedule(steps, sampling);
  return windowsInUnits(windows, schedule).flatMap(({ label, here, inPaper }) => {
    if (inPaper === null) return [];
    if (here === null) return [`${label} acts at no step of this run.`];
    const { levels } = here;
    const same =
      sameLevel(levels.from, inPaper.levels.from) && sameLevel(levels.to, inPaper.levels.to);
    if (same) return [];
    return [
      `${label} acts at steps ${here.first + 1} to ${here.last + 1} of ${steps.length}: ${shownWindow(here)}. In the paper's schedule it is ${shownWindow(inPaper)}.`,
    ];
  });
}
