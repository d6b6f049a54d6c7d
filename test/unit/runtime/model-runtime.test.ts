import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import type { LoadProgress } from '../../../src/runtime/progress';
import { nodeKernels, tinyFiles, tinySource } from '../../support/tiny-pack';

// Under a loaded machine a load may take longer than the default.
vi.setConfig({ testTimeout: 20_000 });

const place = { loader: nodeOrt(), kernels: nodeKernels };

it('loads in stages, warms up, and tells what it did', async () => {
  const events: LoadProgress[] = [];
  const started = performance.now();
  const runtime = await ModelRuntime.load(tinySource(), place, {
    onProgress: (event) => events.push(event),
  });
  const stages = events.map(({ stage }) => stage);
  expect([...new Set(stages)]).toEqual(['description', 'files', 'backend', 'sessions', 'warm-up']);
  const { report } = runtime;
  expect(report.backend).toMatchObject({ kind: 'wasm', threads: 1, build: 'node', adapter: null });
  expect(report.backend.reason).toContain('no WebGPU adapter');
  const about = readFileSync('node_modules/onnxruntime-web/package.json', 'utf8');
  const { version } = JSON.parse(about) as { readonly version: string };
  expect(report.backend.runtime).toBe(`onnxruntime-web ${version}`);
  expect(report.packHash).toMatch(/^[0-9a-f]{64}$/);
  const { warmUp } = report;
  expect(Object.keys(warmUp).sort()).toEqual(Object.keys(report.pack.graphs).sort());
  const times = Object.values(warmUp);
  for (const time of times) expect(time).toBeGreaterThan(0);
  // They are parts of the load, one after another.
  expect(times.reduce((sum, time) => sum + time, 0)).toBeLessThan(performance.now() - started);
  await runtime.dispose();
  await expect(runtime.diffuser.decode(new Float32Array(2048), 1)).rejects.toMatchObject({
    code: 'WorkerLost',
  });
});

it('does not fall back when WebGPU was asked for', async () => {
  const loading = ModelRuntime.load(tinySource(), place, { backend: 'webgpu' });
  await expect(loading).rejects.toMatchObject({ code: 'Unsupported' });
});

it('passes on what is wrong with a pack', async () => {
  const files = tinyFiles();
  files.delete('unet.weights.bin');
  await expect(ModelRuntime.load(tinySource(files), place)).rejects.toMatchObject({
    code: 'PackInvalid',
    data: { file: 'unet.weights.bin' },
  });
});

it('can be cancelled while sessions are made', async () => {
  const abort = new AbortController();
  const loading = ModelRuntime.load(tinySource(), place, {
    signal: abort.signal,
    onProgress: ({ stage }) => {
      if (stage === 'sessions') abort.abort();
    },
  });
  await expect(loading).rejects.toMatchObject({ code: 'Aborted' });
});
