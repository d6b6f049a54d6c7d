/** From a case's parameters to the production solver's description. */
import { StillroomError } from '../../../../src/core/errors';
import type { TimestepSpacing } from '../../../../src/core/diffusion/schedule/spacing';
import type { SolverSpec } from '../../../../src/core/diffusion/solver/spec';
import type { NoiseSchedule, Prediction } from '../../../../src/core/diffusion/types';
import type { FixtureCase } from '../../case';

function refuse(fixture: FixtureCase, name: string): never {
  throw new StillroomError(
    'Unsupported',
    `params.${name} = ${JSON.stringify(fixture.params[name])} is not built.`,
  );
}

export function numberOr(fixture: FixtureCase, name: string, fallback: number): number {
  const value = fixture.params[name];
  return typeof value === 'number' ? value : fallback;
}

function choice<T extends string>(
  fixture: FixtureCase,
  name: string,
  options: readonly T[],
  fallback: T,
): T {
  const value = fixture.params[name] ?? fallback;
  return options.find((option) => option === value) ?? refuse(fixture, name);
}

export function noiseSchedule(fixture: FixtureCase): NoiseSchedule {
  return {
    trainTimesteps: numberOr(fixture, 'trainTimesteps', 1000),
    betas: choice(
      fixture,
      'betaSchedule',
      ['linear', 'scaled_linear', 'squaredcos_cap_v2'],
      'linear',
    ),
    betaStart: numberOr(fixture, 'betaStart', 0.0001),
    betaEnd: numberOr(fixture, 'betaEnd', 0.02),
  };
}

export function prediction(fixture: FixtureCase): Prediction {
  const name = choice(
    fixture,
    'predictionType',
    ['epsilon', 'v', 'v_prediction', 'flow', 'flow_prediction'],
    'epsilon',
  );
  if (name === 'epsilon') return name;
  return name.startsWith('v') ? 'v' : 'flow';
}

function spacing(fixture: FixtureCase, fallback: TimestepSpacing): TimestepSpacing {
  return choice(fixture, 'timestepSpacing', ['leading', 'linspace', 'trailing'], fallback);
}

/** Settings of the references that Stillroom does not offer: a case with another value must fail. */
function checkFixed(fixture: FixtureCase): void {
  const fixed = {
    clipSample: false,
    thresholding: false,
    solverOrder: 2,
    solverType: 'midpoint',
    finalSigmasType: 'zero',
  };
  for (const [name, value] of Object.entries(fixed)) {
    if ((fixture.params[name] ?? value) !== value) refuse(fixture, name);
  }
}

export function respacing(fixture: FixtureCase): string {
  const given = fixture.params['respacing'];
  return typeof given === 'string' ? given : String(fixture.number('steps'));
}

export function solverSpec(fixture: FixtureCase): SolverSpec {
  checkFixed(fixture);
  const kind = fixture.text('scheduler');
  const steps = numberOr(fixture, 'steps', 0);
  const stepsOffset = numberOr(fixture, 'stepsOffset', 0);
  const karrasSigmas = fixture.params['karrasSigmas'] === true;
  switch (kind) {
    case 'ddim':
      return {
        kind,
        steps,
        stepsOffset,
        spacing: spacing(fixture, 'leading'),
        setAlphaToOne: fixture.params['setAlphaToOne'] !== false,
        eta: numberOr(fixture, 'eta', 0),
      };
    case 'ddpm':
      choice(fixture, 'varianceType', ['fixed_small'], 'fixed_small');
      return { kind, steps, stepsOffset, spacing: spacing(fixture, 'leading') };
    case 'ddpm-respaced':
      return {
        kind,
        respacing: respacing(fixture),
        fixedVariance:
          fixture.params['varianceType'] === 'fixed_large' ? 'fixed-large' : 'fixed-small',
      };
    case 'dpmsolver++2m':
    case 'euler':
      return { kind, steps, stepsOffset, karrasSigmas, spacing: spacing(fixture, 'linspace') };
    case 'lcm':
      return {
        kind,
        steps,
        originalSteps: numberOr(fixture, 'originalSteps', 50),
        timestepScaling: numberOr(fixture, 'timestepScaling', 10),
      };
    case 'flow-match-euler':
      return {
        kind,
        steps,
        shift: numberOr(fixture, 'shift', 1),
        sigmaSource: choice(fixture, 'sigmaSource', ['default', 'linspace'], 'default'),
      };
    default:
      return refuse(fixture, 'scheduler');
  }
}
