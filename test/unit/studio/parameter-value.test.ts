import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  controlKind,
  decimals,
  formatValue,
  nearestAllowed,
  parseTyped,
  trackShare,
  valueOf,
} from '../../../src/studio/inspector/parameterValue';
import {
  groupsOf,
  methodList,
  parametersOf,
  samplingParameters,
} from '../../../src/studio/inspector/schema';
import type { NumberParameter } from '../../../src/studio/inspector/schema';

const gamma: NumberParameter = {
  id: 'gamma',
  kind: 'number',
  label: 'Gamma',
  min: 0,
  max: 0.3,
  step: 0.005,
  default: 0.05,
  unit: '',
  help: '',
  source: '',
  group: 'coda-alignment',
};
const count: NumberParameter = {
  ...gamma,
  id: 'count',
  kind: 'integer',
  min: 1,
  max: 50,
  step: 1,
  default: 10,
};

describe('a control and its value', () => {
  it('lands on a stop of the slider, inside the range, without binary dust', () => {
    expect(nearestAllowed(gamma, 0.1 + 0.2 - 0.18)).toBe(0.12);
    expect(nearestAllowed(gamma, 7)).toBe(0.3);
    expect(nearestAllowed(count, -3)).toBe(1);
    expect(nearestAllowed(count, Number.NaN)).toBe(10);
  });

  it('is stable: the nearest allowed value of an allowed value is itself', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 2, noNaN: true }), (wanted) => {
        const once = nearestAllowed(gamma, wanted);
        expect(nearestAllowed(gamma, once)).toBe(once);
      }),
    );
  });

  it('takes typed numbers between the stops, with a comma too, and refuses words', () => {
    expect(parseTyped(gamma, ' 0,0333 ')).toBe(0.0333);
    expect(parseTyped(gamma, '9')).toBe(0.3);
    expect(parseTyped(count, '7.6')).toBe(8);
    expect([parseTyped(gamma, ''), parseTyped(gamma, 'much')]).toEqual([null, null]);
  });

  it('shows the decimals of the stops, and more where the value has more', () => {
    expect(decimals(gamma)).toBe(3);
    expect(formatValue(gamma, 0.05)).toBe('0.050');
    expect(formatValue(gamma, 0.03333)).toBe('0.03333');
    expect(formatValue(count, 12)).toBe('12');
  });

  it('falls back to the default for a missing value and for one of another type', () => {
    expect(valueOf(gamma, {})).toBe(0.05);
    expect(valueOf(gamma, { gamma: 'strong' })).toBe(0.05);
    expect(valueOf(gamma, { gamma: 0.2 })).toBe(0.2);
  });

  it('knows where a value stands on the track', () => {
    expect(trackShare(gamma, 0.15)).toBeCloseTo(0.5, 12);
    expect(trackShare(count, 1)).toBe(0);
  });
});

describe('the schemas as controls', () => {
  const everything = [
    ...samplingParameters(null),
    ...methodList.flatMap((method) => parametersOf(method.schema)),
  ];

  it('draws a seed as a bare number and the rest of the sampling as sliders or lists', () => {
    const kinds = samplingParameters(null).map((one) => [one.id, controlKind(one)]);
    expect(Object.fromEntries(kinds)).toEqual({
      imagesPerClass: 'slider',
      seed: 'number',
      steps: 'slider',
      cfgScale: 'slider',
      cfgFrom: 'slider',
      cfgTo: 'slider',
      solver: 'choice',
    });
  });

  it('puts every parameter in exactly one group', () => {
    for (const method of methodList) {
      const parameters = parametersOf(method.schema);
      const grouped = groupsOf(parameters).flatMap((group) => group.members);
      expect(grouped.map(({ id }) => id).sort()).toEqual(parameters.map(({ id }) => id).sort());
    }
  });

  it('can reach every default by its own control', () => {
    for (const parameter of everything) {
      if (parameter.kind !== 'number' && parameter.kind !== 'integer') continue;
      expect(parseTyped(parameter, formatValue(parameter, parameter.default))).toBe(
        parameter.default,
      );
    }
  });
});
