/**
 * Chooses where models run, by what the machine is and by a short measurement.
 *
 * "WebGPU exists" says little: a software adapter takes seconds for a step that two WebAssembly
 * threads do in milliseconds, and some real drivers are slower than the CPU on small images, or
 * compute some convolutions wrongly. So on a real adapter a small piece of a denoiser runs on both,
 * the results are compared, and the faster one wins. The person may overrule it.
 */
import { StillroomError, toErrorRecord } from '../core/errors';
import { Session } from './session';
import { findAdapter, openDevice, type FoundAdapter } from './gpu-device';
import { floats, type Graph } from './graph';
import type { KernelGraphs } from './kernel-graphs';
import { runtimeOf, type BackendKind, type OrtLoader } from './ort';

export type BackendRequest = 'auto' | BackendKind;

export interface ProbeMeasurements {
  /** Median milliseconds of a probe run, where it was made. */
  readonly webgpuMs?: number;
  readonly wasmMs?: number;
  /** Largest difference between both results, relative to the largest value. */
  readonly difference?: number;
}

export interface BackendReport {
  readonly kind: BackendKind;
  /** Threads on the processor (those of WebAssembly serve WebGPU too, for operators that fall back to the CPU). */
  readonly threads: number;
  /** Build of ONNX Runtime. */
  readonly build: string;
  /** Its package and version: "onnxruntime-web 1.30.0". */
  readonly runtime: string;
  /** The adapter's name, whether used or not; null without WebGPU. */
  readonly adapter: string | null;
  /** One sentence for the person. */
  readonly reason: string;
  readonly measurements: ProbeMeasurements;
}

export interface OpenedBackend {
  readonly session: Session;
  readonly report: BackendReport;
}

export interface BackendPlace {
  readonly loader: OrtLoader;
  readonly kernels: KernelGraphs;
}

/** Results may differ by rounding in different order, not by more. */
const PROBE_TOLERANCE = 1e-3;
const PROBE_RUNS = 5;
const PROBE_DIMS = [2, 8, 16, 16] as const;

async function openWasm(loader: OrtLoader): Promise<Session> {
  return new Session('wasm', await loader.open('wasm'), null);
}

async function openWebgpu(loader: OrtLoader, found: FoundAdapter): Promise<Session> {
  const opened = await loader.open('webgpu');
  // The device may fail before the session that hears about it exists.
  let early: StillroomError | null = null;
  let report = (error: StillroomError): void => {
    early = error;
  };
  const device = await openDevice(found, (error) => report(error));
  const session = new Session('webgpu', opened, device);
  report = (error) => session.fail(error);
  if (early) session.fail(early);
  return session;
}

/** Runs the probe graph a few times: its result and the median time. */
export async function measure(
  session: Session,
  kernels: KernelGraphs,
): Promise<{ result: Float32Array; milliseconds: number }> {
  const graph: Graph = await session.createGraph('probe', { content: await kernels('probe') });
  const values = new Float32Array(PROBE_DIMS.reduce<number>((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) values[i] = Math.sin(1.7 * i);
  const run = async () =>
    floats((await graph.run({ sample: { values, dims: PROBE_DIMS } }, ['result'])).result);
  const result = await run();
  const times: number[] = [];
  for (let i = 0; i < PROBE_RUNS; i++) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  await graph.release();
  times.sort((a, b) => a - b);
  return { result, milliseconds: times[PROBE_RUNS >> 1] ?? Infinity };
}

/** Largest difference of two results over the largest value of the second; none between equal ones, zeros too. */
export function relativeDifference(a: Float32Array, b: Float32Array): number {
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] ?? Infinity) - (b[i] ?? 0)));
    largest = Math.max(largest, Math.abs(b[i] ?? 0));
  }
  return difference === 0 ? 0 : difference / largest;
}

function reported(
  session: Session,
  loader: OrtLoader,
  found: FoundAdapter | null,
  reason: string,
  measurements: ProbeMeasurements = {},
): OpenedBackend {
  const { backend, build } = session;
  const adapter = found?.description ?? null;
  const { threads } = loader;
  const runtime = runtimeOf(session);
  const report = { kind: backend, threads, build, runtime, adapter, reason, measurements };
  return { session, report };
}

/** Measures a real adapter against WebAssembly and keeps the better of the two. */
async function byProbe(
  { loader, kernels }: BackendPlace,
  found: FoundAdapter,
): Promise<OpenedBackend> {
  const { description } = found;
  const cpu = await openWasm(loader);
  const onCpu = await measure(cpu, kernels);
  const wasmMs = onCpu.milliseconds;
  let gpu: Session | null = null;
  try {
    gpu = await openWebgpu(loader, found);
    const onGpu = await measure(gpu, kernels);
    const webgpuMs = onGpu.milliseconds;
    const difference = relativeDifference(onGpu.result, onCpu.result);
    const measurements = { webgpuMs, wasmMs, difference };
    const figures = `${webgpuMs.toFixed(1)} ms against ${wasmMs.toFixed(1)} ms a probe run`;
    if (difference <= PROBE_TOLERANCE && webgpuMs < wasmMs) {
      await cpu.dispose();
      const reason = `WebGPU on ${description} is faster than WebAssembly here: ${figures}.`;
      return reported(gpu, loader, found, reason, measurements);
    }
    await gpu.dispose();
    const reason =
      difference <= PROBE_TOLERANCE
        ? `WebAssembly is faster than WebGPU on ${description} here: WebGPU took ${figures}.`
        : `WebGPU on ${description} computed the probe wrongly (off by ${difference.toPrecision(2)}), so WebAssembly is used.`;
    return reported(cpu, loader, found, reason, measurements);
  } catch (error) {
    await gpu?.dispose();
    const message = error instanceof Error ? error.message : String(error);
    const reason = `WebGPU on ${description} failed its probe (${message}), so WebAssembly is used.`;
    return reported(cpu, loader, found, reason, { wasmMs });
  }
}

/**
 * The one backend of a place, a native one: a small graph shows whether it starts at all.
 * @throws StillroomError Unsupported
 */
async function openOnly(
  kind: BackendKind,
  { loader, kernels }: BackendPlace,
): Promise<OpenedBackend> {
  const session = new Session(kind, await loader.open(kind), null);
  const content = await kernels('probe');
  try {
    await (await session.createGraph('probe', { content })).release();
  } catch (cause) {
    await session.dispose();
    // What ONNX Runtime said, without what is usual to make of it: this graph is not damaged.
    const { message } =
      cause instanceof Error && cause.cause instanceof Error ? cause.cause : toErrorRecord(cause);
    const [reason = ''] = message.split('\n');
    throw new StillroomError(
      'Unsupported',
      `The backend "${kind}" does not start on this machine (${reason.trim()}). Choose "cpu" or "wasm".`,
      { backend: kind },
      { cause },
    );
  }
  const threads = `${loader.threads} ${loader.threads === 1 ? 'thread' : 'threads'}`;
  return reported(session, loader, null, `The backend "${kind}" with ${threads}, as chosen.`);
}

/**
 * Starts WebAssembly, which every request but for WebGPU needs first: what is fetched and compiled is the
 * thread's, and the first session of `openBackend` finds it there.
 *
 * Its first deed is to run a cast. The operator's code is ONNX Runtime's largest by far, half a megabyte, and
 * weights in halves have it called a hundred times while sessions are made, as no run calls it. V8 optimises for
 * the callers that it has seen: met by others at the first run, it threw that code away and took another second
 * of a core for it, in the middle of the first image.
 */
export async function wakeWasm(
  request: BackendRequest,
  { loader, kernels }: BackendPlace,
): Promise<void> {
  if (loader.only !== undefined || request === 'webgpu') return;
  const session = await openWasm(loader);
  const cast = await session.createGraph('cast', { content: await kernels('cast') });
  await cast.run({ whole: { values: Int32Array.of(1), dims: [1] } }, ['number']);
  await cast.release();
}

/**
 * Opens the backend that was asked for, or the better one.
 * @throws StillroomError Unsupported when WebGPU was asked for and there is none, or a native backend does
 *   not start
 */
export async function openBackend(
  request: BackendRequest,
  place: BackendPlace,
): Promise<OpenedBackend> {
  const { loader } = place;
  if (loader.only !== undefined) return openOnly(loader.only, place);
  const found = await findAdapter();
  if (request === 'webgpu') {
    if (!found) {
      throw new StillroomError(
        'Unsupported',
        'This browser offers no WebGPU adapter. Choose the backend "wasm" or "auto".',
      );
    }
    const session = await openWebgpu(loader, found);
    const kind = found.software ? 'a software adapter, so expect it to be slow' : 'as chosen';
    return reported(session, loader, found, `WebGPU on ${found.description}: ${kind}.`);
  }
  if (request === 'auto' && found && !found.software) return byProbe(place, found);
  const session = await openWasm(loader);
  const threads = `${loader.threads} ${loader.threads === 1 ? 'thread' : 'threads'}`;
  if (request === 'wasm') {
    return reported(session, loader, found, `WebAssembly with ${threads}, as chosen.`);
  }
  const why = found
    ? `the only WebGPU adapter (${found.description}) is software, which is far slower`
    : 'this browser offers no WebGPU adapter';
  return reported(session, loader, found, `WebAssembly with ${threads}: ${why}.`);
}
