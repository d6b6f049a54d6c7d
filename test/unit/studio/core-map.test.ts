import { describe, expect, it } from 'vitest';
import { clusterMark } from '../../../src/studio/explore/clusterColours';
import { clusterName, clusterRows } from '../../../src/studio/explore/clusterSummary';
import type { ClassMap } from '../../../src/studio/state/explore';

const map: ClassMap = {
  points: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
  labels: Int32Array.of(1, -1, 0, 1, 1, 0),
  probabilities: Float64Array.of(1, 0, 0.5, 0.5, 0.75, 1),
  clusterCount: 2,
  cores: [
    { imageIndex: 0, size: 3, origin: 'cluster' },
    { imageIndex: 5, size: 2, origin: 'cluster' },
  ],
  coreProblem: null,
};

describe('the clusters in numbers', () => {
  it('lists the largest first and noise last', () => {
    expect(clusterRows(map)).toEqual([
      { cluster: 1, images: [0, 3, 4], membership: 0.75, best: 0, cores: [0] },
      { cluster: 0, images: [2, 5], membership: 0.75, best: 5, cores: [5] },
      { cluster: -1, images: [1], membership: 0, best: 1, cores: [] },
    ]);
    expect([clusterName(0), clusterName(-1)]).toEqual(['Cluster 1', 'Noise']);
  });

  it('marks the first 35 clusters each in its own way', () => {
    const marks = Array.from({ length: 35 }, (_, i) => JSON.stringify(clusterMark(i)));
    expect(new Set(marks).size).toBe(35);
  });
});
