/**
 * The runtime in a real Chromium, built and served as in production: multi-threaded WebAssembly and
 * WebGPU (on a software adapter), both against the plain TypeScript references and against Node.
 */
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import type { BackendReport, BackendRequest } from '../../../src/runtime/backend';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { nodeKernels, tinySource } from '../../support/tiny-pack';
import { BASELINE_ONLY, collectErrors, launchChromium } from '../../support/chromium';
import {
  byteDifference,
  KERNELS,
  outputBound,
  PIXELS,
  relativeDifference,
} from '../../support/runtime-bounds';
import { networkOutputs } from '../../support/network-outputs';
import { buildAndServe, type Served } from '../../support/serve';
import type { KernelDifferences } from './page/worker';
import { seededOutputs, type SeededOutputs } from './seeded-outputs';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

interface Outcome {
  readonly code?: string;
  readonly message?: string;
  readonly backend?: BackendReport;
  readonly warnings?: readonly string[];
}

let served: Served;
let browser: Browser;
/** What Node computes. */
let expected: SeededOutputs;
beforeAll(async () => {
  const node = await ModelRuntime.load(tinySource(), { loader: nodeOrt(), kernels: nodeKernels });
  expected = await seededOutputs(node.diffuser);
  await node.dispose();
  served = await buildAndServe(path('page'), {
    '/kernels/': path('../../../public/kernels'),
    '/packs/tiny/': path('../../assets/tiny-pack'),
    '/packs/narrow-dit-half/': path('../../assets/narrow-dit-half'),
  });
  browser = await launchChromium({ args: [BASELINE_ONLY] });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

async function openPage(context: BrowserContext): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors = collectErrors(page);
  await page.goto(served.url);
  await page.waitForFunction(() => 'startThread' in window);
  return { page, errors };
}

function open(
  page: Page,
  backend: BackendRequest,
  pack = 'tiny',
  way: 'open' | 'openInTurns' = 'open',
): Promise<Outcome> {
  return page.evaluate(
    async ([backend, siteUrl, pack, way]) => {
      window.checks = window.startThread();
      return window.checks.call(way, [backend, siteUrl, pack]);
    },
    [backend, served.url, pack, way] as const,
  );
}

/** What a page's model computes is what Node's does, within the bounds of the backend. */
async function expectNodesOutputs(page: Page, backend: 'wasm' | 'webgpu'): Promise<void> {
  const received = await networkOutputs(page);
  for (const name of ['text', 'noise', 'features', 'latents'] as const) {
    const difference = relativeDifference(received[name], expected[name]);
    expect(difference, name).toBeLessThanOrEqual(outputBound(name, backend));
  }
  const { largest, share } = byteDifference(received.pixels, expected.pixels);
  expect(largest).toBeLessThanOrEqual(PIXELS.largest);
  expect(share).toBeLessThan(PIXELS.share);
}

/** A software adapter compiles its shaders on the CPU: seconds, more on a busy machine. */
const SLOW = 300_000;

/** The files of ONNX Runtime that an address asked for, without their hashes. */
function wasmFiles(requests: readonly string[]): string[] {
  const names = requests.filter((name) => name.endsWith('.wasm'));
  return [...new Set(names)].map((name) => name.replace(/-[^-]*\.wasm$/, ''));
}

const backends = [
  { request: 'wasm', build: 'wasm', files: ['/assets/ort-wasm-simd-threaded'] },
  { request: 'webgpu', build: 'jspi', files: ['/assets/ort-wasm-simd-threaded.jspi'] },
] as const;

/** Of the same points, by backend. */
const neighbourDistances = new Map<string, readonly number[]>();

describe.each(backends)('on $request', ({ request, build, files }) => {
  let page: Page;
  let errors: string[];
  let report: Outcome;
  let requests: string[];
  beforeAll(async () => {
    ({ page, errors } = await openPage(await browser.newContext()));
    const before = served.requests.length;
    report = await open(page, request);
    requests = served.requests.slice(before);
  }, SLOW);
  afterAll(() => page.context().close());

  it('opens the tiny pack under the strict policy, with threads', async () => {
    expect(report).toMatchObject({ backend: { kind: request, build }, warnings: [] });
    expect(await page.evaluate(() => window.checks.call('isolated', []))).toBe(true);
    const processors = await page.evaluate(() => navigator.hardwareConcurrency);
    expect(report.backend?.threads).toBe(Math.min(8, processors));
    expect(errors).toEqual([]);
  });

  it('fetches the WebAssembly of this backend alone', () => {
    expect(wasmFiles(requests)).toEqual(files);
  });

  it('computes what Node computes', () => expectNodesOutputs(page, request), SLOW);

  it(
    'runs the dense kernels like their TypeScript references',
    async () => {
      const differences: KernelDifferences = await page.evaluate(() =>
        window.checks.call('kernels', []),
      );
      expect(differences.standardised).toBeLessThan(KERNELS.standardised);
      expect(differences.neighbourIndices).toBe(KERNELS.neighbourIndices);
      expect(differences.neighbourDistances).toBeLessThan(KERNELS.neighbourDistances);
      neighbourDistances.set(request, differences.distances);
    },
    SLOW,
  );

  if (request === 'wasm') {
    it('finds exact neighbours of 1,300 points in 4,096 dimensions', async () => {
      const wrongRows = await page.evaluate(() => window.checks.call('fullSizeNeighbours', []));
      expect(wrongRows).toBe(0);
    });
  }

  if (request === 'webgpu') {
    it(
      'answers every call with DeviceLost when the device goes away',
      async () => {
        const codes = await page.evaluate(() => window.checks.call('loseDevice', []));
        expect(codes).toEqual(['DeviceLost', 'DeviceLost', 'DeviceLost']);
      },
      SLOW,
    );

    it(
      'works in a new worker after that',
      async () => {
        expect(await open(page, 'webgpu')).toMatchObject({ backend: { kind: 'webgpu' } });
      },
      SLOW,
    );
  }
});

it('finds neighbours at the same distances, to the last bit, beside a model on any backend', () => {
  expect(neighbourDistances.get('wasm')).toHaveLength(400 * 15);
  expect(neighbourDistances.get('webgpu')).toEqual(neighbourDistances.get('wasm'));
});

it(
  'makes sessions, releases them and makes them again on one device',
  async () => {
    const { page } = await openPage(await browser.newContext());
    const report = await open(page, 'webgpu', 'tiny', 'openInTurns');
    expect(report).toMatchObject({ backend: { kind: 'webgpu' } });
    // A condition, a prediction, latents, a picture: each opens the sessions of the other turn.
    await expectNodesOutputs(page, 'webgpu');
    expect(await page.evaluate(() => window.checks.call('devices', []))).toBe(1);
    await page.context().close();
  },
  SLOW,
);

it('refuses half precision on an adapter without it, in a sentence', async () => {
  const { page } = await openPage(await browser.newContext());
  const { code, message } = await open(page, 'webgpu', 'narrow-dit-half');
  expect(code).toBe('Unsupported');
  expect(message).toMatch(
    /half precision, which WebGPU on .*swiftshader.* \(shader-f16\).*"wasm"/i,
  );
  await page.context().close();
});

it('chooses WebAssembly over a software adapter, and says why', async () => {
  const { page } = await openPage(await browser.newContext());
  const { backend } = await open(page, 'auto');
  expect(backend).toMatchObject({ kind: 'wasm', build: 'wasm' });
  expect(backend?.reason).toMatch(/software/);
  expect(backend?.adapter).toMatch(/swiftshader/i);
  await page.context().close();
});

it(
  'measures a real adapter against WebAssembly and keeps the faster',
  async () => {
    const { page } = await openPage(await browser.newContext());
    const before = served.requests.length;
    const outcome = (await page.evaluate(async (siteUrl) => {
      window.checks = window.startThread();
      await window.checks.call('disguise', []);
      return window.checks.call('open', ['auto', siteUrl, 'tiny']);
    }, served.url)) as Outcome;
    const { backend } = outcome;
    const { wasmMs = NaN, webgpuMs = NaN, difference = NaN } = backend?.measurements ?? {};
    expect(backend).toMatchObject({ kind: 'wasm', build: 'wasm', adapter: 'acme' });
    expect(backend?.reason).toContain('WebAssembly is faster than WebGPU on acme');
    expect(wasmMs).toBeLessThan(webgpuMs);
    expect(difference).toBeLessThan(1e-3);
    // Where WebAssembly can't suspend, WebGPU runs on the other native build.
    expect(wasmFiles(served.requests.slice(before))).toEqual([
      '/assets/ort-wasm-simd-threaded',
      '/assets/ort-wasm-simd-threaded.asyncify',
    ]);
    await page.context().close();
  },
  SLOW,
);

it('takes weights from the cache the second time', async () => {
  const context = await browser.newContext();
  const weights = async () => {
    const { page } = await openPage(context);
    const before = served.requests.length;
    await open(page, 'wasm');
    await page.close();
    return served.requests.slice(before).filter((name) => name.startsWith('/packs/tiny/'));
  };
  expect(await weights()).toHaveLength(7);
  expect(await weights()).toEqual(['/packs/tiny/pack.json']);
  await context.close();
});

it('says plainly that a browser has no WebGPU', async () => {
  const without = await launchChromium({ webgpu: false, args: [BASELINE_ONLY] });
  try {
    const { page } = await openPage(await without.newContext());
    expect(await open(page, 'webgpu')).toMatchObject({ code: 'Unsupported' });
    const { backend } = await open(page, 'auto');
    expect(backend?.kind).toBe('wasm');
    expect(backend?.reason).toMatch(/no WebGPU adapter|software/);
  } finally {
    await without.close();
  }
});
