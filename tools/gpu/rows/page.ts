/** The built page itself: the sample collection distilled on both backends, and the images compared. */
import type { Page } from 'playwright-core';
import { openedExport, type OpenedExport } from '../../../test/support/opened-export';
import { byteDifference } from '../../../test/support/runtime-bounds';
import { distill, exportedZip, modelReady, setValue } from '../../../test/support/stillroom';
import type { Lab, Side } from '../lab';
import type { PlannedRow } from '../plan';
import type { GpuRow } from '../row';

/** Long enough for a software adapter; the row's own limit is shorter on a real one. */
const PATIENCE_MS = 3_600_000;
/**
 * A step's rounding goes through all steps after it. Images of the same core may differ by so many of 255
 * levels on average, and in some byte by so many at most.
 */
const MEAN_BOUND = 1;
const LARGEST_BOUND = 16;

/** What the page says once the backend that was chosen is open. */
const REASONS = {
  webgpu: /^WebGPU on .*: (as chosen|a software adapter)/,
  wasm: /^WebAssembly with .* as chosen/,
} as const satisfies Record<Side, RegExp>;

interface Run {
  readonly seconds: number;
  readonly set: OpenedExport;
  /** RGBA of each image, by its path. */
  readonly pixels: ReadonlyMap<string, readonly number[]>;
  readonly backend: string;
}

/** Decodes a PNG in the page, which has a decoder. */
function decoded(page: Page, png: Uint8Array): Promise<number[]> {
  return page.evaluate(
    async (bytes) => {
      const blob = new Blob([Uint8Array.from(bytes)], { type: 'image/png' });
      const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      if (context === null) throw new Error('the page gave no canvas');
      context.drawImage(bitmap, 0, 0);
      return Array.from(context.getImageData(0, 0, bitmap.width, bitmap.height).data);
    },
    [...png],
  );
}

async function run(lab: Lab, side: Side): Promise<Run> {
  const page = await lab.open('index.html');
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await page.getByText('Where it computes').click();
  await page.getByLabel('Backend', { exact: true }).selectOption(side);
  const reason = page.getByText(REASONS[side]);
  await reason.waitFor({ timeout: PATIENCE_MS });
  const backend = (await reason.textContent()) ?? '';
  await modelReady(page);
  if (lab.small) {
    // Without cores: a software adapter takes many minutes to encode a class.
    await page.getByLabel('Method', { exact: true }).selectOption('plain');
    await setValue(page, 'Images per class', 1);
    await setValue(page, 'Steps', 2);
    for (const name of ['lighthouse', 'mushroom', 'sailboat', 'snowman', 'teapot']) {
      await page.getByRole('checkbox', { name: new RegExp(name) }).uncheck();
    }
  }
  const started = performance.now();
  await distill(page, PATIENCE_MS);
  const seconds = (performance.now() - started) / 1000;
  const set = openedExport(await exportedZip(page));
  const pixels = new Map<string, readonly number[]>();
  for (const name of set.made) pixels.set(name, await decoded(page, set.file(name)));
  return { seconds, set, pixels, backend };
}

/** Images whose core is the same picture on both, or that have none. */
function comparable(one: OpenedExport, other: OpenedExport): string[] {
  const sources = ({ manifest }: OpenedExport) =>
    new Map(manifest.images.map(({ file, sources }) => [file, JSON.stringify(sources)]));
  const [a, b] = [sources(one), sources(other)];
  return one.made.filter((name) => a.get(name) !== undefined && a.get(name) === b.get(name));
}

export function pageRows(small: boolean): PlannedRow[] {
  const what = small ? 'plain, one image of 2 steps' : 'CoDA, six classes of 10 images';
  const name = `the page: sample collection, ${what}, from Distill to done`;
  const measure = async (lab: Lab): Promise<GpuRow[]> => {
    const gpu = await run(lab, 'webgpu');
    const cpu = await run(lab, 'wasm');
    const { made } = cpu.set;
    const same = comparable(gpu.set, cpu.set);
    const differences = same.map((file) =>
      byteDifference(gpu.pixels.get(file) ?? [], cpu.pixels.get(file) ?? []),
    );
    const largest = Math.max(...differences.map((difference) => difference.largest));
    // Alpha is the same everywhere: of four bytes, three are compared.
    const mean = (4 / 3) * Math.max(...differences.map((difference) => difference.mean));
    const note = `${same.length} of ${made.length} images have the same core on both`;
    return [
      {
        kind: 'speed',
        name,
        unit: 's',
        values: { webgpu: gpu.seconds, wasm: cpu.seconds },
        note: gpu.backend,
      },
      {
        kind: 'agreement',
        name: 'the page: a byte of an image',
        difference: largest,
        bound: LARGEST_BOUND,
        unit: 'of 255',
        note,
      },
      {
        kind: 'agreement',
        name: 'the page: mean over the image that differs most',
        difference: mean,
        bound: MEAN_BOUND,
        unit: 'of 255',
        note,
      },
    ];
  };
  return [{ name, seconds: 120, measure }];
}
