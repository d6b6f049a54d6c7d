import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { localAnalysis, plainKernels } from '../../../src/run/analysis/local-analysis';
import type { Analysis } from '../../../src/run/ports';
import {
  clusters,
  clusterSpace,
  corePoints,
  mapOf,
  representatives,
} from '../../../src/run/stages/discovery';
import { exploreClass } from '../../../src/run/stages/explore';
import { Stages } from '../../../src/run/stages/stages';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts } from '../../support/run/run-parts';
import { gaussianMixture } from '../linalg/mixture';

const { signal } = new AbortController();
const settings = {
  minClusterSize: 8,
  minSamples: 3,
  seedCandidates: 3,
  imagesPerClass: 4,
  name: 'fox',
};

/** Four separate groups in turn. */
function groups(rows: number, key = `groups-${rows}`) {
  const { data, columns } = gaussianMixture(rows, 12, 4, 3, 20);
  return { data: Float32Array.from(data), rows, columns, key, owner: 'class' };
}

/** An analysis that counts what it is asked for. */
function counted(analysis: Analysis = localAnalysis()) {
  const calls: string[] = [];
  const asked: Pick<Analysis, 'neighbours' | 'reduce' | 'cluster'> = {
    neighbours: (points, k, stop) => {
      calls.push(`neighbours ${k}`);
      return analysis.neighbours(points, k, stop);
    },
    reduce: (request, stop, onShare) => {
      calls.push(`reduce to ${request.components}`);
      return analysis.reduce(request, stop, onShare);
    },
    cluster: (request, stop) => {
      calls.push(`cluster by ${request.minClusterSize}`);
      return analysis.cluster(request, stop);
    },
  };
  return { calls, analysis: { ...analysis, ...asked } };
}

describe('core discovery', { timeout: 60_000 }, () => {
  it('takes one core from each of four separate groups', async () => {
    const parts = { analysis: localAnalysis(), stages: new Stages(new MemoryStorage()) };
    const space = await clusterSpace(parts, groups(80), 10, signal);
    expect(space.columns).toBe(50);
    const found = await clusters(parts, space, settings, signal);
    expect(found.clusterCount).toBe(4);
    const { images } = representatives(found);
    expect(Array.from(images, (image) => image % 4).sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  });

  it('redoes only the stages that a setting touches', async () => {
    const { calls, analysis } = counted();
    const stages = new Stages(new MemoryStorage());
    const parts = { analysis, stages };
    const points = groups(60);
    const find = async (k: number, minClusterSize: number) => {
      calls.length = 0;
      const space = await clusterSpace(parts, points, k, signal);
      await clusters(parts, space, { ...settings, minClusterSize }, signal);
      return [...calls];
    };
    expect(await find(10, 8)).toEqual(['neighbours 10', 'reduce to 50', 'cluster by 8']);
    expect(await find(10, 8)).toEqual([]);
    expect(await find(10, 6)).toEqual(['cluster by 6']);
    expect(await find(12, 6)).toEqual(['neighbours 12', 'reduce to 50', 'cluster by 6']);
    calls.length = 0;
    await mapOf(parts, points, 12, signal);
    expect(calls).toEqual(['reduce to 2']);
  });

  it('makes a space once for two that want it at once, and anew where the first is stopped', async () => {
    const { calls, analysis } = counted();
    const parts = { analysis, stages: new Stages(new MemoryStorage()) };
    const points = groups(40);
    const [one, two] = await Promise.all([
      clusterSpace(parts, points, 10, signal),
      clusterSpace(parts, points, 10, signal),
    ]);
    expect(one.data).toEqual(two.data);
    expect(calls).toEqual(['neighbours 10', 'reduce to 50']);
    const stop = new AbortController();
    const first = clusterSpace(parts, points, 12, stop.signal, () => stop.abort());
    const second = clusterSpace(parts, points, 12, signal);
    await expect(first).rejects.toMatchObject({ code: 'Aborted' });
    expect((await second).data.every(Number.isFinite)).toBe(true);
  });

  it('asks for no more neighbours than there are images', async () => {
    const { calls, analysis } = counted();
    const parts = { analysis, stages: new Stages(new MemoryStorage()) };
    await clusterSpace(parts, groups(20), 85, signal);
    expect(calls[0]).toBe('neighbours 20');
  });

  it('begins a stage anew, once, where its thread broke', async () => {
    const lost = () => Promise.reject(new StillroomError('WorkerLost', 'The thread is gone.'));
    let calls = 0;
    const analysis = localAnalysis({
      neighbours: (points, k, stop) =>
        calls++ === 0 ? lost() : plainKernels.neighbours(points, k, stop),
    });
    const parts = { analysis, stages: new Stages(new MemoryStorage()) };
    expect((await clusterSpace(parts, groups(20), 5, signal)).rows).toBe(20);
    let tries = 0;
    const broken = localAnalysis({ neighbours: () => (tries++, lost()) });
    const gone = clusterSpace({ ...parts, analysis: broken }, groups(24), 5, signal);
    await expect(gone).rejects.toMatchObject({ code: 'WorkerLost' });
    expect(tries).toBe(2);
  });

  it('refuses latents that are no numbers, and names too few cores', async () => {
    const parts = { analysis: localAnalysis(), stages: new Stages(new MemoryStorage()) };
    const broken = { ...groups(10), data: new Float32Array(120).fill(Number.NaN) };
    await expect(clusterSpace(parts, broken, 5, signal)).rejects.toThrow(/Encoding/);
    const space = await clusterSpace(parts, groups(12), 5, signal);
    const none = await clusters(parts, space, { ...settings, imagesPerClass: 12 }, signal);
    expect(() => representatives(none)).toThrow(
      expect.objectContaining({ code: 'TooFewCores', message: none.problem }),
    );
  });
});

describe('the map of a class', () => {
  const request = {
    nNeighbors: 4,
    minClusterSize: 2,
    minSamples: 1,
    seedCandidates: 2,
    imagesPerClass: 2,
    space: 'latents',
  } as const;

  it('has a place a picture, and shares that grow', async () => {
    const shares: number[] = [];
    const hooks = { signal, onProgress: (_: string, share: number) => shares.push(share) };
    const parts = memoryParts();
    const { latents, points, clusters: found } = await exploreClass(parts, 'fox', request, hooks);
    expect(latents.images).toHaveLength(9);
    expect(points).toHaveLength(18);
    expect(found.labels).toHaveLength(9);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  it('waits with the picture until it may be drawn, with nothing that a run needs', async () => {
    const { calls, analysis } = counted();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let arrive: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const exploring = exploreClass(memoryParts({ analysis }), 'fox', request, {
      signal,
      onProgress: () => undefined,
      beforeMap: () => {
        arrive();
        return gate;
      },
    });
    await waiting;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(calls).toEqual(['neighbours 4', 'reduce to 50']);
    open();
    await exploring;
    expect(calls).toEqual(['neighbours 4', 'reduce to 50', 'reduce to 2', 'cluster by 2']);
  });

  it('is made anew of the pooled latents, whose means are all that is looked at', async () => {
    const { calls, analysis } = counted();
    const parts = memoryParts({ analysis });
    const hooks = { signal, onProgress: () => undefined };
    const whole = await exploreClass(parts, 'fox', request, hooks);
    const pooled = await exploreClass(parts, 'fox', { ...request, space: 'pooled' }, hooks);
    expect(calls.filter((call) => call === 'reduce to 50')).toHaveLength(2);
    expect(pooled.latents.key).toBe(whole.latents.key);
    // Two latents of equal means in every cell are one point.
    const shape = { channels: 1, height: 16, width: 16 };
    const flat = new Float32Array(256).fill(1);
    const rough = flat.map((_, i) => (i % 2 === 0 ? 0 : 2));
    const data = Float32Array.of(...flat, ...rough);
    const latents = { key: 'two', owner: 'class', data, rows: 2, columns: 256, shape, images: [] };
    const points = await corePoints(parts, latents, 'pooled', signal);
    expect(points.data).toEqual(new Float32Array(128).fill(1));
  });

  it('is of the pictures as they are', async () => {
    const parts = memoryParts();
    const hooks = { signal, onProgress: () => undefined };
    const one = await exploreClass(parts, 'fox', request, hooks);
    const other = await exploreClass(parts, 'owl', request, hooks);
    expect(one.latents.key).not.toBe(other.latents.key);
    expect(other.points).toHaveLength(16);
  });
});
