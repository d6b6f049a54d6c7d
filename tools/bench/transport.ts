/**
 * Speed of the transport code: Sinkhorn against POT's `sinkhorn_log` on the same problem in the same
 * run, and the metrics of one class.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matrix } from '../../src/core/linalg/matrix';
import { distributionMetrics } from '../../src/core/metrics/distribution-metrics';
import { randomStream } from '../../src/core/random/stream';
import { costMatrix } from '../../src/core/transport/cost';
import type { TransportProblem } from '../../src/core/transport/problem';
import { sinkhorn } from '../../src/core/transport/sinkhorn';
import type { BenchRow } from './row';

const POINTS = 1000;
const ITERATIONS = 100;
const EPSILON = 0.1;
const RUNS = 5;
const METRICS_BAR_SECONDS = 1;
/** Share by which the two implementations' transport costs may differ before a timing means nothing. */
const SAME_ANSWER = 1e-9;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((p, q) => p - q);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** Seconds of each run, after one that warms the compiler. */
function timed(run: () => void): number[] {
  run();
  return Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  });
}

function normalPoints(seed: number, count: number, dimension: number): Float64Array {
  const stream = randomStream({ seed, purpose: 'bench-points' });
  return stream.fillNormal(new Float64Array(count * dimension));
}

interface PotTiming {
  readonly version: string;
  readonly seconds: readonly number[];
  readonly transportCost: number;
}

/** POT's timing of the problem, or the sentence that says why there is none. */
function potTiming({ cost, a, b }: TransportProblem): PotTiming | string {
  const directory = mkdtempSync(join(tmpdir(), 'stillroom-bench-'));
  try {
    const files = Object.entries({ cost, a, b }).map(([name, values]) => {
      const path = join(directory, name);
      writeFileSync(path, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      return path;
    });
    const script = fileURLToPath(new URL('./pot_sinkhorn.py', import.meta.url));
    const settings = [EPSILON, ITERATIONS, RUNS].map(String);
    const { status, stdout, stderr, error } = spawnSync(
      '/usr/bin/python3',
      [script, ...files, ...settings],
      { encoding: 'utf8' },
    );
    if (error !== undefined) return `python3 did not start: ${error.message}`;
    if (status !== 0) return stderr.trim().split('\n').at(-1) ?? `python3 ended with ${status}`;
    return JSON.parse(stdout) as PotTiming;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function sinkhornProblem(): TransportProblem {
  const dimension = 8;
  const cost = costMatrix(
    normalPoints(1, POINTS, dimension),
    normalPoints(2, POINTS, dimension),
    dimension,
    'euclidean',
  );
  const share = new Float64Array(POINTS).fill(1 / POINTS);
  return { cost, rows: POINTS, columns: POINTS, a: share, b: share };
}

function sinkhornRow(problem: TransportProblem): BenchRow {
  let ourCost = 0;
  const ours = median(
    timed(() => {
      ourCost = sinkhorn(problem, EPSILON, ITERATIONS).transportCost;
    }),
  );
  const pot = potTiming(problem);
  const row = {
    name: `Sinkhorn ${POINTS} x ${POINTS}, ${ITERATIONS} iterations, epsilon ${EPSILON}`,
    unit: 's',
    median: ours,
    runs: RUNS,
  };
  if (typeof pot === 'string') {
    return { ...row, bar: "POT's sinkhorn_log", passed: null, note: `POT was not timed: ${pot}` };
  }
  const theirs = median(pot.seconds);
  const apart = Math.abs(ourCost - pot.transportCost) / Math.abs(pot.transportCost);
  return {
    ...row,
    bar: `${theirs.toFixed(3)} s (POT ${pot.version} sinkhorn_log)`,
    passed: ours <= theirs && apart < SAME_ANSWER,
    note: `transport costs agree to ${apart.toExponential(1)}`,
  };
}

function metricsRow(): BenchRow {
  const dimension = 1024;
  const real = matrix(normalPoints(3, 1000, dimension), 1000, dimension);
  const fake = matrix(normalPoints(4, 50, dimension), 50, dimension);
  const seconds = median(timed(() => void distributionMetrics(real, fake)));
  return {
    name: 'all metrics of one class (1,000 real, 50 synthetic, 1,024-D)',
    bar: `${METRICS_BAR_SECONDS} s`,
    unit: 's',
    median: seconds,
    runs: RUNS,
    passed: seconds < METRICS_BAR_SECONDS,
  };
}

/** The rows of the transport part. */
export function transportBench(): BenchRow[] {
  return [sinkhornRow(sinkhornProblem()), metricsRow()];
}
