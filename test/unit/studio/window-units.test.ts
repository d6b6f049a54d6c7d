/** Shares of the schedule in both units, against the schedules of the papers and the shipped pack. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alphasCumprod } from '../../../src/core/diffusion/schedule/betas';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { methods } from '../../../src/methods';
import { parseParameters } from '../../../src/methods/parameters';
import { samplingSchemaFor } from '../../../src/methods/sampling';
import { valueOf } from '../../../src/studio/inspector/parameterValue';
import { findMethod, parametersOf, samplingParameters } from '../../../src/studio/inspector/schema';
import { scheduleSteps } from '../../../src/studio/inspector/scheduleSteps';
import { unitsOf, type WindowContext } from '../../../src/studio/inspector/windowUnits';

const pack = parsePack(JSON.parse(readFileSync('public/packs/stillroom-64/pack.json', 'utf8')));

function context(id: string, changed: object = {}, sampled: object = {}): WindowContext {
  const method = findMethod(id);
  if (method === undefined) throw new Error(id);
  const values = parseParameters(method.schema, changed);
  const sampling = parseParameters(samplingSchemaFor(pack.defaults), sampled);
  return { method, values, sampling, pack, steps: scheduleSteps(sampling, pack) };
}

function said(id: string, name: string, changed: object = {}, sampled: object = {}): string | null {
  const of = context(id, changed, sampled);
  const all = [...parametersOf(of.method.schema), ...samplingParameters(pack)];
  const parameter = all.find((one) => one.id === name);
  if (parameter === undefined) throw new Error(name);
  const value = valueOf(parameter, { ...of.sampling, ...of.values });
  return unitsOf(parameter, Number(value), of);
}

describe('a share of the schedule', () => {
  it('of the training timesteps is the noise that the model was trained with there', () => {
    const bar = alphasCumprod(pack.schedule)[300] ?? 0;
    const level = Number(Math.sqrt((1 - bar) / bar).toPrecision(2));
    expect(said('coda', 'cfgFrom', {}, { cfgFrom: 0.3, cfgTo: 0.8 })).toBe(
      `Timestep 300, noise ${level} times the signal.`,
    );
  });

  it('of the steps is the last step inside, here and in the paper’s run', () => {
    // 48 % of 50 steps are the first 24. Of DiT's 50 of 1000, 999/49 apart from 999 on, the 24th is 530.
    const of = { solver: 'ddim', steps: 50 };
    expect(said('mode-guidance', 'modeEnd', { modeEnd: 0.48 }, of)).toMatch(
      /^Last at step 24 of 50: timestep \d+, noise [\d.]+ times the signal; in the paper's run timestep 530, noise/,
    );
    expect(said('mode-guidance', 'modeEnd', { modeEnd: 0 }, of)).toBe(
      'Acts at no step of this run.',
    );
    const plane = { useAlignment: false, useManifold: true, modeEnd: 0.48 };
    expect(said('mixed', 'modeEnd', plane, of)).toBe(
      said('mode-guidance', 'modeEnd', { modeEnd: 0.48 }, of),
    );
    expect(said('dmgd', 'transportStart', { transportStart: 0.08 }, of)).toMatch(
      /^First at step 5 of 50: timestep /,
    );
  });

  it('says where a start from the core enters', () => {
    // floor(50 * 0.7) = 35 steps are made: the 16th is the first.
    expect(said('coda', 'startStrength', { startStrength: 0.7 }, { steps: 50 })).toMatch(
      /^Starts at step 16 of 50: timestep /,
    );
    expect(said('coda', 'startStrength', { startStrength: 0.05 }, { steps: 10 })).toBe(
      'Leaves no step.',
    );
  });

  it('is said in the paper’s schedule where the window is read by it', () => {
    expect(said('dmgd', 'exploreAbove', { softLabelWindow: 'paper' })).toMatch(
      /^In the paper's schedule timestep \d+, noise [\d.]+ times the signal\.$/,
    );
    expect(said('dmgd', 'exploreAbove')).toMatch(/^Timestep \d+, noise /);
  });

  it('is said for every parameter that is one, and for no other', () => {
    const shares = new Set(['of the steps', 'of the noise', 'of the training timesteps', 'of T']);
    for (const method of methods) {
      const of = context(method.id);
      for (const parameter of [...parametersOf(method.schema), ...samplingParameters(pack)]) {
        const value = Number(valueOf(parameter, { ...of.sampling, ...of.values }));
        const one = unitsOf(parameter, value, of);
        const isShare = 'unit' in parameter && shares.has(parameter.unit);
        const off = parameter.needs !== undefined;
        if (!isShare) expect(one, `${method.id} ${parameter.id}`).toBeNull();
        else if (!off) expect(one, `${method.id} ${parameter.id}`).toMatch(/noise/);
      }
    }
  });
});

describe('the steps of a run', () => {
  it('are made once for equal settings, and anew for others', () => {
    const sampling = parseParameters(samplingSchemaFor(pack.defaults), { steps: 20 });
    const steps = scheduleSteps(sampling, pack);
    expect(scheduleSteps({ ...sampling }, pack)).toBe(steps);
    expect(scheduleSteps({ ...sampling, steps: 30 }, pack)).toHaveLength(30);
    expect(scheduleSteps(sampling, pack)).toEqual(steps);
  });
});
