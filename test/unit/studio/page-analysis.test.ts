/** Whole classes on several threads: the same bits as on one, whatever happens to a thread. */
import { afterEach, describe, expect, it } from 'vitest';
import { Service } from '../../../src/bridge/service';
import { Thread } from '../../../src/bridge/thread';
import { analysisFunctions, type AnalysisFunctions } from '../../../src/run/analysis/functions';
import { localAnalysis, plainKernels } from '../../../src/run/analysis/local-analysis';
import type { ReduceRequest } from '../../../src/run/analysis/requests';
import { windowFunctions } from '../../../src/run/analysis/window-functions';
import type { Analysis } from '../../../src/run/ports';
import { onceMore } from '../../../src/run/restart';
import { kernelService, type KernelService } from '../../../src/runtime/kernel-functions';
import type { Kernels } from '../../../src/runtime/kernels/kernels';
import type { Matrix } from '../../../src/core/linalg/matrix';
import { exactNeighbours, type NeighbourOptions } from '../../../src/core/linalg/neighbours';
import { standardise } from '../../../src/core/linalg/standardise';
import {
  analysisThreads,
  PageAnalysis,
  type KernelHost,
} from '../../../src/studio/adapters/page-analysis';
import { serveThread } from '../../../src/bridge/serve-thread';
import { NodeWorker, startsOf } from '../bridge/node-worker';
import { gaussianMixture } from '../linalg/mixture';

const { signal } = new AbortController();
const silent = () => undefined;

/** A class of four groups, its own numbers for every seed. */
function classOf(seed: number) {
  const rows = 48;
  const { data, columns } = gaussianMixture(rows, 10, 4, seed, 20);
  return { data: Float32Array.from(data), rows, columns };
}

const threads: Thread<never>[] = [];

/** The kernels as the model's thread serves them, in plain TypeScript. */
const kernels = kernelService(
  () =>
    ({
      standardise: async (points: Matrix) => standardise(points),
      neighbours: async (points: Matrix, options: NeighbourOptions) =>
        exactNeighbours(points, options),
    }) as unknown as Kernels,
);

/** A page's analysis over threads of Node. */
function pageAnalysis(size: number) {
  const model = startsOf({}, { services: { kernels } });
  const thread = new Thread({ name: 'model', open: model.open });
  threads.push(thread as unknown as Thread<never>);
  const host: KernelHost = { thread, awake: async () => thread.start() };
  const started: NodeWorker[] = [];
  /** Which worker clustered which points. */
  const clustered: string[] = [];
  const classes = () => {
    const number = started.length + 1;
    const worker = new NodeWorker((endpoint) => {
      const service = new Service<KernelService>('kernels');
      const functions: AnalysisFunctions = analysisFunctions({
        neighbours: (points, k, stop) => service.call('neighbours', [points, k], { signal: stop }),
      });
      const cluster: AnalysisFunctions['cluster'] = (request) => {
        clustered.push(`${request.points.key} on ${number}`);
        return functions.cluster(request);
      };
      serveThread({ ...functions, cluster }, { uses: [service], endpoint });
    });
    started.push(worker);
    return worker;
  };
  const windows = startsOf(windowFunctions()).open;
  return { analysis: new PageAnalysis(host, { classes, windows }, size), started, clustered };
}
afterEach(() => {
  for (const thread of threads.splice(0)) thread.terminate();
});

const SETTINGS = {
  minClusterSize: 5,
  minSamples: 2,
  seedCandidates: 2,
  imagesPerClass: 4,
  seed: 0,
  name: 'fox',
};

/** From points to clusters and cores. */
async function discovered(analysis: Analysis, seed: number) {
  const points = classOf(seed);
  const neighbours = await onceMore(() => analysis.neighbours(points, 8, signal), { signal });
  const request: ReduceRequest = {
    neighbours,
    count: points.rows,
    components: 6,
    minDist: 0,
    seed: 0,
  };
  const data = await onceMore(() => analysis.reduce(request, signal, silent), { signal });
  const space = { key: `class-${seed}`, data, rows: points.rows, columns: 6 };
  const found = await analysis.cluster({ points: space, ...SETTINGS }, signal);
  return { neighbours, data, found };
}

const SEEDS = [1, 2, 3, 4, 5];

describe('whole classes', () => {
  it('on several threads have the bits that one thread gives, each under its own name', async () => {
    const local = localAnalysis(plainKernels);
    const alone = [];
    for (const seed of SEEDS) alone.push(await discovered(local, seed));
    const { analysis, started } = pageAnalysis(2);
    const together = await Promise.all(SEEDS.map((seed) => discovered(analysis, seed)));
    expect(together).toEqual(alone);
    expect(started).toHaveLength(2);
  });

  it('lose nothing with a thread that dies: another goes on, what was on it is made again', async () => {
    const { analysis, started } = pageAnalysis(2);
    const alone = await Promise.all(SEEDS.map((seed) => discovered(analysis, seed)));
    const again = pageAnalysis(2);
    let shares = 0;
    const request = {
      neighbours: await again.analysis.neighbours(classOf(1), 8, signal),
      count: 48,
      components: 6,
      minDist: 0,
      seed: 0,
    };
    const reduced = onceMore(
      () =>
        again.analysis.reduce(request, signal, () => {
          shares += 1;
          if (shares === 1) again.started[0]?.fail('its memory ran out');
        }),
      { signal },
    );
    const others = Promise.all(SEEDS.slice(1).map((seed) => discovered(again.analysis, seed)));
    expect(await reduced).toEqual(alone[0]?.data);
    expect(await others).toEqual(alone.slice(1));
    expect(again.started.length).toBeGreaterThan(started.length);
  });

  it('are clustered by whoever has least to do, and again where their tree is', async () => {
    const { analysis, clustered } = pageAnalysis(2);
    await discovered(analysis, 1);
    const neighbours = await analysis.neighbours(classOf(2), 8, signal);
    const request = { neighbours, count: 48, components: 6, minDist: 0, seed: 0 };
    let under: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      under = resolve;
    });
    const layout = analysis.reduce(request, signal, () => under());
    await begun;
    const { data } = classOf(1);
    const cluster = (key: string) =>
      analysis.cluster({ ...SETTINGS, points: { key, data, rows: 48, columns: 10 } }, signal);
    await Promise.all([cluster('class-1'), cluster('other'), layout]);
    expect(clustered.toSorted()).toEqual(['class-1 on 1', 'class-1 on 1', 'other on 2']);
  });

  it('stop while they wait and while they are worked on', async () => {
    const { analysis } = pageAnalysis(1);
    const neighbours = await analysis.neighbours(classOf(1), 8, signal);
    const request = { neighbours, count: 48, components: 6, minDist: 0, seed: 0 };
    const stop = new AbortController();
    const working = analysis.reduce(request, stop.signal, silent);
    const waiting = analysis.reduce(request, stop.signal, silent);
    const other = analysis.reduce(request, signal, silent);
    stop.abort();
    await expect(working).rejects.toMatchObject({ code: 'Aborted' });
    await expect(waiting).rejects.toMatchObject({ code: 'Aborted' });
    expect((await other).length).toBe(48 * 6);
  });
});

it('takes a thread a core, from one to eight', () => {
  expect([0, 1, 2, 8, 64].map(analysisThreads)).toEqual([1, 1, 2, 8, 8]);
});
