import { describe, expect, it } from 'vitest';
import { methodById, methods } from '../../../src/methods';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { standing } from '../../../src/methods/standing';
import type { SamplingSettings } from '../../../src/core/formats/recipe';

const defaults = defaultsOf(samplingSchema);

/** The sampling of a method's paper. */
function paperSampling(id: string): SamplingSettings {
  return { ...defaults, ...methodById(id).officialSampling };
}

/** What a code does that is not its method's default here. */
const PUBLISHED: Readonly<Record<string, object>> = { dmgd: { transportLatents: 'samples' } };

function of(id: string, raw: object = {}, sampling: object = {}) {
  return standing(
    methodById(id),
    { ...PUBLISHED[id], ...raw },
    { ...paperSampling(id), ...sampling },
  );
}

describe('the badge', () => {
  it.each(['coda', 'dmgd', 'mode-guidance', 'manifold'])(
    'of %s is official under its paper’s own sampling, with every published preset',
    (id) => {
      expect(of(id)).toEqual({
        kind: 'official',
        label: 'Official terms and sampler',
        differences: [],
        paperSampling: null,
      });
    },
  );

  it('is official terms, our sampler, with the paper’s beside it, where the sampling is another', () => {
    const found = of('coda', { alignmentWeight: 'step' }, { cfgScale: 3, cfgTo: 0.8 });
    expect(found.kind).toBe('official-terms');
    expect(found.label).toBe('Official terms, our sampler');
    expect(found.differences).toEqual([
      'CFG 3, paper: CFG 5',
      'CFG from 0 to 0.8 of the noise, paper: CFG at every step',
    ]);
    expect(found.paperSampling).toEqual(methodById('coda').officialSampling);
    expect(of('dmgd', {}, { steps: 25 }).differences).toEqual(['25 steps, paper: 50 steps']);
  });

  it('does not depend on numbers: a paper’s method stays itself under another strength', () => {
    expect(of('coda', { alignment: 0.3, guidedShare: 0.5 }).kind).toBe('official');
    expect(of('coda', { alignmentWindow: 'paper' }).kind).toBe('official');
    expect(of('dmgd', { transportStrength: 1.7, labelNoise: 0.9 }).kind).toBe('official');
  });

  it('is our port where the pull of CoDA keeps the weight of a run in which CFG does not hold at every step', () => {
    expect(of('coda', { alignmentWeight: 'run' }).kind).toBe('official');
    const found = of('coda', { alignmentWeight: 'run' }, { cfgTo: 0.8 });
    expect(found.kind).toBe('port');
    expect(found.differences[0]).toMatch(/^Weight of the pull/);
  });

  it.each([
    ['coda', { start: 'core' }, /Start: Core/],
    ['coda', { anchors: 'kmeans' }, /Anchors: Nearest to k-means/],
    ['coda', { condition: 'none' }, /Condition: None/],
    ['dmgd', { transportStep: 'normalised' }, /Transport step: Normalised/],
    ['dmgd', { labelWeights: 'relative' }, /Label weights/],
    ['dmgd', { transportTarget: 'density-sample' }, /Target/],
    ['dmgd', { transportLatents: 'means' }, /Latents: Posterior means/],
    ['mode-guidance', { modeCentres: 'hierarchical' }, /ManifoldGD/],
    ['manifold', { manifoldVariant: 'paper' }, /projection/],
  ])('of %s is our port with %j', (id, raw, reason) => {
    const found = of(id, raw);
    expect(found.kind).toBe('port');
    expect(found.differences.join()).toMatch(reason);
  });

  it('is our port where a solver has no posterior for the published form', () => {
    for (const id of ['mode-guidance', 'dmgd', 'manifold']) {
      const found = of(id, {}, { solver: 'dpmsolver++2m' });
      expect(found.kind).toBe('port');
      expect(found.paperSampling).not.toBeNull();
    }
    expect(of('mode-guidance', {}, { solver: 'ddpm' }).kind).toBe('official-terms');
    // ManifoldGD's code has a form for DDIM too, on the clean latent.
    expect(of('manifold', {}, { solver: 'ddim-respaced' }).kind).toBe('official-terms');
    expect(of('coda', {}, { solver: 'ddim' }).kind).toBe('port');
    expect(of('coda', {}, { solver: 'euler' }).kind).toBe('official-terms');
  });

  it('of the others says what they are, whatever the sampling is', () => {
    for (const method of methods.filter(({ status }) => status !== 'official')) {
      expect(standing(method, {}, defaults)).toMatchObject({ kind: method.status });
    }
  });
});
