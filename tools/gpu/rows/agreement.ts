/** Does the GPU compute what WebAssembly computes? By the checks of the browser tests, with their bounds. */
import {
  byteDifference,
  KERNELS,
  outputBound,
  PIXELS,
  relativeDifference,
} from '../../../test/support/runtime-bounds';
import { networkOutputs } from '../../../test/support/network-outputs';
import { throwIfRecord } from '../error-record';
import { PAGES, type Lab } from '../lab';
import type { PlannedRow } from '../plan';
import type { AgreementRow, GpuRow } from '../row';

const NETWORKS = [
  ['text', 'text encoder'],
  ['noise', 'denoiser'],
  ['features', 'features'],
  ['latents', 'encoder'],
] as const;

async function kernels(lab: Lab): Promise<AgreementRow[]> {
  const page = await lab.checks('webgpu', 'tiny');
  const found = await page.evaluate(() => window.checks.call('kernels', []));
  const row = (name: string, difference: number, bound: number): AgreementRow => ({
    kind: 'agreement',
    name,
    difference,
    bound,
    unit: '',
    note: 'against plain TypeScript',
  });
  return [
    row('kernel: moments and standardise, 70 x 33', found.standardised, KERNELS.standardised),
    row(
      'kernel: neighbours, 400 x 33, places in the lists',
      found.neighbourIndices,
      KERNELS.neighbourIndices,
    ),
    row(
      'kernel: neighbours, 400 x 33, distances',
      found.neighbourDistances,
      KERNELS.neighbourDistances,
    ),
  ];
}

/** Neighbours at the size that the bar names; the rows that sorting all distances orders otherwise. */
async function fullSizeNeighbours(lab: Lab): Promise<AgreementRow> {
  const page = await lab.checks('webgpu', 'tiny');
  const wrongRows = await page.evaluate(() => window.checks.call('fullSizeNeighbours', []));
  const name = 'kernel: neighbours, 1,300 x 4,096, k = 85, wrong rows of 13';
  return { kind: 'agreement', name, difference: wrongRows, bound: 0, unit: 'rows' };
}

function networks(pack: 'tiny' | 'stillroom-64', title: string) {
  return async (lab: Lab): Promise<AgreementRow[]> => {
    const gpu = await networkOutputs(await lab.checks('webgpu', pack));
    const cpu = await networkOutputs(await lab.checks('wasm', pack));
    const rows = NETWORKS.map(([key, network]): AgreementRow => ({
      kind: 'agreement',
      name: `${title}: ${network}`,
      difference: relativeDifference(gpu[key], cpu[key]),
      bound: outputBound(key, 'webgpu'),
      unit: 'of the largest value',
    }));
    const { largest, share } = byteDifference(gpu.pixels, cpu.pixels);
    const note = `${(100 * share).toFixed(2)} % of the bytes differ, at most ${100 * PIXELS.share} % may`;
    const decoder = `${title}: decoder`;
    const bound = share < PIXELS.share ? PIXELS.largest : 0;
    return [
      ...rows,
      { kind: 'agreement', name: decoder, difference: largest, bound, unit: 'of 255', note },
    ];
  };
}

/** What the page does by itself: the probe on both, and its choice. */
async function choice(lab: Lab): Promise<GpuRow[]> {
  const page = await lab.open(PAGES.runtime);
  await page.waitForFunction(() => 'startThread' in window);
  const report = await page.evaluate(async (url) => {
    window.checks = window.startThread();
    return window.checks.call('open', ['auto', url, 'tiny']);
  }, lab.url);
  throwIfRecord(report);
  if (!('backend' in report)) throw new Error('the model reported no backend');
  const { reason, measurements } = report.backend;
  const { webgpuMs, wasmMs, difference } = measurements;
  const said: GpuRow = { kind: 'said', name: 'the page by itself chooses', sentence: reason };
  if (webgpuMs === undefined || wasmMs === undefined || difference === undefined) return [said];
  return [
    said,
    {
      kind: 'agreement',
      name: 'probe of a denoiser',
      difference,
      bound: 1e-3,
      unit: 'of the largest value',
    },
    {
      kind: 'speed',
      name: 'probe of a denoiser',
      unit: 'ms',
      values: { webgpu: webgpuMs, wasm: wasmMs },
    },
  ];
}

export function agreementRows(small: boolean): PlannedRow[] {
  return [
    { name: 'the backend that the page chooses', seconds: 40, measure: choice },
    { name: 'kernels against TypeScript', seconds: 30, measure: kernels },
    { name: 'the tiny pack', seconds: 40, measure: networks('tiny', 'tiny pack') },
    {
      name: 'the embedded pack',
      seconds: 40,
      measure: networks('stillroom-64', 'embedded pack'),
    },
    ...(small
      ? []
      : [{ name: 'neighbours at full size', seconds: 30, measure: fullSizeNeighbours }]),
  ];
}
