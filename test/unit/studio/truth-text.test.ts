import { expect, it } from 'vitest';
import { truthParts } from '../../../src/studio/explore/truthText';

it('says in words what was found', () => {
  const score = {
    adjustedRand: 0.934,
    compared: 190,
    adjustedRandOfAll: 0.5,
    images: 240,
    modesFound: 0.8,
    modes: 5,
    outliersCalledNoise: 7,
    outliers: 12,
    ordinaryCalledNoise: 38,
  };
  expect(truthParts(score).map((part) => part.join(' '))).toEqual([
    'modes with a core 4 of 5',
    'outliers called noise 7 of 12',
    'adjusted Rand index 0.93 over 190 clustered, 0.50 over all 240',
  ]);
  const none = { ...score, adjustedRand: null, compared: 0, modesFound: null };
  const parts = new Map(truthParts(none));
  expect(parts.get('modes with a core')).toBe('no cores');
  expect(parts.get('adjusted Rand index')).toMatch(/^none over 0/);
});
