/** What a preset says of itself is no warning; what other values bring is one. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { methodById, methods } from '../../../src/methods';
import { defaultsOf } from '../../../src/methods/parameters';
import { intervalParameters, samplingSchema } from '../../../src/methods/sampling';
import { saidOfMethod } from '../../../src/studio/inspector/methodNotices';

const pack = parsePack(JSON.parse(readFileSync('public/packs/stillroom-64/pack.json', 'utf8')));
const { solver, steps, cfgScale, cfgInterval } = pack.defaults;
const own = { solver, steps, cfgScale, ...intervalParameters(cfgInterval) };
const sampling = { ...defaultsOf(samplingSchema), ...own };

describe('a preset', () => {
  const presets = methods.flatMap((method) => [
    { method, id: 'defaults', parameters: {} },
    ...method.presets
      .filter((preset) => preset.pack === undefined || preset.pack === pack.id)
      .map(({ id, parameters }) => ({ method, id, parameters })),
  ]);

  it.each(presets.map((one) => [one.method.id, one.id, one] as const))(
    'of %s, %s, does not warn of itself, in any number of steps',
    (_method, _id, { method, parameters }) => {
      for (const count of [sampling.steps, 40]) {
        const own = { ...sampling, steps: count };
        expect(saidOfMethod(method, parameters, own, pack).notices).toEqual([]);
      }
    },
  );
});

it('what a method always does here is told as a fact of it', () => {
  const { facts } = saidOfMethod(methodById('mode-guidance'), {}, sampling, pack);
  expect(facts.join(' ')).toMatch(/Mode guidance acts at steps/);
});

it('values that pull harder than anything published, or not at all, are warned of', () => {
  const coda = methodById('coda');
  const notices = (parameters: object, settings = sampling) =>
    saidOfMethod(coda, { ...parameters }, settings, pack).notices.join(' ');
  expect(notices({ alignment: 0.15 })).toBe('');
  expect(notices({ alignment: 0.3 })).toMatch(/stronger than in any published setting/);
  expect(notices({ alignment: 0 })).toMatch(/not pulled/);
  expect(notices({}, { ...sampling, cfgScale: 1 })).toMatch(/computed and dropped/);
  expect(notices({ alignment: 7 })).toMatch(/Alignment/);
});

it('what a method does of so few images is warned of, under its presets too', () => {
  const alone = saidOfMethod(methodById('joint'), {}, { ...sampling, imagesPerClass: 1 }, pack);
  expect(alone.notices.join(' ')).toMatch(/only image of a class to the mean of the class/);
  expect(alone.facts.join(' ')).not.toMatch(/only image/);
});
