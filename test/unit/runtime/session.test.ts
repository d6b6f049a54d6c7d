import { mkdtempSync, openAsBlob, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { Kernels } from '../../../src/runtime/kernels/kernels';
import {
  runtimeOf,
  type BackendKind,
  type OrtModule,
  type OrtSessionOptions,
} from '../../../src/runtime/ort';
import { rememberPlace } from '../../../src/runtime/file-places';
import { Session } from '../../../src/runtime/session';
import { fakeGraph } from './fake-session';
import { nodeSession, nodeKernels } from '../../support/tiny-pack';

// Under a loaded machine compiling the WebAssembly may take longer than the default.
vi.setConfig({ testTimeout: 20_000 });

const sessions: Session[] = [];
async function session(): Promise<Session> {
  const opened = await nodeSession();
  sessions.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of sessions.splice(0)) await opened.dispose();
});

const points = { values: Float32Array.of(1, 2, 3, 4), dims: [2, 2] };
const scaled = (scale: number) => ({
  points,
  mean: { values: Float32Array.of(1, 1), dims: [2] },
  scale: { values: Float32Array.of(scale, scale), dims: [2] },
});
const floatInput = { x: ['float32', ['n']] } as const;

describe('Session', () => {
  it('runs what it is given, one at a time, however many calls are made at once', async () => {
    const opened = await session();
    const content = await nodeKernels('standardise');
    const graphs = await Promise.all(
      [1, 2, 3].map(() => opened.createGraph('standardise', { content })),
    );
    const runs = await Promise.all(
      graphs.flatMap((graph) =>
        [1, 2, 4].map((scale) => graph.run(scaled(scale), ['standardised'])),
      ),
    );
    const expected = [1, 2, 4].map((scale) => [0, 1, 2, 3].map((value) => value / scale));
    expect(runs.map(({ standardised }) => [...standardised.values])).toEqual([
      ...expected,
      ...expected,
      ...expected,
    ]);
  });

  it.each([
    ['native', Uint8Array],
    ['node', Blob],
  ])('hands weight files to the %s build in the form that it takes', async (build, form) => {
    let given: OrtSessionOptions | undefined;
    const ort = {
      InferenceSession: {
        create: (_: Uint8Array, options: OrtSessionOptions) => {
          given = options;
          return Promise.resolve({ inputMetadata: [], outputMetadata: [], release: () => null });
        },
      },
    } as unknown as OrtModule;
    const opened = new Session('cpu', { ort, build }, null);
    await opened.createGraph('denoiser', {
      content: new Uint8Array(1),
      data: [{ path: 'denoiser.onnx_data', content: new Blob([Uint8Array.of(1, 2, 3)]) }],
    });
    const [file] = (given?.externalData ?? []) as { path: string; data: Blob | Uint8Array }[];
    expect(file?.path).toBe('denoiser.onnx_data');
    expect(file?.data).toBeInstanceOf(form);
    const bytes = file?.data instanceof Blob ? await file.data.arrayBuffer() : file?.data;
    expect([...new Uint8Array(bytes as ArrayBuffer)]).toEqual([1, 2, 3]);
  });

  it('lets the native build read weights from the folder where they lie, if all do', async () => {
    const given: OrtSessionOptions[] = [];
    const ort = {
      InferenceSession: {
        create: (_: Uint8Array, options: OrtSessionOptions) => {
          given.push(options);
          return Promise.resolve({ inputMetadata: [], outputMetadata: [], release: () => null });
        },
      },
    } as unknown as OrtModule;
    const opened = new Session('cpu', { ort, build: 'native' }, null);
    const files = ['unet/a.bin', 'unet/b.bin', 'elsewhere/c.bin'].map((path) => {
      const content = new Blob([path]);
      rememberPlace(content, `/packs/sd/${path}`);
      return { path: path.replace(/^.*\//, ''), content };
    });
    const content = new Uint8Array(1);
    await opened.createGraph('denoiser', { content, data: files.slice(0, 2) });
    await opened.createGraph('denoiser', { content, data: files });
    await opened.createGraph('denoiser', { content });
    expect(given.map(({ extra, externalData }) => [extra, externalData?.length])).toEqual([
      [{ session: { model_external_initializers_file_folder_path: '/packs/sd/unet' } }, undefined],
      [undefined, 3],
      [undefined, undefined],
    ]);
  });

  it('names the stage, output and place of a value that is not finite', async () => {
    const graph = await (
      await session()
    ).createGraph('unet', {
      content: await nodeKernels('standardise'),
    });
    await expect(graph.run(scaled(0), ['standardised'])).rejects.toMatchObject({
      code: 'NonFiniteOutput',
      data: { stage: 'unet', output: 'standardised', position: 0, backend: 'wasm' },
    });
  });

  it('calls bytes that are no graph an invalid pack', async () => {
    const content = new Blob([new Uint8Array(100).fill(7)]);
    await expect((await session()).createGraph('unet', { content })).rejects.toMatchObject({
      code: 'PackInvalid',
      message: expect.stringContaining("can't open unet"),
    });
  });

  it('tells of a file that was changed after it was opened, and calls no graph damaged', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stillroom-session-'));
    try {
      const path = join(folder, 'unet.onnx');
      writeFileSync(path, 'as it was checked');
      const changed = await openAsBlob(path);
      writeFileSync(path, 'changed since, and longer');
      const opened = await session();
      const native = new Session('cpu', { ort: opened.ort, build: 'native' }, null);
      const data = [{ path: 'unet.onnx_data', content: changed }];
      const placed = join(folder, 'vae.onnx_data');
      writeFileSync(placed, 'weights as were checked');
      const replaced = await openAsBlob(placed);
      rememberPlace(replaced, placed.replaceAll('\\', '/'));
      writeFileSync(join(folder, 'other'), 'weights that are others');
      renameSync(join(folder, 'other'), placed);
      const later = Date.now() / 1000 + 60;
      utimesSync(placed, later, later);
      const inFolder = [{ path: 'vae.onnx_data', content: replaced }];
      for (const [on, files] of [
        [opened, { content: changed }],
        [native, { content: new Uint8Array(1), data }],
        [native, { content: new Uint8Array(1), data: inFolder }],
      ] as const) {
        await expect(on.createGraph('unet', files)).rejects.toMatchObject({
          code: 'PackInvalid',
          message: expect.stringMatching(
            /^A file of unet can't be read: .* It was changed or moved .* Choose the model's folder again\.$/,
          ),
        });
      }
      expect(opened.failure).toBeNull();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says which names a graph has when one is missing', async () => {
    const graph = await (
      await session()
    ).createGraph('unet', {
      content: await nodeKernels('standardise'),
    });
    expect(() => graph.require('outputs', 'out_sample')).toThrow(
      'unet has no output "out_sample"; it has "standardised"',
    );
    await expect(graph.run({ sample: points }, ['standardised'])).rejects.toMatchObject({
      code: 'PackInvalid',
    });
  });

  it('stays usable after a run that ONNX Runtime refused', async () => {
    const graph = await (
      await session()
    ).createGraph('standardise', {
      content: await nodeKernels('standardise'),
    });
    const wrong = { ...scaled(1), mean: { values: new Float32Array(3), dims: [3] } };
    await expect(graph.run(wrong, ['standardised'])).rejects.toMatchObject({
      code: 'Internal',
      message: expect.stringContaining('standardise stopped with an error on wasm'),
    });
    expect([...(await graph.run(scaled(1), ['standardised'])).standardised.values]).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it.each([
    ['Failed to allocate memory for requested buffer of size 123', 'OutOfMemory'],
    ['std::bad_alloc', 'OutOfMemory'],
    ['Array buffer allocation failed', 'OutOfMemory'],
    ['WebGPU device lost (2): device was lost', 'DeviceLost'],
    [
      "Failed to execute 'mapAsync' on 'GPUBuffer': Buffer was unmapped before mapping was resolved.",
      'DeviceLost',
    ],
    [
      'Failed to create a WebGPU compute pipeline: A valid external Instance reference no longer exists.',
      'DeviceLost',
    ],
  ] as const)('breaks as a whole at "%s"', async (message, code) => {
    const opened = await session();
    const { graph } = fakeGraph(opened, 'unet', floatInput, floatInput, () => {
      throw new Error(message);
    });
    const feeds = { x: { values: Float32Array.of(1), dims: [1] } };
    const calls = [graph.run(feeds, ['x']), graph.run(feeds, ['x'])];
    for (const settled of await Promise.allSettled(calls)) {
      expect(settled).toMatchObject({
        status: 'rejected',
        reason: { code, data: { stage: 'unet' } },
      });
    }
    expect(opened.failure?.code).toBe(code);
    await expect(graph.run(feeds, ['x'])).rejects.toMatchObject({ code });
  });

  it('breaks as a whole when its WebAssembly traps', async () => {
    const opened = await session();
    const { graph } = fakeGraph(opened, 'unet', floatInput, floatInput, () => {
      throw new WebAssembly.RuntimeError('unreachable');
    });
    const feeds = { x: { values: Float32Array.of(1), dims: [1] } };
    await expect(graph.run(feeds, ['x'])).rejects.toMatchObject({ code: 'WorkerLost' });
    expect(opened.failure?.code).toBe('WorkerLost');
  });

  it('is closed, its device too, though a graph of it cannot be released', async () => {
    const { ort } = await session();
    let released = 0;
    const create = () => {
      const release = () => {
        released += 1;
        return Promise.reject(new Error('no session of this handle'));
      };
      return Promise.resolve({ inputMetadata: [], outputMetadata: [], release });
    };
    const module = { ...ort, InferenceSession: { create } } as unknown as OrtModule;
    const destroy = vi.fn();
    const device = { destroy } as unknown as GPUDevice;
    const opened = new Session('webgpu', { ort: module, build: 'test' }, device);
    for (const stage of ['unet', 'vae']) await opened.createGraph(stage, { content: new Blob() });
    await opened.dispose();
    expect(released).toBe(2);
    expect(destroy).toHaveBeenCalledOnce();
    expect(opened.failure?.message).toContain('The model was closed');
  });

  it('releases callers from a run that hangs on a lost device', async () => {
    const opened = await session();
    const hanging = opened.exclusive(() => new Promise<never>(() => undefined));
    const waiting = opened.exclusive(() => Promise.resolve(1));
    opened.fail(new StillroomError('DeviceLost', 'gone'));
    await expect(hanging).rejects.toMatchObject({ code: 'DeviceLost' });
    await expect(waiting).rejects.toMatchObject({ code: 'DeviceLost' });
  });
});

it.each([
  ['node', 'onnxruntime-web 1.2.3'],
  ['jspi', 'onnxruntime-web 1.2.3'],
  ['native', 'onnxruntime-node 4.5.6'],
])('the build "%s" says which package it is of', async (build, name) => {
  const { ort } = await session();
  const versions = { common: '0.0.0', web: '1.2.3', node: '4.5.6' };
  expect(runtimeOf({ ort: { ...ort, env: { ...ort.env, versions } }, build })).toBe(name);
});

describe('what computes a graph', () => {
  /** A backend whose sessions are WebAssembly's, whatever they are asked to be; what was asked is kept. */
  async function asked(backend: BackendKind) {
    const { ort } = await session();
    const options: OrtSessionOptions[] = [];
    const module: OrtModule = {
      env: ort.env,
      Tensor: ort.Tensor,
      InferenceSession: {
        create: (bytes, given) => {
          if (given) options.push(given);
          return ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
        },
      },
    };
    const opened = new Session(backend, { ort: module, build: 'test' }, null);
    sessions.push(opened);
    return { opened, providers: () => options.map(({ executionProviders }) => executionProviders) };
  }

  it('is its backend', async () => {
    const { opened, providers } = await asked('webgpu');
    await opened.createGraph('probe', { content: await nodeKernels('probe') });
    expect(providers()).toEqual([[{ name: 'webgpu', preferredLayout: 'NCHW' }]]);
  });

  it.each(['webgpu', 'cuda', 'cpu', 'wasm'] as const)(
    'is the processor for the dense kernels beside a model on %s',
    async (backend) => {
      const { opened, providers } = await asked(backend);
      const found = await new Kernels(opened, nodeKernels).standardise({
        data: Float32Array.of(1, 2, 3, 6),
        rows: 2,
        columns: 2,
      });
      expect([...found.transformed.data]).toEqual([-1, -1, 1, 1]);
      const processor = backend === 'wasm' ? 'wasm' : 'cpu';
      expect(providers()).toEqual([[processor], [processor]]);
    },
  );
});
