import { describe, expect, it } from 'vitest';
import { clusterMark } from '../../../src/studio/explore/clusterColours';
import { clusterName, clusterRows } from '../../../src/studio/explore/clusterSummary';
import { mapLayout, mapTraces } from '../../../src/studio/explore/figure';
import type { ClassMap } from '../../../src/studio/state/explore';

const theme = { ink: 'black', ground: 'white', noise: 'grey', accent: 'red' };
const nothing = { image: null, hovered: null, lasso: [] };
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
      { cluster: 1, images: [0, 3, 4], membership: 0.75, cores: [0] },
      { cluster: 0, images: [2, 5], membership: 0.75, cores: [5] },
      { cluster: -1, images: [1], membership: 0, cores: [] },
    ]);
    expect([clusterName(0), clusterName(-1)]).toEqual(['Cluster 1', 'Noise']);
  });

  it('marks the first 35 clusters each in its own way', () => {
    const marks = Array.from({ length: 35 }, (_, i) => JSON.stringify(clusterMark(i)));
    expect(new Set(marks).size).toBe(35);
  });
});

describe('the figure', () => {
  it('draws every image once, cores on top', () => {
    const [noise, clusters, , cores] = mapTraces(map, nothing, theme, false);
    expect(noise?.customdata).toEqual([1]);
    expect(clusters?.customdata).toEqual([0, 2, 3, 4, 5]);
    expect([cores?.x, cores?.y]).toEqual([
      [0, 10],
      [1, 11],
    ]);
  });

  it('dims what a lasso leaves out, and nothing without one', () => {
    const [noise, clusters] = mapTraces(map, { ...nothing, lasso: [3, 1] }, theme, false);
    expect(noise?.selectedpoints).toEqual([0]);
    expect(clusters?.selectedpoints).toEqual([2]);
    expect(mapTraces(map, nothing, theme, false)[1]).not.toHaveProperty('selectedpoints');
  });

  it('turns to WebGL only for many points and only where there is WebGL', () => {
    const n = 3000;
    const large = {
      ...map,
      points: new Float32Array(2 * n),
      labels: new Int32Array(n),
      probabilities: new Float64Array(n),
    };
    expect(mapTraces(large, nothing, theme, true)[1]?.type).toBe('scattergl');
    expect(mapTraces(large, nothing, theme, false)[1]?.type).toBe('scatter');
    expect(mapTraces(map, nothing, theme, true)[1]?.type).toBe('scatter');
  });

  it('forgets a drawn outline as soon as the choice changes', () => {
    const before = mapLayout('bell', 'lasso', [], 0, theme);
    const after = mapLayout('bell', 'lasso', [1, 2], 1, theme);
    expect(before.selectionrevision).not.toBe(after.selectionrevision);
    expect(after.selections).toEqual([]);
    expect(before.uirevision).toBe(after.uirevision);
  });
});
