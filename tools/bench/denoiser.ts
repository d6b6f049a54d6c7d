/**
 * The denoiser that ships: WebAssembly's time over that of ONNX Runtime's native build on as many threads,
 * and by which operators it is lost. Needs onnxruntime-node beside the other packages.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toErrorRecord } from '../../src/core/errors';
import type { BackendKind, OrtSession } from '../../src/runtime/ort';
import { nodeOrt } from '../../src/runtime/ort-node';
import { denoiserBytes, denoiserFeeds } from './denoiser-call';
import type { BenchRow } from './row';

/** An image with guidance: its own row, and the null condition's. */
const ROWS = 2;
const CALLS = 25;
const BAR = 1.3;
/** Operators that are named one by one. */
const NAMED = 4;

interface Opened {
  readonly session: OrtSession;
  readonly call: () => Promise<unknown>;
}

async function opened(backend: BackendKind, threads: number): Promise<Opened> {
  const { ort, sessionThreads } = await nodeOrt(threads, backend).open(backend);
  const session = await ort.InferenceSession.create(denoiserBytes(), {
    executionProviders: [backend],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    ...(sessionThreads !== undefined && { intraOpNumThreads: sessionThreads }),
  });
  const feeds = denoiserFeeds(ort, session, ROWS);
  return { session, call: () => session.run(feeds) };
}

async function milliseconds(call: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await call();
  return performance.now() - started;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args: { readonly op_name?: string };
}

/** Milliseconds of a call by operator; the first call, which allocates, does not count. */
function profile(backend: BackendKind, threads: number): Map<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-profiled-'));
  const path = join(folder, 'profile.json');
  const file = openSync(path, 'w');
  try {
    const script = fileURLToPath(new URL('profiled-denoiser.ts', import.meta.url));
    const sizes = [threads, ROWS, CALLS + 1].map(String);
    spawnSync(process.execPath, ['--import', 'tsx', script, backend, ...sizes], {
      stdio: ['ignore', file, 'inherit'],
    });
    const events = JSON.parse(readFileSync(path, 'utf8')) as readonly ProfileEvent[];
    const kernels = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_time'));
    const sums = new Map<string, number>();
    for (const { dur, args } of kernels.slice(kernels.length / (CALLS + 1))) {
      const operator = args.op_name ?? '';
      sums.set(operator, (sums.get(operator) ?? 0) + dur / 1000 / CALLS);
    }
    return sums;
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the time goes that WebAssembly takes more, in words. */
function lost(wasm: ReadonlyMap<string, number>, native: ReadonlyMap<string, number>): string {
  const more = [...wasm].map(([operator, time]) => {
    const theirs = native.get(operator) ?? 0;
    return { operator, time, theirs, more: time - theirs };
  });
  const named = more.toSorted((a, b) => b.more - a.more).slice(0, NAMED);
  const text = named.map(
    ({ operator, time, theirs }) =>
      `${operator} ${time.toFixed(1)} ms against ${theirs.toFixed(1)}`,
  );
  return `by operator: ${text.join(', ')}`;
}

export async function denoiserBench(): Promise<BenchRow[]> {
  const threads = availableParallelism();
  const row = {
    name: `denoiser of the embedded pack, one call of ${ROWS} rows, WASM on Node over the native build, ${threads} threads`,
    bar: `at most ${BAR} x`,
    unit: 'x',
  };
  let native: Opened;
  try {
    native = await opened('cpu', threads);
  } catch (error) {
    const note = toErrorRecord(error).message;
    return [{ ...row, median: NaN, runs: 0, passed: null, note }];
  }
  const wasm = await opened('wasm', threads);
  const ours: number[] = [];
  const theirs: number[] = [];
  // Turn by turn, so that whatever else the machine does meets both.
  for (let call = 0; call <= CALLS; call++) {
    const times = [await milliseconds(wasm.call), await milliseconds(native.call)] as const;
    if (call === 0) continue;
    ours.push(times[0]);
    theirs.push(times[1]);
  }
  await wasm.session.release();
  await native.session.release();
  const ratio = median(ours) / median(theirs);
  const figures = `${median(ours).toFixed(1)} ms against ${median(theirs).toFixed(1)} ms`;
  const note = `${figures}; ${lost(profile('wasm', threads), profile('cpu', threads))}`;
  return [{ ...row, median: ratio, runs: CALLS, passed: ratio <= BAR, note }];
}
