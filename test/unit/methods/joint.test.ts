import { describe, expect, it } from 'vitest';
import { methodById } from '../../../src/methods';
import type { GeneratedPlan, ImageInput } from '../../../src/methods/method';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { hiddenStates } from '../../support/hidden-states';

const COUNT = 3;
const SIZE = 4;
const sampling = { ...defaultsOf(samplingSchema), imagesPerClass: COUNT };
const joint = methodById('joint');

const cores = {
  points: Float32Array.from({ length: COUNT * SIZE }, (_, i) => i),
  weights: new Float64Array(COUNT).fill(1),
  images: Int32Array.from([4, 5, 6]),
};
const mean = {
  points: Float64Array.of(1, 2, 3, 4),
  weights: Float64Array.of(1),
  images: Int32Array.of(-1),
};
const targets = { cores, prototypes: mean };

const input: ImageInput = {
  className: 'fox',
  image: 1,
  seed: 5,
  targets,
  finished: [],
  condition: hiddenStates(new Float32Array(6), 2),
  otherConditions: [],
};

function planned(parameters: object): GeneratedPlan {
  const plan = joint.plan(parameters, sampling);
  if (plan.output !== 'generated') throw new Error('generates nothing');
  return plan;
}

describe('a plan of images that are denoised together', () => {
  it('pulls each image to its own core as CoDA does under the same settings', () => {
    const settings = { alignment: 0.07, guidedShare: 0.8, nNeighbors: 9, minClusterSize: 4 };
    const plan = planned({ ...settings, useAlignment: true, useMode: false });
    const coda = methodById('coda').plan(settings, sampling);
    if (coda.output !== 'generated') throw new Error('generates nothing');
    expect(plan.terms(input)).toEqual(coda.terms(input));
    expect(plan.targets.cores).toEqual(coda.targets.cores);
  });

  it('pulls each image to its own centroid as mode guidance does under the same settings', () => {
    const settings = { modeStrength: 0.2, modeEnd: 0.4 };
    const plan = planned({ ...settings, useAlignment: false, useMode: true });
    const mode = methodById('mode-guidance').plan(settings, sampling);
    if (mode.output !== 'generated') throw new Error('generates nothing');
    const own = { ...input, targets: { modes: cores, prototypes: mean } };
    expect(plan.terms(own)).toEqual(mode.terms(own));
    expect(plan.targets).toEqual({ modes: mode.targets.modes, prototypes: { kind: 'mean' } });
  });

  it.each([
    [{ useAlignment: true, useMode: true }, 'cores'],
    [{ useAlignment: false, useMode: true }, 'modes'],
    [{ useAlignment: false, useMode: false }, 'starts'],
  ])('starts with %o from its %s where it does not start from noise', (on, role) => {
    const plan = planned({ ...on, start: 'core' });
    expect(Object.keys(plan.targets)).toContain(role);
    const own = {
      ...input,
      targets: { ...targets, [role]: { ...cores, points: cores.points.map((v) => -v) } },
    };
    expect(plan.start?.latent(own)).toEqual(Float32Array.of(-4, -5, -6, -7));
  });

  it('has both joint terms in one window, the mean of the class with one', () => {
    const plan = planned({ repulsion: 0.1, meanMatching: 0.4, jointStart: 0.1, jointEnd: 0.6 });
    const window = { start: 0.1, end: 0.6 };
    expect(plan.targets.prototypes).toEqual({ kind: 'mean' });
    expect(plan.joint?.(targets)).toEqual([
      { kind: 'repulsion', strength: 0.1, window },
      { kind: 'mean-matching', strength: 0.4, window, mean: mean.points },
    ]);
    expect(plan.sequential).toBe(false);
  });

  it('looks for nothing that it does not use', () => {
    const plan = planned({ useMode: false, meanMatching: 0, repulsion: 0.1 });
    expect(plan.targets).toEqual({});
    expect(plan.terms({ ...input, targets: {} })).toEqual([]);
    expect(plan.joint?.({})).toMatchObject([{ kind: 'repulsion' }]);
  });

  it('refuses a window that ends before it starts', () => {
    const plan = planned({ jointStart: 0.6, jointEnd: 0.5 });
    expect(() => plan.joint?.(targets)).toThrow('The joint window starts at 0.6 and ends at 0.5');
  });
});

describe('what is said of settings that do nothing', () => {
  const steps = Array.from({ length: 8 }, (_, i) => ({
    timestep: 900 - 100 * i,
    sigma: 8 - i,
    guidanceScale: 5,
  }));
  const told = (parameters: object, imagesPerClass = COUNT) =>
    joint.notices(parameters, { ...sampling, imagesPerClass }, steps).join(' ');

  it('names terms of strength 0, a window without a step, and a class of one image', () => {
    expect(told({ repulsion: 0, meanMatching: 0 })).toContain('images do not see each other');
    expect(told({ jointStart: 0.5, jointEnd: 0.5 })).toContain('The joint window holds no step');
    expect(told({ repulsion: 0.1 }, 1)).toContain('has none that it could be moved away from');
    expect(told({ repulsion: 0.1, meanMatching: 0.5 })).not.toContain('holds no step');
    expect(told({ meanMatching: 0.5 }, 1)).toContain('to the mean of the class, which is a blur');
    expect(told({ meanMatching: 0.5 }, 2)).not.toContain('blur');
    expect(told({ repulsion: 0.1, meanMatching: 0 }, 1)).not.toContain('blur');
  });
});
