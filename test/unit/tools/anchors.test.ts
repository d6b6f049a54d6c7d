/** How stable anchors are from seed to seed, and the table that says so. */
import { describe, expect, it } from 'vitest';
import { adjustedRandIndex } from '../../../src/core/density/adjusted-rand-index';
import { quick } from '../../../src/core/training/protocols/quick';
import { anchorRequest } from '../../../src/methods/terms/discovery';
import { latentsOf } from '../../../src/run/stages/latents';
import {
  anchorDraws,
  meanStability,
  stabilityOf,
  type AnchorDraw,
} from '../../../tools/results/anchor-stability';
import { anchorsMarkdown, type AnchorsReport } from '../../../tools/results/anchors-report';
import { drawnSource } from '../../support/run/drawn-source';
import { memoryParts } from '../../support/run/run-parts';

const { signal } = new AbortController();
const draw = (images: number[], nearest: number[], labels: number[] | null): AnchorDraw => ({
  images,
  nearest: Int32Array.from(nearest),
  labels: labels && Int32Array.from(labels),
});

describe('stability', () => {
  const one = draw([0, 3], [0, 0, 1, 1], [0, 0, 1, -1]);

  it('is whole between equal draws', () => {
    expect(stabilityOf([one, one, one])).toEqual({ kept: 1, parts: 1, clusters: 1, noise: 0.25 });
  });

  it('is the mean over all pairs of draws', () => {
    const other = draw([3, 1], [1, 1, 0, 0], [1, 1, 0, 0]);
    const far = draw([1, 2], [0, 1, 0, 1], [0, 1, 0, 1]);
    const found = stabilityOf([one, other, far]);
    expect(found.kept).toBeCloseTo((0.5 + 0 + 0.5) / 3, 12);
    // The names of parts say nothing: the second draw has the first one's.
    const crossed = adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1]);
    expect(found.parts).toBeCloseTo((1 + crossed + crossed) / 3, 12);
    expect(found.noise).toBeCloseTo(0.25 / 3, 12);
  });

  it('has no clusters where anchors are no cores', () => {
    const plain = draw([0, 1], [0, 0, 1, 1], null);
    expect(stabilityOf([plain, plain])).toMatchObject({ clusters: null, noise: null });
    const mixed = [stabilityOf([one, one]), stabilityOf([plain, plain])];
    expect(meanStability(mixed)).toEqual({ kept: 1, parts: 1, clusters: null, noise: null });
  });
});

describe('anchors of a class under several seeds', () => {
  const source = drawnSource([{ folder: 'owl', images: 25 }]);
  const seeds = [0, 1, 2];

  it.each([
    ['random', anchorRequest('random', 'latents', 4)],
    ['k-means', anchorRequest('kmeans', 'latents', 4)],
    [
      'CoDA',
      {
        kind: 'coda-cores',
        count: 4,
        nNeighbors: 5,
        minClusterSize: 3,
        minSamples: 2,
        seedCandidates: 3,
        space: 'latents',
      },
    ],
  ] as const)('by %s are themselves nearest to themselves', async (name, request) => {
    const parts = memoryParts({ source });
    const latents = await latentsOf(parts, 'owl', signal, () => undefined);
    const draws = await anchorDraws(parts, latents, request, 'owl', seeds, signal);
    expect(draws).toHaveLength(3);
    for (const { images, nearest, labels } of draws) {
      expect(images).toHaveLength(4);
      expect(images.map((image) => nearest[image])).toEqual([0, 1, 2, 3]);
      expect(nearest).toHaveLength(25);
      expect(labels?.length ?? 25).toBe(25);
      expect(labels === null).toBe(name !== 'CoDA');
    }
    expect(await anchorDraws(parts, latents, request, 'owl', seeds, signal)).toEqual(draws);
    const found = stabilityOf(draws);
    if (name === 'random') expect(found.kept).toBeLessThan(1);
  });
});

describe('the table', () => {
  const report: AnchorsReport = {
    command: 'npm run results:anchors -- --data nette.tar',
    rows: [
      {
        name: 'random real images',
        measures: { accuracy: 40.14, overRandom: 3.2, follows: 0.64, copies: 0.5, coverage: 0.3 },
        stability: { kept: 0.011, parts: 0.2, clusters: null, noise: null },
        problem: '',
      },
      { name: "CoDA's cores", measures: null, stability: null, problem: 'Too few.' },
    ],
    seeds: [0, 1, 2, 3, 4],
    imagesPerClass: 10,
    collection: 'nette.tar',
    classes: [
      { name: 'tench', images: 90 },
      { name: 'church', images: 80 },
    ],
    training: {
      protocol: quick,
      heldOut: { split: '10 % of each class', images: 20, leftOut: 0 },
      repeats: 2,
    },
    pack: 'Tiny 1',
    machine: 'Made somewhere',
  };

  it('has a cell for every column, and says what everything is', () => {
    const text = anchorsMarkdown(report);
    const table = text.split('\n').filter((one) => one.startsWith('|'));
    expect(new Set(table.map((one) => one.split('|').length)).size).toBe(1);
    expect(table[2]).toBe(
      '| random real images | 40.1 | 3.2 | 0.64 | 0.50 | 0.300 | 0.01 | 0.20 | – | – |',
    );
    expect(table[3]).toBe("| CoDA's cores (Too few.) | – | – | – | – | – | – | – | – | – |");
    expect(text).toContain('2 classes of 170 images, 10 images a class');
    expect(text).toContain(
      '20 held-out images (10 % of each class), by the protocol Quick, 2 trainings',
    );
    expect(anchorsMarkdown({ ...report, training: null })).toContain('Nothing was trained.');
  });
});
