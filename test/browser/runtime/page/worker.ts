/** What the runtime does in a real worker; every check returns plain data for the test to judge. */
import { serveThread } from '../../../../src/bridge/serve-thread';
import { toErrorRecord, type ErrorRecord } from '../../../../src/core/errors';
import type { Matrix } from '../../../../src/core/linalg/matrix';
import { exactNeighbours } from '../../../../src/core/linalg/neighbours';
import { squaredDistance } from '../../../../src/core/linalg/pairwise';
import { standardise } from '../../../../src/core/linalg/standardise';
import { randomStream } from '../../../../src/core/random/stream';
import type { BackendRequest } from '../../../../src/runtime/backend';
import { siteKernels } from '../../../../src/runtime/kernel-graphs';
import { ModelRuntime, type ModelReport } from '../../../../src/runtime/model-runtime';
import { browserOrt } from '../../../../src/runtime/ort-browser';
import { siteSource } from '../../../../src/runtime/pack-source';
import { browserWeightCache } from '../../../../src/runtime/weight-cache';
import { seededOutputs, type SeededOutputs } from '../seeded-outputs';
import { packCalls } from './pack-calls';

let runtime: ModelRuntime | null = null;
let device: GPUDevice | null = null;
/** How many were opened. */
let devices = 0;

function loaded(): ModelRuntime {
  if (!runtime) throw new Error('open() comes first');
  return runtime;
}

/** Keeps the device that the runtime opens, to take it away later. */
function watchDevice(): void {
  if (typeof GPUAdapter === 'undefined') return;
  const original: GPUAdapter['requestDevice'] = Reflect.get(GPUAdapter.prototype, 'requestDevice');
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    device = await Reflect.apply(original, this, [descriptor]);
    devices += 1;
    return device;
  };
}
watchDevice();

/** Software that plays a graphics card on a busy machine takes seconds to lose its device; no answer in so long is none. */
const SILENT_MS = 240_000;

async function silence(): Promise<string> {
  await new Promise((over) => setTimeout(over, SILENT_MS));
  return 'silent';
}

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
  readonly standardised: number;
  readonly neighbourIndices: number;
  readonly neighbourDistances: number;
  /** As they are, [400, 15]. */
  readonly distances: readonly number[];
}

/** @param turnsFrom bytes of a pack from which its sessions take turns */
async function opened(
  backend: BackendRequest,
  siteUrl: string,
  pack: string,
  turnsFrom: number,
): Promise<ModelReport | ErrorRecord> {
  const cache = browserWeightCache();
  const place = { loader: browserOrt(), kernels: siteKernels(siteUrl), cache, turnsFrom };
  const source = siteSource(pack, new URL(`packs/${pack}/`, siteUrl).href);
  try {
    runtime = await ModelRuntime.load(source, place, { backend });
    return runtime.report;
  } catch (error) {
    return toErrorRecord(error);
  }
}

const checks = {
  ...packCalls(() => loaded().diffuser),

  open(backend: BackendRequest, siteUrl: string, pack: string): Promise<ModelReport | ErrorRecord> {
    return opened(backend, siteUrl, pack, Infinity);
  },

  /** The same, its sessions taking turns. */
  openInTurns(
    backend: BackendRequest,
    siteUrl: string,
    pack: string,
  ): Promise<ModelReport | ErrorRecord> {
    return opened(backend, siteUrl, pack, 0);
  },

  /** Makes the software adapter look like a real one, in a browser without JSPI. */
  disguise(): void {
    const info = { vendor: 'acme', architecture: '', device: '', description: '' };
    Object.defineProperty(GPUAdapter.prototype, 'info', {
      get: () => ({ ...info, isFallbackAdapter: false }),
    });
    Reflect.deleteProperty(WebAssembly, 'Suspending');
  },

  outputs(): Promise<SeededOutputs> {
    return seededOutputs(loaded().diffuser);
  },

  async kernels(): Promise<KernelDifferences> {
    const { kernels } = loaded();
    const sample = points(70, 33, 1);
    const standard = await kernels.standardise(sample);
    const cloud = points(400, 33, 3);
    const found = await kernels.neighbours(cloud, { k: 15 });
    const expected = exactNeighbours(cloud, { k: 15 });
    return {
      standardised: largestDifference(
        standard.transformed.data,
        standardise(sample).transformed.data,
      ),
      neighbourIndices: largestDifference(found.indices, expected.indices),
      neighbourDistances: largestDifference(found.distances, expected.distances),
      distances: Array.from(found.distances),
    };
  },

  /**
   * Exact neighbours, 1,300 x 4,096, k = 85: in how many of some sampled rows an index differs from
   * sorting all distances.
   */
  async fullSizeNeighbours(): Promise<number> {
    const k = 85;
    const cloud = points(1300, 4096, 4);
    const { indices } = await loaded().kernels.neighbours(cloud, { k });
    const sampled = Array.from({ length: 13 }, (_, i) => 100 * i + 7);
    const wrong = sampled.filter((row) => {
      const others = Array.from({ length: cloud.rows }, (_, index) => ({
        index,
        squared: squaredDistance(cloud, row, cloud, index),
      })).filter(({ index }) => index !== row);
      others.sort((a, b) => a.squared - b.squared || a.index - b.index);
      return others.slice(0, k).some(({ index }, r) => indices[row * k + r] !== index);
    });
    return wrong.length;
  },

  /**
   * Takes the device away in the middle of the work: the codes that pending and later calls get, "answered"
   * for outputs, "silent" for nothing.
   */
  async loseDevice(): Promise<string[]> {
    const { diffuser } = loaded();
    const call = async (): Promise<string> => {
      const answer = seededOutputs(diffuser).then(
        () => 'answered',
        (error: unknown) => toErrorRecord(error).code,
      );
      return Promise.race([answer, silence()]);
    };
    const pending = [call(), call()];
    device?.destroy();
    return [...(await Promise.all(pending)), await call()];
  },

  devices: () => devices,

  isolated: () => globalThis.crossOriginIsolated,
};

export type Checks = typeof checks;
serveThread(checks);
