/** The bars of the windows of real images: scoring against bare session runs, ranking again for another set size. */
import { launchChromium } from '../../test/support/chromium';
import { buildAndServe } from '../../test/support/serve';
import { matrix } from '../../src/core/linalg/matrix';
import { randomStream } from '../../src/core/random/stream';
import { clusterWindows, rankWindows, reduceDescriptors } from '../../src/core/scoring/ranking';
import type { BenchRow } from './row';

const RUNS = 9;
const IMAGES = 4;
const DRAWS = 10;
/** Images per class that papers report. */
const SIZES = [10, 20, 50];

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

async function scoringRow(): Promise<BenchRow> {
  const served = await buildAndServe('tools/bench/page', {
    '/kernels/': 'public/kernels',
    '/embedded/': 'public/packs/stillroom-64',
  });
  const browser = await launchChromium({ webgpu: false });
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    const { share, imagesPerSecond, rows } = await page.evaluate(
      async ([site, images, draws, runs]) => {
        await window.bench.measure('load', `${site}embedded/`, site, 'wasm');
        return window.bench.measure(
          'scoringShare',
          `${site}embedded/unet.onnx`,
          images,
          draws,
          runs,
        );
      },
      [served.url, IMAGES, DRAWS, RUNS] as const,
    );
    return {
      name: 'scoring over bare batched session runs, embedded pack, N = 10, WASM',
      bar: 'at least 90 %',
      unit: '%',
      median: 100 * share,
      runs: RUNS,
      passed: share >= 0.9,
      note: `${imagesPerSecond.toFixed(2)} images a second, ${rows} rows a call`,
    };
  } finally {
    await browser.close();
    await served.close();
  }
}

/** Descriptors of a class with 40 kinds of window, as the embedded pack's 256 channels. */
function descriptors(windows: number, channels: number) {
  const random = randomStream({ seed: 1, purpose: 'bench-descriptors' });
  const kinds = random.fillNormal(new Float64Array(40 * channels));
  const data = random.fillNormal(new Float64Array(windows * channels));
  for (let row = 0; row < windows; row++) {
    const kind = random.integer(40);
    for (let c = 0; c < channels; c++) {
      const at = row * channels + c;
      data[at] = 0.5 * (data[at] ?? 0) + (kinds[kind * channels + c] ?? 0);
    }
  }
  return {
    points: matrix(data, windows, channels),
    scores: random.fillNormal(new Float64Array(windows)),
  };
}

/** What another set size costs once a class is described: new clusters, a new list. */
function rankingRow(): BenchRow {
  const { points, scores } = descriptors(1000, 256);
  const reduced = reduceDescriptors(points);
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const imagesPerClass = SIZES[run % SIZES.length] ?? 10;
    const started = performance.now();
    const clusters = clusterWindows(reduced, imagesPerClass, { seed: 0, name: 'bench' });
    rankWindows(scores, clusters, 'score');
    if (run > 0) times.push(performance.now() - started);
  }
  return {
    name: '1,000 images ranked again for another IPC, as many clusters as images',
    bar: 'under 100 ms',
    unit: 'ms',
    median: medianOf(times),
    runs: RUNS,
    passed: medianOf(times) < 100,
    note: 'IPC 10, 20 and 50 in turn; with a fixed number of clusters the list stays as it is',
  };
}

export async function windowsBench(): Promise<BenchRow[]> {
  return [await scoringRow(), rankingRow()];
}
