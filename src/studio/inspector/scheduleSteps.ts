/** The steps that a run takes under the settings and a pack, as notices and windows read them. */
import { scaleAt } from '../../core/diffusion/guidance-scale';
import { createSolver } from '../../core/diffusion/solver/create-solver';
import type { PackDescription } from '../../core/formats/pack';
import type { SamplingSettings } from '../../core/formats/recipe';
import type { ScheduledStep } from '../../methods/method';
import { intervalOf, solverSpecFor } from '../../methods/sampling';

interface Made {
  readonly settings: string;
  readonly steps: readonly ScheduledStep[];
}

/** The last ones of each pack: all fields of the inspector ask for the same ones at once. */
const made = new WeakMap<PackDescription, Made>();

/** Noisiest first. @throws StillroomError BadParameter for settings that no solver takes */
export function scheduleSteps(
  sampling: SamplingSettings,
  pack: PackDescription,
): readonly ScheduledStep[] {
  const settings = JSON.stringify(sampling);
  const before = made.get(pack);
  if (before?.settings === settings) return before.steps;
  const { schedule, prediction, defaults } = pack;
  const spec = solverSpecFor(sampling, defaults);
  const steps = createSolver(spec, schedule, prediction).steps.map(({ timestep, sigma }) => ({
    timestep,
    sigma,
    guidanceScale: scaleAt(
      sampling.cfgScale,
      timestep,
      schedule.trainTimesteps,
      intervalOf(sampling),
    ),
  }));
  made.set(pack, { settings, steps });
  return steps;
}
