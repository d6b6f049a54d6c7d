import { describe, expect, it } from 'vitest';
import { methods } from '../../../src/methods';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { discoverySchema } from '../../../src/methods/terms/discovery';
import { discoveryRequest } from '../../../src/studio/explore/discoveryRequest';

const sampling = { ...defaultsOf(samplingSchema), imagesPerClass: 10 };
const of = (method: string, parameters: Record<string, number | boolean | string>) =>
  discoveryRequest({ method, parameters, sampling });

describe('what a map is made with', () => {
  it.each(['coda', 'mixed'])('is what the discovery sliders of %s say', (method) => {
    const moved = { nNeighbors: 30, minClusterSize: 12, minSamples: 7, seedCandidates: 4 };
    expect(of(method, moved)).toEqual({ ...moved, space: 'latents', imagesPerClass: 10 });
    expect(of(method, { space: 'pooled' }).space).toBe('pooled');
  });

  it('is what the plan asks for, for every method whose plan searches for cores', () => {
    for (const method of methods) {
      const { id, schema } = method;
      const made = method.plan(defaultsOf(schema), sampling);
      const asked = made.output === 'generated' ? made.targets.cores : undefined;
      if (asked?.kind !== 'coda-cores') continue;
      const { kind: _, count: imagesPerClass, ...settings } = asked;
      expect([id, of(id, {})]).toEqual([id, { ...settings, imagesPerClass }]);
    }
  });

  it('changes with nothing but the search for cores and the number of images', () => {
    const before = of('mixed', { nNeighbors: 15, alignment: 0.05, useMode: false });
    expect(of('mixed', { nNeighbors: 15, alignment: 0.2, useMode: true })).toEqual(before);
    const later = { ...sampling, steps: 3, seed: 7, cfgScale: 1 };
    const same = discoveryRequest({ method: 'mixed', parameters: {}, sampling: later });
    expect(same).toEqual(before);
    const more = { ...sampling, imagesPerClass: 20 };
    expect(discoveryRequest({ method: 'mixed', parameters: {}, sampling: more })).not.toEqual(
      before,
    );
  });

  it('has the anchors of the run where these are no cores', () => {
    expect(of('coda', { anchors: 'cores' })).not.toHaveProperty('anchors');
    expect(of('coda', { anchors: 'kmeans' }).anchors).toEqual({ kind: 'kmeans', seed: 0 });
    const later = { ...sampling, seed: 7 };
    const parameters = { anchors: 'random' };
    expect(discoveryRequest({ method: 'coda', parameters, sampling: later }).anchors).toEqual({
      kind: 'random',
      seed: 7,
    });
  });

  it("is CoDA's defaults for methods without discovery", () => {
    const { anchors: _, ...settings } = defaultsOf(discoverySchema);
    const defaults = { ...settings, imagesPerClass: 10 };
    expect(of('random-real', {})).toEqual(defaults);
  });
});
