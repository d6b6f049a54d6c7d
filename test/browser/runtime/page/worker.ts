/** What the runtime does in a real worker; every check returns plain data for the test to judge. */
import { expose } from 'comlink';
import { toErrorRecord, type ErrorRecord } from '../../../../src/core/errors';
import type { Matrix } from '../../../../src/core/linalg/matrix';
import { exactNeighbours } from '../../../../src/core/linalg/neighbours';
import { cosineDistances, squaredEuclideanDistances } from '../../../../src/core/linalg/pairwise';
import { standardise } from '../../../../src/core/linalg/standardise';
import { randomStream } from '../../../../src/core/random/stream';
import type { BackendRequest } from '../../../../src/runtime/backend';
import { siteKernels } from '../../../../src/runtime/kernel-graphs';
import { ModelRuntime, type ModelReport } from '../../../../src/runtime/model-runtime';
import { browserOrt } from '../../../../src/runtime/ort-browser';
import { siteSource } from '../../../../src/runtime/pack-source';
import { browserWeightCache } from '../../../../src/runtime/weight-cache';
import { seededOutputs, type SeededOutputs } from '../seeded-outputs';

let runtime: ModelRuntime | null = null;
let device: GPUDevice | null = null;

function loaded(): ModelRuntime {
  if (!runtime) throw new Error('open() comes first');
  return runtime;
}

/** Keeps the device that the runtime opens, to take it away later. */
function watchDevice(): void {
  if (typeof GPUAdapter === 'undefined') return;
  // eslint-disable-next-line typescript/unbound-method -- called on the adapter below
  const original = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    device = await original.call(this, descriptor);
    return device;
  };
}
watchDevice();

function points(rows: number, columns: number, seed: number): Matrix {
  const data = new Float32Array(rows * columns);
  return { data: randomStream({ seed, purpose: 'points' }).fillNormal(data), rows, columns };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

export interface KernelDifferences {
  readonly pairwise: number;
  readonly cosine: number;
  readonly standardised: number;
  readonly labels: number;
  readonly neighbourIndices: number;
  readonly neighbourDistances: number;
}

const checks = {
  async open(backend: BackendRequest, siteUrl: string): Promise<ModelReport | ErrorRecord> {
    try {
      runtime = await ModelRuntime.load(
        siteSource('tiny', new URL('packs/tiny/', siteUrl).href),
        { loader: browserOrt(), kernels: siteKernels(siteUrl), cache: browserWeightCache() },
        { backend },
      );
      return runtime.report;
    } catch (error) {
      return toErrorRecord(error);
    }
  },

  outputs(): Promise<SeededOutputs> {
    return seededOutputs(loaded().diffuser);
  },

  async kernels(): Promise<KernelDifferences> {
    const { kernels } = loaded();
    const [a, b] = [points(70, 33, 1), points(50, 33, 2)];
    const standard = await kernels.standardise(a);
    const { labels } = await kernels.assign(a, b);
    const distances = squaredEuclideanDistances(a, b);
    const nearest = Array.from(labels, (_, i) => {
      const row = distances.subarray(i * b.rows, (i + 1) * b.rows);
      return row.indexOf(Math.min(...row));
    });
    const cloud = points(400, 33, 3);
    const found = await kernels.neighbours(cloud, { k: 15 });
    const expected = exactNeighbours(cloud, { k: 15 });
    return {
      pairwise: largestDifference(await kernels.pairwise(a, b), distances),
      cosine: largestDifference(await kernels.cosine(a, b), cosineDistances(a, b)),
      standardised: largestDifference(standard.transformed.data, standardise(a).transformed.data),
      labels: largestDifference(labels, nearest),
      neighbourIndices: largestDifference(found.indices, expected.indices),
      neighbourDistances: largestDifference(found.distances, expected.distances),
    };
  },

  /** Milliseconds of exact neighbours, 1,300 x 4,096, k = 85: each of three runs. */
  async neighbourTimes(): Promise<number[]> {
    const cloud = points(1300, 4096, 4);
    const times: number[] = [];
    for (let run = 0; run < 3; run++) {
      const started = performance.now();
      await loaded().kernels.neighbours(cloud, { k: 85 });
      times.push(performance.now() - started);
    }
    return times;
  },

  /** Takes the device away in the middle of the work: what pending and later calls get. */
  async loseDevice(): Promise<ErrorRecord[]> {
    const { diffuser } = loaded();
    const call = () => seededOutputs(diffuser).then(() => null, toErrorRecord);
    const pending = [call(), call()];
    device?.destroy();
    const results = [...(await Promise.all(pending)), await call()];
    return results.filter((result) => result !== null);
  },

  isolated: () => globalThis.crossOriginIsolated,
};

export type Checks = typeof checks;
expose(checks);
