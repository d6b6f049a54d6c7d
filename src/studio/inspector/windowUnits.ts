/**
 * What a share of the schedule is in both units that papers write: the timestep, and the noise over the
 * signal there. A share of the steps is said by the step that it ends or begins with; a share of the
 * training timesteps by the noise that the model was trained with there.
 */
import { alphasCumprod, sigmaTable } from '../../core/diffusion/schedule/betas';
import { interpolateTable } from '../../core/diffusion/schedule/karras';
import type { PackDescription } from '../../core/formats/pack';
import type { SamplingSettings } from '../../core/formats/recipe';
import { noiseLevel, PAPER_SCHEDULES } from '../../core/guidance/paper-schedule';
import { firstStep, stepsMade } from '../../core/sampling/sample-request';
import type { Method, ScheduledStep } from '../../methods/method';
import type { ParameterValues } from '../../methods/parameters';
import { windowSchedule, windowsInUnits, type TermWindowInUnits } from '../../methods/term-windows';
import type { Parameter } from './schema';

/** What a window's parameter is read against. */
export interface WindowContext {
  readonly method: Method;
  /** The method's parameters in force. */
  readonly values: ParameterValues;
  readonly sampling: SamplingSettings;
  readonly pack: PackDescription;
  readonly steps: readonly ScheduledStep[];
}

interface Point {
  readonly timestep: number;
  /** Noise over signal. */
  readonly level: number;
}

const OF_STEPS = 'of the steps';
const OF_TIMESTEPS: ReadonlySet<string> = new Set([
  'of the noise',
  'of the training timesteps',
  'of T',
]);
/** Parameters of a term's window that are its beginning; the others are its end. */
const BEGINNINGS: ReadonlySet<string> = new Set(['transportStart', 'jointStart']);

function shownLevel(level: number): string {
  if (!Number.isFinite(level)) return 'alone';
  const number = level >= 10 ? level.toFixed(0) : Number(level.toPrecision(2)).toString();
  return `${number} times the signal`;
}

function shown({ timestep, level }: Point): string {
  return `timestep ${Math.round(timestep)}, noise ${shownLevel(level)}`;
}

/** A share of the training timesteps; a flow's timestep is its noise. */
function pointOfShare(value: number, { schedule, prediction }: PackDescription): Point {
  const timestep = value * schedule.trainTimesteps;
  if (prediction === 'flow') return { timestep, level: noiseLevel(value, prediction) };
  const table = sigmaTable(alphasCumprod(schedule));
  const last = table.length - 1;
  return { timestep, level: interpolateTable(table, Math.min(last, timestep)) };
}

/** The window of the term that a parameter belongs to, and whether its paper's schedule is read. */
function termOf(parameter: Parameter, { method, values, steps, sampling }: WindowContext) {
  const windows = method.windows(values);
  const schema = new Map(Object.entries(method.schema));
  const own = windows.filter((one) => schema.get(one.parameter)?.group === parameter.group);
  const [window] = own;
  if (window === undefined) return null;
  const [inUnits] = windowsInUnits(own, windowSchedule(steps, sampling));
  return {
    window,
    inUnits,
    byPaper: new Map(Object.entries(values)).get(window.parameter) === 'paper',
  };
}

function endOfWindow(id: string, { here, inPaper }: TermWindowInUnits, total: number): string {
  if (here === null) return 'Acts at no step of this run.';
  const first = BEGINNINGS.has(id);
  const pick = first ? 'from' : 'to';
  const step = (first ? here.first : here.last) + 1;
  const point = { timestep: here.timesteps[pick], level: here.levels[pick] };
  const paper =
    inPaper === null
      ? ''
      : `; in the paper's run ${shown({ timestep: inPaper.timesteps[pick], level: inPaper.levels[pick] })}`;
  return `${first ? 'First' : 'Last'} at step ${step} of ${total}: ${shown(point)}${paper}.`;
}

function startingStep(value: number, { steps, sampling }: WindowContext): string | null {
  const { timesteps, levels } = windowSchedule(steps, sampling);
  if (stepsMade(value, steps.length) < 1) return 'Leaves no step.';
  const at = firstStep(value, steps.length);
  const [timestep, level] = [timesteps[at], levels[at]];
  if (timestep === undefined || level === undefined) return null;
  return `Starts at step ${at + 1} of ${steps.length}: ${shown({ timestep, level })}.`;
}

/** Whether a parameter is a share of the schedule: of any other there is nothing to say. */
export function isShare(parameter: Parameter): boolean {
  return 'unit' in parameter && (OF_TIMESTEPS.has(parameter.unit) || parameter.unit === OF_STEPS);
}

/**
 * A sentence in timesteps and noise levels; null for a parameter that is no share of the schedule, and
 * for a term that is switched off.
 * @throws StillroomError BadParameter for settings that the method does not take
 */
export function unitsOf(
  parameter: Parameter,
  value: number,
  context: WindowContext,
): string | null {
  if (!('unit' in parameter) || context.steps.length === 0) return null;
  if (OF_TIMESTEPS.has(parameter.unit)) {
    const term = termOf(parameter, context);
    const paper = term?.byPaper === true ? term.window.paper : null;
    if (paper !== null) {
      const { table } = PAPER_SCHEDULES[paper]();
      const timestep = value * table.length;
      const level = interpolateTable(table, Math.min(table.length - 1, timestep));
      return `In the paper's schedule ${shown({ timestep, level })}.`;
    }
    const point = shown(pointOfShare(value, context.pack));
    return `${point.charAt(0).toUpperCase()}${point.slice(1)}.`;
  }
  if (parameter.unit !== OF_STEPS) return null;
  if (parameter.group === 'start') return startingStep(value, context);
  const term = termOf(parameter, context);
  if (term?.inUnits === undefined) return null;
  return endOfWindow(parameter.id, term.inUnits, context.steps.length);
}
