/**
 * The papers' networks at their real size, with random weights that are made here and kept nowhere else: seconds a
 * call of two rows (an image with guidance) and the process's peak of memory, in torch and on Node, on the same cores,
 * in float32. Needs a Python with what tools/pack/requirements.txt names (STILLROOM_TORCH_PYTHON), 9 GB of disk in
 * .cache/large, 12 GB of memory, and onnxruntime-node for its row. Only made when it is named.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { BackendKind } from '../../src/runtime/ort';
import type { BenchRow } from './row';

const ROOT = join(import.meta.dirname, '..', '..');
const PYTHON = process.env['STILLROOM_TORCH_PYTHON'] ?? '/usr/bin/python3';
const BACKENDS = ['cpu', 'wasm'] as const satisfies readonly BackendKind[];

/** Names as measure_large.py has them. */
const NETWORKS = [
  ['sd15', 'UNet of Stable Diffusion 1.5 (860 M weights, 64 x 64 latents)'],
  ['dit-xl', 'DiT-XL/2 (675 M weights, 32 x 32 latents)'],
] as const;

/** What a process told of its network. */
interface Told {
  readonly call?: number;
  /** How many were made; three where it does not say. */
  readonly calls?: number;
  readonly open?: number;
  readonly difference?: number;
  readonly peakMB?: number;
  readonly problem?: string;
}

/** The last line of a program's output as JSON; what went wrong where it has none. */
function asked(program: string, words: readonly string[]): Told {
  const { stdout, stderr, status, error } = spawnSync(program, words, {
    encoding: 'utf8',
    cwd: ROOT,
  });
  const last = (stdout ?? '').trim().split('\n').at(-1) ?? '';
  if (last.startsWith('{')) return JSON.parse(last) as Told;
  const why = error?.message ?? (stderr ?? '').trim().split('\n').at(-1) ?? '';
  return { problem: `${program} ended with ${status}: ${why}` };
}

function row(name: string, { call, calls = 3, open, difference, peakMB, problem }: Told): BenchRow {
  const peak = peakMB === undefined ? [] : [`peak ${(peakMB / 1000).toFixed(1)} GB`];
  const facts = [
    ...(open === undefined ? [] : [`opened in ${open.toFixed(0)} s`]),
    ...(difference === undefined ? [] : [`${difference.toExponential(1)} from torch`]),
  ];
  return {
    name,
    bar: 'none',
    unit: 's a call',
    median: call ?? NaN,
    runs: call === undefined ? 0 : calls,
    passed: null,
    note: [problem, ...peak, ...facts].filter((fact) => fact !== undefined).join(', '),
  };
}

/** A row for torch and for every backend on Node. */
function networkRows(network: string, title: string, threads: number): BenchRow[] {
  const folder = join(ROOT, '.cache', 'large', network);
  mkdirSync(folder, { recursive: true });
  const script = join(ROOT, 'tools', 'pack', 'measure_large.py');
  const stage = (name: string) =>
    asked(PYTHON, [
      script,
      network,
      '--folder',
      folder,
      '--threads',
      String(threads),
      '--stage',
      name,
    ]);
  if (!existsSync(join(folder, 'denoiser.onnx'))) {
    const { problem } = stage('export');
    if (problem !== undefined) return [row(`${title}, export`, { problem })];
  }
  const call = join(ROOT, 'tools', 'bench', 'large-call.ts');
  return [
    row(`${title}: torch, eager, ${threads} threads`, stage('torch')),
    ...BACKENDS.map((backend) =>
      row(
        `${title}: Node, ${backend}, ${threads} threads`,
        asked('npx', ['tsx', call, folder, backend, String(threads)]),
      ),
    ),
  ];
}

export function largeBench(): BenchRow[] {
  return NETWORKS.flatMap(([network, title]) =>
    networkRows(network, title, availableParallelism()),
  );
}
