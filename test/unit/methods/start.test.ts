import { hiddenStates } from '../../support/hidden-states';
import { describe, expect, it } from 'vitest';
import { methodById, methods } from '../../../src/methods';
import type { GeneratedPlan, ImageInput } from '../../../src/methods/method';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import type { ClassTargets, TargetRole } from '../../../src/methods/targets';
import { allTerms, lastLatents, request, run, SOLVERS } from '../diffusion/tiny-network';

const sampling = defaultsOf(samplingSchema);

function planOf(id: string, raw: object = {}): GeneratedPlan {
  const plan = methodById(id).plan(raw, sampling);
  if (plan.output !== 'generated') throw new Error(`${id} generates nothing`);
  return plan;
}

/** Targets whose points say which role they are of. */
function found(value: number): ClassTargets {
  return {
    points: new Float32Array(40).fill(value),
    weights: new Float64Array(10).fill(1),
    images: new Int32Array(10),
  };
}

const values: Record<TargetRole, number> = { cores: 1, modes: 2, prototypes: 3, starts: 4 };
const input: ImageInput = {
  className: 'fox',
  image: 2,
  seed: 0,
  targets: Object.fromEntries(Object.entries(values).map(([role, v]) => [role, found(v)])),
  finished: [],
  condition: hiddenStates(new Float32Array(4)),
  otherConditions: [],
};

const generated = methods
  .filter((method) => method.plan({}, sampling).output === 'generated')
  .map(({ id }) => id);

describe('the start', () => {
  it.each(generated)(
    'of %s is noise under the class’s prompt by default, D4M’s its centroid',
    (id) => {
      const { start, condition, targets } = planOf(id);
      expect(condition).toBe('class');
      expect(targets.starts).toBeUndefined();
      if (id === 'd4m') expect(start?.strength).toBe(0.7);
      else expect(start).toBeNull();
    },
  );

  it.each([
    ['coda', 'cores'],
    ['mode-guidance', 'modes'],
    ['manifold', 'modes'],
    ['dmgd', 'starts'],
    ['plain', 'starts'],
    ['mixed', 'cores'],
  ] as const)('of %s from the core is the target of the role %s', (id, role) => {
    const { start, targets } = planOf(id, { start: 'core', startStrength: 0.4 });
    expect(start?.strength).toBe(0.4);
    expect([...(start?.latent(input) ?? [])]).toEqual(
      Array.from({ length: 4 }, () => values[role]),
    );
    expect(targets[role]).toBeDefined();
    const own = { kind: 'nearest-to-kmeans', count: 10 };
    expect(targets.starts).toEqual(role === 'starts' ? own : undefined);
  });

  it('of mixed terms without alignment is the centre, and without both a real image', () => {
    const off = { useAlignment: false, start: 'core' };
    expect(planOf('mixed', { ...off, useMode: true }).start?.latent(input)[0]).toBe(values.modes);
    expect(planOf('mixed', off).start?.latent(input)[0]).toBe(values.starts);
  });

  it.each(generated)('of %s can do without a condition', (id) => {
    expect(planOf(id, { condition: 'none' }).condition).toBe('none');
    if (id === 'd4m') return;
    const notices = methodById(id).notices({ condition: 'none' }, sampling, []);
    expect(notices.join('\n')).toMatch(/nothing to prefer/);
  });

  it('says without a condition which terms the CFG scale still acts on', async () => {
    const acts = { 'coda-alignment': 'alignment', 'soft-label': 'the soft label' };
    const [solver] = SOLVERS;
    if (solver === undefined) throw new Error('no solver');
    for (const terms of [[], ...allTerms(0, 1).map((term) => [term])]) {
      const one = { className: 'fox', image: 0, terms };
      const under = async (guidanceScale: number) => {
        const { nullCondition: condition, ...asked } = request(solver, [one], { guidanceScale });
        const images = [{ ...one, condition }];
        return lastLatents(await run({ ...asked, nullCondition: condition, images }));
      };
      const [low, high] = [await under(3), await under(6)];
      const [kind] = terms.map((term) => term.kind);
      const moved = kind !== undefined && Object.keys(acts).includes(kind);
      expect(
        low.some((value, i) => value !== high[i]),
        kind,
      ).toBe(moved);
    }
    const [said] = methodById('plain').notices({ condition: 'none' }, sampling, []);
    expect(said).toContain(`its scale acts on ${Object.values(acts).join(' and ')} alone.`);
  });
});
