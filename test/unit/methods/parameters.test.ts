import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import {
  defaultsOf,
  parseParameters,
  withDefaults,
  type ParameterSchema,
} from '../../../src/methods/parameters';
import { methods } from '../../../src/methods';
import { intervalOf, samplingSchema, samplingSchemaFor } from '../../../src/methods/sampling';

const schema = {
  strength: {
    kind: 'number',
    label: 'Strength',
    unit: '',
    min: 0,
    max: 2,
    step: 0.1,
    default: 0.5,
    help: 'How strong.',
    source: 'Test',
    group: 'transport',
  },
  count: {
    kind: 'integer',
    label: 'Count',
    unit: 'points',
    min: 1,
    max: 9,
    step: 1,
    default: 3,
    help: 'How many.',
    source: 'Test',
    group: 'transport',
  },
  form: {
    kind: 'choice',
    label: 'Form',
    options: [
      { value: 'a', label: 'A' },
      { value: 'b', label: 'B' },
    ],
    default: 'a',
    help: 'Which.',
    source: 'Test',
    group: 'transport',
  },
  on: {
    kind: 'boolean',
    label: 'On',
    default: true,
    help: 'Whether.',
    source: 'Test',
    group: 'transport',
  },
} as const satisfies ParameterSchema;

describe('parseParameters', () => {
  it('takes given values and fills in defaults', () => {
    expect(parseParameters(schema, { strength: 1.25, on: false })).toEqual({
      strength: 1.25,
      count: 3,
      form: 'a',
      on: false,
    });
    expect(parseParameters(schema, undefined)).toEqual(defaultsOf(schema));
  });

  it.each([
    [{ strength: 3 }, '"Strength" (strength) is 3; it must be a number from 0 to 2.'],
    [{ strength: Number.NaN }, '"Strength" (strength) is NaN'],
    [{ strength: '1' }, '"Strength" (strength) is "1"'],
    [{ count: 2.5 }, '"Count" (count) is 2.5; it must be a whole number from 1 to 9 points.'],
    [{ form: 'c' }, '"Form" (form) is "c"; it must be one of a, b.'],
    [{ on: 1 }, '"On" (on) is 1; it must be true or false.'],
    [
      { strenght: 1 },
      'There is no parameter "strenght" here; known are strength, count, form, on.',
    ],
    [{ toString: 1 }, 'There is no parameter "toString"'],
    [null, 'Parameters must be an object of names and values; received null.'],
    [[1], 'received [1]'],
  ])('refuses %j with a sentence that says why', (raw, sentence) => {
    let error: unknown;
    try {
      parseParameters(schema, raw);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(StillroomError);
    expect(error instanceof StillroomError && error.code).toBe('BadParameter');
    expect(error instanceof StillroomError && error.message).toContain(sentence);
  });

  it('never lets a value out of its range', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        try {
          const { strength } = parseParameters(schema, { strength: value });
          expect(strength >= 0 && strength <= 2).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(StillroomError);
        }
      }),
    );
  });
});

describe('defaults', () => {
  it('can be a pack’s own, if they are values of their parameter', () => {
    expect(defaultsOf(withDefaults(schema, { count: 7 })).count).toBe(7);
    expect(schema.count.default).toBe(3);
    expect(() => withDefaults(schema, { count: 70 })).toThrow(/Count/);
    const pack = samplingSchemaFor({ solver: 'ddim', steps: 20, cfgScale: 3 });
    expect(defaultsOf(pack)).toMatchObject({ solver: 'ddim', steps: 20, cfgScale: 3, seed: 0 });
  });

  it('hold guidance on the whole noise schedule, unless a pack says otherwise', () => {
    const defaults = { solver: 'ddim', steps: 20, cfgScale: 3 } as const;
    expect(intervalOf(defaultsOf(samplingSchema))).toBeUndefined();
    expect(intervalOf(defaultsOf(samplingSchemaFor(defaults)))).toBeUndefined();
    const cfgInterval = { from: 0.1, to: 0.6 };
    const own = defaultsOf(samplingSchemaFor({ ...defaults, cfgInterval }));
    expect(intervalOf(own)).toEqual(cfgInterval);
    for (const { officialSampling } of methods) {
      if (officialSampling !== null) expect(intervalOf(officialSampling)).toBeUndefined();
    }
  });

  it('of the shared parameters are CoDA’s run, under the page’s names', () => {
    expect(defaultsOf(samplingSchema)).toMatchObject({ steps: 25, cfgScale: 5 });
    const { imagesPerClass, seed, steps, cfgScale } = samplingSchema;
    expect([imagesPerClass, seed, steps, cfgScale].map((parameter) => parameter.label)).toEqual([
      'Images per class',
      'Seed',
      'Steps',
      'CFG scale',
    ]);
  });
});
