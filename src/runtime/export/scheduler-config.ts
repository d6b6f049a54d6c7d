/** A diffusers scheduler_config.json: the noise schedule, and what its scheduler fixes. */
import { byName, type ByName } from '../../core/by-name';
import { StillroomError } from '../../core/errors';
import type { NoiseSchedule, Prediction } from '../../core/diffusion/types';
import type { JsonReader } from '../../core/formats/json-reader';
import type { PackDefaults, PackSolver } from '../../core/formats/pack';
import { numberOr, wholeOr } from './config-file';

export interface ExportSchedule {
  readonly prediction: Prediction;
  readonly schedule: NoiseSchedule;
  readonly defaults: Omit<PackDefaults, 'cfgScale'>;
  /** What runs otherwise than the export's own pipeline, as sentences. */
  readonly warnings: readonly string[];
}

const SOLVERS: ByName<PackSolver> = byName({
  DDIMScheduler: 'ddim',
  DDPMScheduler: 'ddpm',
  DPMSolverMultistepScheduler: 'dpmsolver++2m',
  EulerDiscreteScheduler: 'euler',
  LCMScheduler: 'lcm',
});

/** Schedulers over the same noise schedule, whose steps we have no solver for. */
const REPLACED = new Set([
  'DEISMultistepScheduler',
  'DPMSolverSinglestepScheduler',
  'EulerAncestralDiscreteScheduler',
  'HeunDiscreteScheduler',
  'KDPM2AncestralDiscreteScheduler',
  'KDPM2DiscreteScheduler',
  'LMSDiscreteScheduler',
  'PNDMScheduler',
  'UniPCMultistepScheduler',
]);

/** Classes of diffusers whose timesteps are spaced from the front where a file does not say; all others spread them. */
const LEADING = new Set(['DDIMScheduler', 'DDPMScheduler', 'LCMScheduler', 'PNDMScheduler']);

/** Classes of diffusers that clip what they predict where a file does not say. */
const CLIPPING = new Set(['DDIMScheduler', 'DDPMScheduler']);

/** By class of diffusers, the keys of its file whose words may mean other steps, and the words that mean those of the solver here. */
const SAME_STEPS: ByName<readonly (readonly [key: string, words: readonly string[]])[]> = byName({
  DDPMScheduler: [['variance_type', ['fixed_small', 'fixed_small_log']]],
  DPMSolverMultistepScheduler: [
    ['algorithm_type', ['dpmsolver++']],
    // Diffusers itself takes the others for the first.
    ['solver_type', ['midpoint', 'logrho', 'bh1', 'bh2']],
    ['final_sigmas_type', ['zero']],
  ],
  EulerDiscreteScheduler: [
    ['interpolation_type', ['linear']],
    ['timestep_type', ['discrete']],
    ['final_sigmas_type', ['zero']],
  ],
});

function solverOf(
  name: string,
  reader: JsonReader,
): { readonly solver: PackSolver; readonly warnings: string[] } {
  const solver = SOLVERS.get(name);
  if (solver !== undefined) return { solver, warnings: otherwise(name, reader) };
  if (REPLACED.has(name)) {
    const text = `The model's scheduler, ${name}, is not among the solvers here; DPM-Solver++ runs on the same noise schedule in its place.`;
    return { solver: 'dpmsolver++2m', warnings: [text] };
  }
  throw new StillroomError(
    'Unsupported',
    `The model's scheduler is ${name}, which is not known here, so its noise schedule can't be relied on. Known are ${[...SOLVERS.keys(), ...REPLACED].join(', ')}.`,
    { scheduler: name },
  );
}

/** What a scheduler of a solver that is here may do otherwise, by its keys and what they say then. */
function otherwise(name: string, reader: JsonReader): string[] {
  const switches = [
    'clip_sample',
    'thresholding',
    'use_beta_sigmas',
    'use_exponential_sigmas',
    'use_lu_lambdas',
    // DPM-Solver++ has them; Euler takes the spaced timesteps' own.
    ...(name === 'EulerDiscreteScheduler' ? ['use_karras_sigmas'] : []),
  ].filter((key) => reader.at(key).present && reader.at(key).boolean());
  const clips = CLIPPING.has(name) && !reader.at('clip_sample').present;
  const words = (SAME_STEPS.get(name) ?? []).flatMap(([key, same]) => {
    const word = reader.at(key);
    return word.present && !same.includes(word.string()) ? [`${key}: "${word.string()}"`] : [];
  });
  const order = reader.at('solver_order');
  const found = [
    ...(clips ? ['clip_sample: true (by default)'] : []),
    ...switches.map((key) => `${key}: true`),
    ...words,
    ...(order.present && order.integer(1, 10) !== 2
      ? [`solver_order: ${order.integer(1, 10)}`]
      : []),
  ];
  if (found.length === 0) return [];
  return [
    `The model's scheduler has ${found.join(', ')}, which the solvers here don't do: images are other than those of the export's own pipeline.`,
  ];
}

function refuse(has: boolean, key: string, what: string): void {
  if (!has) return;
  throw new StillroomError(
    'Unsupported',
    `The model's scheduler has ${key}: ${what}, which the solvers here don't do. Choose another export of the model.`,
    { key },
  );
}

/** @throws StillroomError PackInvalid, Unsupported */
export function readScheduler(reader: JsonReader): ExportSchedule {
  const name = reader.at('_class_name').string();
  const { solver, warnings } = solverOf(name, reader);
  const rescaled = reader.at('rescale_betas_zero_snr');
  refuse(
    rescaled.present && rescaled.boolean(),
    'rescale_betas_zero_snr',
    'its noise schedule is rescaled to end without signal',
  );
  refuse(reader.at('trained_betas').present, 'trained_betas', 'it lists its betas one by one');
  const [spacing, karras, toOne] = [
    reader.at('timestep_spacing'),
    reader.at('use_karras_sigmas'),
    reader.at('set_alpha_to_one'),
  ];
  const type = reader.at('prediction_type');
  const v = type.present && type.oneOf(['epsilon', 'v_prediction']) === 'v_prediction';
  const teacher = reader.at('original_inference_steps');
  return {
    prediction: v ? 'v' : 'epsilon',
    schedule: {
      trainTimesteps: reader.at('num_train_timesteps').integer(2, 100_000),
      betas: reader.at('beta_schedule').oneOf(['linear', 'scaled_linear', 'squaredcos_cap_v2']),
      betaStart: reader.at('beta_start').number(1e-9, 0.999),
      betaEnd: reader.at('beta_end').number(1e-9, 0.999),
    },
    defaults: {
      solver,
      karrasSigmas: karras.present && karras.boolean(),
      steps: solver === 'lcm' ? 4 : 25,
      // Diffusers' own values where a file leaves them out, as those of old versions do; ours is "leading".
      ...(spacing.present
        ? { spacing: spacing.oneOf(['leading', 'linspace', 'trailing']) }
        : !LEADING.has(name) && { spacing: 'linspace' }),
      stepsOffset: wholeOr(reader.at('steps_offset'), 0),
      ...((toOne.present || solver === 'ddim') && {
        setAlphaToOne: !toOne.present || toOne.boolean(),
      }),
      ...(solver === 'lcm' && {
        originalSteps: teacher.present ? teacher.integer(1, 1000) : 50,
        timestepScaling: numberOr(reader.at('timestep_scaling'), 10),
      }),
    },
    warnings,
  };
}
