/** The steps that a run takes under the settings and a pack, as notices and windows read them. */
import { scaleAt } from '../../core/diffusion/guidance-scale';
import { createSolver } from '../../core/diffusion/solver/create-solver';
import type { PackDescription } from '../../core/formats/pack';
import type { SamplingSettings } from '../../core/formats/recipe';
import type { ScheduledStep } from '../../methods/method';
import { intervalOf, solverSpecFor } from '../../methods/sampling';

type Steps = readonly ScheduledStep[];

/** As set, as the model prefers, and one in the steps of the other: asked for in turn by all of the inspector. */
const MOST = 3;
const made = new WeakMap<PackDescription, Map<string, Steps>>();

/** Noisiest first. @throws StillroomError BadParameter for settings that no solver takes */
export function scheduleSteps(sampling: SamplingSettings, pack: PackDescription): Steps {
  const { schedule, prediction, defaults } = pack;
  const { cfgScale } = sampling;
  const interval = intervalOf(sampling);
  const spec = solverSpecFor(sampling, defaults);
  const settings = JSON.stringify([spec, cfgScale, interval]);
  const own = made.get(pack) ?? new Map<string, Steps>();
  made.set(pack, own);
  const before = own.get(settings);
  if (before !== undefined) return before;
  const steps = createSolver(spec, schedule, prediction).steps.map(({ timestep, sigma }) => ({
    timestep,
    sigma,
    guidanceScale: scaleAt(cfgScale, timestep, schedule.trainTimesteps, interval),
  }));
  const [oldest] = own.keys();
  if (oldest !== undefined && own.size === MOST) own.delete(oldest);
  own.set(settings, steps);
  return steps;
}
