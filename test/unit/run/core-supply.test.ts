/** What a class gives instead of too many cores, through the analysis: two blobs, and asked for what they lack. */
import { expect, it } from 'vitest';
import { localAnalysis } from '../../../src/run/analysis/local-analysis';
import { gaussianMixture } from '../linalg/mixture';

const { signal } = new AbortController();

it('offers a number of cores that the same class then really gives', async () => {
  const { data, rows, columns } = gaussianMixture(60, 3, 2, 5);
  const points = { key: 'blobs', data: Float32Array.from(data), rows, columns };
  const analysis = localAnalysis();
  const settings = {
    points,
    minClusterSize: 10,
    minSamples: 5,
    seedCandidates: 3,
    seed: 0,
    name: 'a',
  };
  const asked = await analysis.cluster({ ...settings, imagesPerClass: 50 }, signal);
  expect(asked.cores).toEqual([]);
  const { supply } = asked;
  if (supply === null) throw new Error('the class gives 50 cores of 60 images');
  expect(supply.supported).toBeGreaterThanOrEqual(2);
  expect(supply.supported).toBeLessThan(50);
  for (const imagesPerClass of [supply.supported, supply.nearest]) {
    const found = await analysis.cluster({ ...settings, imagesPerClass }, signal);
    expect([found.cores.length, found.supply]).toEqual([imagesPerClass, null]);
  }
});
