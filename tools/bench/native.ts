/**
 * ONNX Runtime's native build against WebAssembly: one image of the model that ships, on Node. Needs
 * onnxruntime-node beside the other packages; rows that this machine cannot measure say why.
 */
import { availableParallelism } from 'node:os';
import { openNodeModel, type NodeModel, type NodeModelOptions } from '../../src/command/node-model';
import { controlOf } from '../../src/core/control';
import { toErrorRecord } from '../../src/core/errors';
import type { SampleJob } from '../../src/core/sampling/sample-request';
import { solverSpecFor } from '../../src/methods/sampling';
import type { BackendKind } from '../../src/runtime/ort';
import { SHIPPED_MODEL } from '../site';
import type { BenchRow } from './row';

export const STEPS = 25;
const ROUNDS = 5;
const BAR = 1.2;
/** Bytes of an image may differ by rounding in another order, not by more. */
const MOST_DIFFERENCE = 2;
export const NATIVE = ['cpu', 'webgpu', 'cuda'] as const satisfies readonly BackendKind[];

async function jobFor({ model }: NodeModel, steps: number): Promise<SampleJob> {
  const { pack } = model.loaded;
  const { cfgScale, karrasSigmas } = pack.defaults;
  const prompts = ['a photo of a tench', pack.condition.nullPrompt];
  const [own = {}, nothing = {}] = await model.makeConditions(prompts);
  return {
    solver: solverSpecFor({ solver: 'dpmsolver++2m', steps }, { karrasSigmas }),
    guidanceScale: cfgScale,
    seed: 1,
    nullCondition: nothing,
    images: [{ className: 'tench', image: 0, condition: own, terms: [] }],
  };
}

/** @returns the image's bytes and seconds */
async function oneImage({ model }: NodeModel, job: SampleJob) {
  const started = performance.now();
  const [image] = await model.sample(job, controlOf(new AbortController().signal), () => undefined);
  if (image === undefined) throw new Error('no image was made');
  return { pixels: image.pixels, seconds: (performance.now() - started) / 1000 };
}

function largestDifference(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? 0))), 0);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** The two take turns, so that whatever else the machine does meets both. */
async function compared(
  wasm: NodeModel,
  backend: BackendKind,
  { threads, model, steps }: NativePlace,
): Promise<BenchRow> {
  const row = {
    name: `${backend} over wasm on Node: one image of the embedded model, ${steps} steps, ${threads} threads`,
    bar: backend === 'cpu' ? `at least ${BAR}x` : 'none',
    unit: 'x',
  };
  let native: NodeModel;
  try {
    native = await openNodeModel({ ...model, threads, backend });
  } catch (error) {
    const note = toErrorRecord(error).message;
    return { ...row, median: NaN, runs: 0, passed: null, note };
  }
  try {
    const [wasmJob, nativeJob] = [await jobFor(wasm, steps), await jobFor(native, steps)];
    const ratios: number[] = [];
    let difference = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const slow = await oneImage(wasm, wasmJob);
      const fast = await oneImage(native, nativeJob);
      ratios.push(slow.seconds / fast.seconds);
      difference = Math.max(difference, largestDifference(slow.pixels, fast.pixels));
    }
    const ratio = median(ratios);
    const note = `bytes differ by at most ${difference}; the bound is ${MOST_DIFFERENCE}`;
    const passed = backend === 'cpu' ? ratio >= BAR && difference <= MOST_DIFFERENCE : null;
    return { ...row, median: ratio, runs: ROUNDS, passed, note };
  } finally {
    await native.close();
  }
}

export interface NativePlace {
  readonly threads: number;
  /** Folders of the pack and of the kernels. */
  readonly model: Pick<NodeModelOptions, 'pack' | 'kernels'>;
  /** Of an image. */
  readonly steps: number;
}

/** A row a native backend, in order; one that does not start here says why. */
export async function* nativeRows(
  place: NativePlace,
  backends: readonly BackendKind[] = NATIVE,
): AsyncGenerator<BenchRow> {
  const { threads, model } = place;
  const wasm = await openNodeModel({ ...model, threads });
  try {
    for (const backend of backends) yield await compared(wasm, backend, place);
  } finally {
    await wasm.close();
  }
}

export async function nativeBench(): Promise<BenchRow[]> {
  const place = { threads: availableParallelism(), model: SHIPPED_MODEL, steps: STEPS };
  const rows: BenchRow[] = [];
  for await (const row of nativeRows(place)) rows.push(row);
  return rows;
}
