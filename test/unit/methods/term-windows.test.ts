import { describe, expect, it } from 'vitest';
import { createSolver } from '../../../src/core/diffusion/solver/create-solver';
import { scaleAt } from '../../../src/core/diffusion/guidance-scale';
import { PAPER_SCHEDULES } from '../../../src/core/guidance/paper-schedule';
import type { SamplingSettings } from '../../../src/core/formats/recipe';
import type { NoiseSchedule } from '../../../src/core/diffusion/types';
import { methodById } from '../../../src/methods';
import type { ScheduledStep } from '../../../src/methods/method';
import { defaultsOf } from '../../../src/methods/parameters';
import { intervalOf, samplingSchema, solverSpecFor } from '../../../src/methods/sampling';
import { windowSchedule, windowsInUnits } from '../../../src/methods/term-windows';

const DIT: NoiseSchedule = {
  trainTimesteps: 1000,
  betas: 'linear',
  betaStart: 1e-4,
  betaEnd: 0.02,
};
const STABLE: NoiseSchedule = {
  trainTimesteps: 1000,
  betas: 'scaled_linear',
  betaStart: 0.00085,
  betaEnd: 0.012,
};
const sampling: SamplingSettings = { ...defaultsOf(samplingSchema), cfgScale: 3, cfgTo: 0.8 };
const paper = { ...defaultsOf(samplingSchema), solver: 'ddpm-respaced', steps: 50 } as const;

function stepsOf(settings: SamplingSettings, schedule: NoiseSchedule): ScheduledStep[] {
  const { steps } = createSolver(solverSpecFor(settings), schedule, 'epsilon');
  return steps.map(({ timestep, sigma }) => ({
    timestep,
    sigma,
    guidanceScale: scaleAt(settings.cfgScale, timestep, 1000, intervalOf(settings)),
  }));
}

describe('windows in both units', () => {
  it('of DMGD are its paper’s under its paper’s schedule', () => {
    const schedule = windowSchedule(stepsOf(paper, DIT), paper);
    const [labels, transport] = windowsInUnits(methodById('dmgd').windows({}), schedule);
    expect(labels?.here).toEqual(labels?.inPaper);
    expect(transport?.here).toEqual(transport?.inPaper);
    // Soft labels above t = 500, transport at chain indices 45 to 30.
    expect(labels?.here?.timesteps).toEqual({ from: 999, to: 510 });
    expect(transport?.here?.timesteps).toEqual({ from: 917, to: 612 });
  });

  it('are elsewhere in noise under Stable Diffusion’s schedule, unless they are read by noise', () => {
    const schedule = windowSchedule(stepsOf(sampling, STABLE), sampling);
    const at = (raw: object) => windowsInUnits(methodById('dmgd').windows(raw), schedule)[1];
    const moved = at({});
    expect(moved?.here?.levels.to).toBeLessThan((moved?.inPaper?.levels.to ?? 0) / 2);
    const same = at({ transportWindow: 'paper' });
    // Down to the step before DiT's index 29, whose noise the window ends above.
    expect(same?.here?.levels.to).toBeGreaterThan(PAPER_SCHEDULES['dit-50']().levels[20] ?? 0);
    expect(same?.here?.first).toBe(0);
  });

  it('are none where a term does nothing', () => {
    expect(
      methodById('dmgd').windows({ transportStrength: 0, labelNoise: 0, otherLabel: 0 }),
    ).toEqual([]);
    expect(methodById('coda').windows({ alignment: 0 })).toEqual([]);
  });

  it('of CoDA stop where its script stops', () => {
    const run = { ...defaultsOf(samplingSchema) };
    const schedule = windowSchedule(stepsOf(run, STABLE), run);
    const [own] = windowsInUnits(methodById('coda').windows({ guidedShare: 0.9 }), schedule);
    expect(own?.here).toMatchObject({ first: 0, last: 21 });
    expect(own?.inPaper).toEqual(own?.here);
  });
});

describe('notices of DMGD', () => {
  const dmgd = methodById('dmgd');
  const notices = (raw: object, settings: SamplingSettings, schedule: NoiseSchedule) =>
    dmgd.notices(raw, settings, stepsOf(settings, schedule));

  it('say in numbers that windows fall on other noise levels, and nothing under the paper’s schedule', () => {
    const found = notices({}, sampling, STABLE).join('\n');
    expect(found).toMatch(
      /Optimal transport acts at steps 3 to 10 of 25: timestep \d+ to \d+, noise/,
    );
    expect(found).toMatch(
      /In the paper's schedule it is timestep 917 to 612, noise 71 to 6\.7 times/,
    );
    expect(notices({}, { ...paper, cfgScale: 4 }, DIT).join('\n')).not.toMatch(/paper's schedule/);
  });

  it('count the steps at which soft labels act outside the CFG interval', () => {
    const steps = stepsOf(sampling, STABLE);
    const above = steps.filter(({ timestep }) => timestep > 800).length;
    const acting = steps.filter(({ timestep }) => timestep > 500).length;
    expect(notices({}, sampling, STABLE).join('\n')).toContain(
      `In ${above} of the ${acting} steps with a soft label the CFG scale is 1`,
    );
    const everywhere = { ...sampling, cfgTo: 1 };
    expect(notices({}, everywhere, STABLE).join('\n')).not.toMatch(/CFG scale is 1/);
  });

  it('print the share of the official step, which is inert, and are silent on the normalised one', () => {
    const said = notices({}, { ...paper, cfgScale: 4 }, DIT).join('\n');
    // 0.05 sqrt(1 + 71^2) / 4096 = 0.09 %, and a tenth of it for the tenth image.
    expect(said).toMatch(/at most about 0\.09 % .*first image .* 0\.009 % for image 10/);
    expect(notices({ transportStep: 'normalised' }, sampling, STABLE).join('\n')).not.toMatch(
      /inert/,
    );
    expect(notices({ transportStrength: 0 }, sampling, STABLE).join('\n')).toMatch(/not moved/);
  });
});

describe('notices of mode guidance', () => {
  it('say where the window lies and how far the noise form pulls', () => {
    const method = methodById('mode-guidance');
    const found = method.notices({}, sampling, stepsOf(sampling, STABLE)).join('\n');
    expect(found).toMatch(/Mode guidance acts at steps 1 to 12 of 25/);
    // 0.1 x 14.6^2 / sqrt(1 + 14.6^2) = 1.46 times the way.
    expect(found).toMatch(/first pull goes 1\.5 times the way/);
    const clean = method.notices({ modeForm: 'clean' }, sampling, stepsOf(sampling, STABLE));
    expect(clean.join()).not.toMatch(/times the way/);
    expect(method.notices({}, paper, stepsOf(paper, DIT))).toEqual([]);
  });
});

describe('notices under a flow', () => {
  const flow = { ...defaultsOf(samplingSchema), solver: 'flow-match-euler' } as const;
  const { steps } = createSolver(solverSpecFor(flow), STABLE, 'flow');
  const scheduled = steps.map((step) => ({ ...step, guidanceScale: 5 }));

  it('say that its first step is noise alone', () => {
    const [said] = methodById('mode-guidance').notices({}, flow, scheduled);
    expect(said).toMatch(/timestep 1000 to \d+, noise alone to [\d.]+ times the signal\. In/);
  });

  it('say how far the noise form pulls there', () => {
    // lambda s^2 / (1 - s), with a signal of 0.068 at least: 0.1 / 0.068 at s = 1.
    const said = (raw: object) => methodById('mode-guidance').notices(raw, flow, scheduled).join();
    expect(said({})).toMatch(/first pull goes 1\.5 times the way to the centre, lambda s\^2/);
    const { sigma = 0 } = scheduled[13] ?? {};
    const times = ((0.1 * sigma ** 2) / (1 - sigma)).toPrecision(2);
    expect(said({ start: 'core', startStrength: 0.5, modeEnd: 1 })).toContain(
      `first pull goes ${times} times the way`,
    );
  });

  it('call the official transport inert there too, whose slope does not grow with the noise', () => {
    // 0.05 / 4096 = 0.001 % for the first image, and a tenth of it for the tenth.
    expect(methodById('dmgd').notices({}, flow, scheduled).join('\n')).toMatch(
      /at most about 0\.001 % .*first image .* 0\.0001 % for image 10/,
    );
  });
});

describe('windows of images that start from their cores', () => {
  // 25 steps from a strength of 0.5: floor(12.5) are made, from index 13 on.
  const late = { start: 'core', startStrength: 0.5 } as const;
  const steps = stepsOf(sampling, STABLE);
  const schedule = windowSchedule(steps, sampling);
  const here = (id: string, raw: object) =>
    windowsInUnits(methodById(id).windows(raw), schedule).map((one) => one.here);

  it('begin with the first step that is made, in the paper’s run with its own', () => {
    const raw = { ...late, modeEnd: 0.8 };
    expect(here('mode-guidance', raw)).toMatchObject([{ first: 13, last: 19 }]);
    const [own] = windowsInUnits(methodById('mode-guidance').windows(raw), schedule);
    expect(own?.inPaper?.first).toBe(0);
    expect(here('coda', { ...late, guidedShare: 0.8 })).toMatchObject([{ first: 13, last: 19 }]);
    expect(here('joint', { ...late, jointEnd: 0.8 })[0]).toMatchObject({ first: 13, last: 19 });
  });

  it.each([
    ['mode-guidance', {}, 'Mode guidance acts at no step of this run.'],
    ['manifold', {}, 'Mode guidance acts at no step of this run.'],
    [
      'mixed',
      { useAlignment: false, useManifold: true },
      'Manifold guidance acts at no step of this run.',
    ],
    ['dmgd', {}, 'Optimal transport acts at no step of this run.'],
    ['joint', { jointEnd: 0.5 }, 'The joint window holds no step that is made.'],
  ])('of %s are said to hold none where all their steps lie before it', (id, raw, said) => {
    const method = methodById(id);
    expect(method.notices({ ...raw, ...late }, sampling, steps)).toContain(said);
    expect(method.notices(raw, sampling, steps)).not.toContain(said);
  });

  it('hold none where the start leaves no step', () => {
    const ten = windowSchedule(steps.slice(0, 10), sampling);
    const raw = { start: 'core', startStrength: 0.05, modeEnd: 1 };
    expect(here('mode-guidance', raw)).toMatchObject([{ first: 24, last: 24 }]);
    expect(windowsInUnits(methodById('mode-guidance').windows(raw), ten)[0]?.here).toBeNull();
  });

  it('are counted from there where alignment goes past the core', () => {
    const raw = { ...late, alignment: 0.5, guidedShare: 0.8, alignmentWeight: 'run' };
    // w gamma sigma = 3 x 0.5 sigma.
    const past = steps.filter(({ sigma }, index) => index >= 13 && 1.5 * sigma > 1);
    expect(past.length).toBeGreaterThan(0);
    const [said] = methodById('coda').notices(raw, sampling, steps);
    expect(said).toContain(
      `In ${past.length} of 25 steps it goes past the core, up to ${(1.5 * (past[0]?.sigma ?? 0)).toFixed(1)} times`,
    );
  });
});
