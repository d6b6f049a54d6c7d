import { hiddenStates, statesOf } from '../../support/hidden-states';
import { describe, expect, it } from 'vitest';
import { createSolver } from '../../../src/core/diffusion/solver/create-solver';
import { buildTerm } from '../../../src/core/guidance/build-term';
import { chainIndicesOfWindow } from '../../../src/core/guidance/window';
import { methodById, methods } from '../../../src/methods';
import type { SamplingSettings } from '../../../src/core/formats/recipe';
import type { GeneratedPlan, ImageInput, Method } from '../../../src/methods/method';
import { defaultsOf, parseParameters } from '../../../src/methods/parameters';
import { samplingSchema, solversFor, solverSpecFor } from '../../../src/methods/sampling';
import { SCHEDULE, SIZE, TOKENS, WIDTH } from '../diffusion/tiny-network';

const sampling = defaultsOf(samplingSchema);

const COUNT = 10;
const found = {
  points: Float32Array.from({ length: COUNT * SIZE }, (_, i) => Math.sin(i)),
  weights: new Float64Array(COUNT).fill(2),
  images: new Int32Array(COUNT),
};

/** The plan of a method whose images are sampled. */
function generated(
  method: Method,
  raw: object = {},
  settings: SamplingSettings = sampling,
): GeneratedPlan {
  const plan = method.plan(raw, settings);
  if (plan.output !== 'generated') throw new Error(`${method.id} generates nothing`);
  return plan;
}

const conditionOf = (value: number) =>
  hiddenStates(new Float32Array(TOKENS * WIDTH).fill(value), TOKENS);

function input(changes: Partial<ImageInput> = {}): ImageInput {
  return {
    className: 'fox',
    image: 3,
    seed: 5,
    targets: { cores: found, modes: found, prototypes: found },
    finished: [],
    condition: conditionOf(0.5),
    otherConditions: [1, 2, 3].map(conditionOf),
    ...changes,
  };
}

describe.each(methods.map((method) => [method.id, method] as const))('%s', (id, method) => {
  it('is found by its id, and its presets and defaults are values of its schema', () => {
    expect(methodById(id)).toBe(method);
    for (const { parameters } of method.presets) {
      expect(() => parseParameters(method.schema, parameters)).not.toThrow();
    }
    for (const parameter of Object.values(method.schema)) {
      expect(parameter.help).not.toBe('');
      expect(parameter.source).not.toBe('');
    }
    expect(method.source.paper).not.toBe('');
  });

  it('makes terms that can be built and that survive the trip to a worker', () => {
    const plan = method.plan({}, sampling);
    const terms = plan.output === 'generated' ? plan.terms(input()) : [];
    for (const term of terms) {
      const arrived = structuredClone(term);
      expect(arrived).toEqual(term);
      expect(() =>
        buildTerm(arrived, {
          timesteps: [900, 500, 100],
          trainTimesteps: 1000,
          hasPosteriorMean: true,
          latentSize: SIZE,
          conditionShapes: { hidden: [TOKENS, WIDTH] },
        }),
      ).not.toThrow();
    }
  });

  it('refuses a parameter that it does not have', () => {
    expect(() => method.plan({ nonsense: 1 }, sampling)).toThrow(/no parameter "nonsense"/);
  });
});

describe('CoDA', () => {
  const coda = methodById('coda');
  it('asks for one core an image and pulls image j to core j', () => {
    const plan = generated(coda, { nNeighbors: 85, minClusterSize: 55 });
    expect(plan.targets.cores).toEqual({
      kind: 'coda-cores',
      count: 10,
      nNeighbors: 85,
      minClusterSize: 55,
      minSamples: 3,
      seedCandidates: 3,
      space: 'latents',
    });
    const given = input();
    expect(plan.terms(given)).toEqual([
      {
        kind: 'coda-alignment',
        gamma: 0.06,
        weight: 'run',
        window: { start: 0, end: 0.5 },
        representative: found.points.slice(3 * SIZE, 4 * SIZE),
      },
    ]);
  });
  it("has the script's values, the parser's defaults and what was chosen for a pack as presets", () => {
    const presets = new Map(coda.presets.map(({ id, ...preset }) => [id, preset]));
    expect(presets.get('script')).toEqual({
      label: 'CoDA script',
      parameters: {
        alignment: 0.05,
        guidedShare: 0.9,
        alignmentWeight: 'step',
        nNeighbors: 85,
        minClusterSize: 55,
      },
    });
    expect(presets.get('parser')).toEqual({
      label: "CoDA parser's defaults",
      parameters: {
        alignment: 0.1,
        guidedShare: 1,
        alignmentWeight: 'step',
        nNeighbors: 15,
        minClusterSize: 5,
      },
    });
    // A fresh page shows the name of what it starts with.
    const defaults = defaultsOf(coda.schema);
    const first = presets.get('follows-core');
    expect(first?.pack).toBe('stillroom-64');
    for (const [name, value] of Object.entries(first?.parameters ?? {})) {
      expect([name, defaults[name]]).toEqual([name, value]);
    }
    const inMixed = methodById('mixed').presets;
    expect(inMixed.find(({ id }) => id === 'coda')?.parameters).toMatchObject(
      presets.get('script')?.parameters ?? {},
    );
  });
  it('says how many cores there are when an image has none', () => {
    const plan = generated(coda);
    expect(() => plan.terms(input({ image: 10 }))).toThrow(
      /Image 11 of "fox" has no target of its own: the class gave 10/,
    );
  });
  it('names its sliders as the page does, and notices what they will not do', () => {
    expect(coda.schema['alignment']?.label).toBe('Alignment');
    expect(coda.schema['guidedShare']?.label).toBe('Guided share');
    expect(coda.notices({}, sampling, [])).toEqual([]);
    expect(coda.notices({}, { ...sampling, cfgScale: 1 }, [])[0]).toMatch(/CFG scale of 1/);
    expect(coda.notices({ alignment: 0 }, sampling, [])[0]).toMatch(/not pulled/);
    expect(coda.notices({ guidedShare: 0 }, sampling, [])[0]).toMatch(/no step/);
    const step = (timestep: number, sigma: number) => ({ timestep, sigma, guidanceScale: 5 });
    const falling = Array.from({ length: 25 }, (_, i) => step(1000 - 40 * i, 1 - 0.04 * i));
    const late = { start: 'core', startStrength: 0.4, guidedShare: 0.6 };
    expect(coda.notices(late, sampling, falling)[0]).toMatch(
      /^No step .* after 60 % .* ends at 60 %/,
    );
    expect(coda.notices({ ...late, startStrength: 0.5 }, sampling, falling)).toEqual([]);
    // The first 12 of 25 steps are pulled, and the last 12 made: from step 13 on.
    const apart = { start: 'core', startStrength: 0.5, guidedShare: 0.51 };
    expect(coda.notices(apart, sampling, falling)[0]).toMatch(/^No step /);
    const steps = [step(900, 10), step(500, 2), step(1, 0.1)];
    // 5 x 0.2 x 10 of the way in the first half of the steps.
    expect(coda.notices({ alignment: 0.2 }, sampling, steps)[0]).toMatch(
      /CFG scale x alignment is 1, and .* is 0\.5\. In 1 of 3 steps .* 10\.0 times/,
    );
    expect(coda.notices({ alignment: 0.1 }, sampling, steps)).toEqual([]);
  });
});

describe('DMGD', () => {
  const dmgd = methodById('dmgd');
  it('makes images in a row, each seeing the finished ones', () => {
    const finished = [new Float64Array(SIZE).fill(1)];
    const plan = generated(dmgd);
    expect(plan.sequential).toBe(true);
    const transport = plan.terms(input({ finished })).find((term) => term.kind === 'transport');
    expect(transport?.memory).toBe(finished);
  });
  it("has the README's strength on ImageNette and the parser's default as presets", () => {
    const strength = (id: string) =>
      dmgd.presets.find((preset) => preset.id === id)?.parameters['transportStrength'];
    expect(strength('official-nette')).toBe(0.05);
    expect(strength('parser')).toBe(0.5);
    expect(strength('normalised')).toBe(0.05);
    expect(dmgd.schema['transportStrength']?.source).toMatch(/README .*0\.05.*parser.*0\.5/);
  });
  it('has the published windows: indices 30 to 45 of 50', () => {
    const [, transport] = generated(dmgd).terms(input());
    expect(transport && chainIndicesOfWindow(transport.window, 50)).toEqual({ low: 30, high: 45 });
  });
  it('draws one other class an image, and none from a collection of one', () => {
    const plan = generated(dmgd);
    const other = (changes: Partial<ImageInput>) => {
      const term = plan.terms(input(changes))[0];
      if (term?.kind !== 'soft-label') throw new Error('no soft label');
      return term;
    };
    expect(other({})).toEqual(other({}));
    const drawn = new Set(
      Array.from(
        { length: 40 },
        (_, image) => statesOf(other({ image: image % 10, seed: image }).otherClass)[0],
      ),
    );
    expect(drawn).toEqual(new Set([1, 2, 3]));
    expect(other({ otherConditions: [] }).labelWeight).toBe(0);
  });
  it('refuses windows out of order', () => {
    const plan = generated(dmgd, { transportStart: 0.5, transportEnd: 0.3 });
    expect(() => plan.terms(input())).toThrow(/start must come first/);
    const labels = generated(dmgd, { exploreAbove: 0.3, refineBelow: 0.6 });
    expect(() => labels.terms(input())).toThrow(/exploration comes first/);
  });
  it('asks for the target that approximates the class', () => {
    const targets = (raw: object) => generated(dmgd, raw).targets.prototypes;
    expect(targets({})).toEqual({ kind: 'kmeans', clusters: 10 });
    expect(targets({ transportTarget: 'mean' })).toEqual({ kind: 'mean' });
    expect(targets({ transportTarget: 'density-sample', prototypes: 4 })).toMatchObject({
      count: 4,
    });
  });
});

describe('mode guidance', () => {
  it('acts at indices above 25 of 50', () => {
    const [term] = generated(methodById('mode-guidance')).terms(input());
    expect(term && chainIndicesOfWindow(term.window, 50)).toEqual({ low: 26, high: 49 });
  });
});

describe('manifold guidance', () => {
  const manifold = methodById('manifold');
  it('acts about the centre that mode guidance pulls to, found by splitting', () => {
    const plan = generated(manifold);
    expect(plan.targets).toEqual({ modes: { kind: 'hierarchical', clusters: 10 } });
    const [mode, plane] = plan.terms(input());
    if (mode?.kind !== 'mode-guidance' || plane?.kind !== 'manifold-guidance') throw new Error();
    expect(plane.centre).toEqual(mode.mode);
    expect(plane.window).toEqual(mode.window);
    expect(plane).toMatchObject({ variant: 'code', strength: 0.1, radius: 0.05, dimensions: 3 });
  });
  it('projects mode guidance of its own strength in the paper’s variant', () => {
    const raw = { manifoldVariant: 'paper', modeStrength: 0.3 };
    const plane = generated(manifold, raw).terms(input())[1];
    expect(plane).toMatchObject({ variant: 'paper', strength: 0.3, form: 'clean' });
    // Nothing to project where mode guidance is off.
    const mixed = { useAlignment: false, useManifold: true, manifoldVariant: 'paper' };
    const [alone] = generated(methodById('mixed'), mixed).terms(input());
    expect(alone).toMatchObject({ kind: 'manifold-guidance', strength: 0 });
  });
});

describe('mixed terms', () => {
  const mixed = methodById('mixed');
  const preset = (id: string) => mixed.presets.find((known) => known.id === id)?.parameters ?? {};

  it.each([
    ['coda', 'coda', 'script'],
    ['dmgd', 'dmgd', 'official-nette'],
    ['mgd3', 'mode-guidance', 'paper'],
    ['manifold', 'manifold', 'code'],
    ['plain', 'plain', null],
  ])('with the preset %s make the terms and targets of %s', (id, method, own) => {
    const plan = generated(mixed, preset(id));
    const published = methodById(method).presets.find((known) => known.id === own);
    const alone = generated(methodById(method), published?.parameters);
    expect(plan.targets).toEqual(alone.targets);
    expect(plan.sequential).toBe(alone.sequential);
    expect(plan.terms(input())).toEqual(alone.terms(input()));
  });

  it('all act together, each on its own targets', () => {
    const on = { useAlignment: true, useMode: true, useTransport: true, useSoftLabel: true };
    const plan = generated(mixed, { ...on, useManifold: true });
    expect(Object.keys(plan.targets)).toEqual(['cores', 'modes', 'prototypes']);
    expect(plan.terms(input()).map(({ kind }) => kind)).toEqual([
      'soft-label',
      'coda-alignment',
      'mode-guidance',
      'manifold-guidance',
      'transport',
    ]);
  });
});

describe('D4M-style', () => {
  it('starts each image from its centroid at the published strength', () => {
    const { start, targets } = generated(methodById('d4m'));
    expect(start?.strength).toBe(0.7);
    expect(targets).toEqual({ modes: { kind: 'kmeans', clusters: 10 } });
    expect(start?.latent(input())).toEqual(found.points.slice(3 * SIZE, 4 * SIZE));
  });
});

describe('solvers by name', () => {
  it('all run the networks that they are offered for, with the steps asked for', () => {
    for (const prediction of ['epsilon', 'v', 'flow'] as const) {
      for (const solver of solversFor(prediction)) {
        const built = createSolver(solverSpecFor({ solver, steps: 12 }), SCHEDULE, prediction);
        expect(built.steps).toHaveLength(12);
      }
    }
    expect(solversFor('flow')).toEqual(['flow-match-euler']);
  });
  it('keep to what a pack’s scheduler fixes', () => {
    const defaults = { spacing: 'trailing', stepsOffset: 0, setAlphaToOne: true } as const;
    expect(solverSpecFor({ solver: 'ddim', steps: 7 }, defaults)).toEqual({
      kind: 'ddim',
      steps: 7,
      eta: 0,
      ...defaults,
    });
    const lcm = { originalSteps: 40, timestepScaling: 5 };
    expect(solverSpecFor({ solver: 'lcm', steps: 4 }, lcm)).toEqual({
      kind: 'lcm',
      steps: 4,
      ...lcm,
    });
  });
  it('say when LCM has fewer steps to give', () => {
    expect(() => solverSpecFor({ solver: 'lcm', steps: 60 })).toThrow(/cannot take 60/);
  });
});

it('a method that does not exist is named', () => {
  expect(() => methodById('gan')).toThrow(/no method "gan"/);
});
