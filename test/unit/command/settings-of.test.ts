import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../src/command/settings-of';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { methods } from '../../../src/methods';
import { samplingSchema } from '../../../src/methods/sampling';
import { tinyDescription } from '../../support/tiny-pack';

const pack = parsePack(tinyDescription());
const settings = (set: readonly string[] = [], method = 'coda') =>
  settingsOf({ method, imagesPerClass: 3, seed: 5, set }, pack);

describe('settings from words', () => {
  it('are the defaults of method and pack where nothing is said', () => {
    const { sampling } = settings();
    const { solver, steps, cfgScale } = pack.defaults;
    expect(sampling).toMatchObject({ imagesPerClass: 3, seed: 5, solver, steps, cfgScale });
  });

  it('set parameters of the method and of the sampling, each as its kind', () => {
    const made = settings(['nNeighbors=7', 'steps=4', 'cfgScale=1.5', 'solver=ddim']);
    expect(made.parameters).toMatchObject({ nNeighbors: 7 });
    expect(made.sampling).toMatchObject({ steps: 4, cfgScale: 1.5, solver: 'ddim' });
  });

  it('need no second way to say which of two is meant', () => {
    for (const { id, schema } of methods) {
      const both = Object.keys(schema).filter((name) => Object.hasOwn(samplingSchema, name));
      expect(both, id).toEqual([]);
    }
  });

  it.each([
    ['a value that is none', ['steps'], /says no value/],
    ['an unknown name', ['tempo=3'], /no parameter "tempo".*nNeighbors/],
    ['a text for a number', ['steps=many'], /"Steps" \(steps\) is "many"/],
    ['nothing for a number', ['steps='], /"Steps" \(steps\) is ""/],
    ['a number out of range', ['steps=0'], /from 1 to 250/],
    ['what --ipc says', ['imagesPerClass=7'], /imagesPerClass: --ipc says it/],
    ['what --seed says', ['seed=7'], /seed: --seed says it/],
    ['a name of every object', ['constructor=1'], /no parameter "constructor"/],
  ] as const)('refuse %s', (_, set, message) => {
    expect(() => settings(set)).toThrow(message);
  });

  it('refuse a method that is none, and name all', () => {
    expect(() => settings([], 'magic')).toThrow(/known are coda/);
  });
});
