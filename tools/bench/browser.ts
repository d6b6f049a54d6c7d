/** Figures that only a real browser can give: models, kernels, ingest, page start, memory. */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../test/support/chromium';
import { buildAndServe, serve } from '../../test/support/serve';
import { longestTask, watchLongTasks } from './long-tasks';
import type { BenchRow } from './row';

const RUNS = 5;
/** A loop of the tiny pack takes a tenth of a second, too little for a median of five. */
const LOOPS = 40;

function row(
  name: string,
  unit: string,
  median: number,
  most: number,
  runs: number,
  note?: string,
): BenchRow {
  const bar = `under ${most} ${unit}`.trim();
  return { name, bar, unit, median, runs, passed: median < most, ...(note ? { note } : {}) };
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Denoising loop, embedded model, neighbours, ingest: on the bench page. */
async function modelRows(): Promise<BenchRow[]> {
  const served = await buildAndServe('tools/bench/page', {
    '/kernels/': 'public/kernels',
    '/tiny/': 'test/assets/tiny-pack',
    '/embedded/': 'public/packs/stillroom-64',
  });
  const browser = await launchChromium({ webgpu: false });
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    const { url } = served;
    const ratio = await page.evaluate(
      async ([site, runs]) => {
        await window.bench.measure('load', `${site}tiny/`, site, 'wasm');
        return window.bench.measure(
          'loopRatio',
          `${site}tiny/unet.onnx`,
          `${site}tiny/unet.weights.bin`,
          runs,
        );
      },
      [url, LOOPS] as const,
    );
    const neighbours = await page.evaluate(
      (runs) => window.bench.measure('neighbours', 1300, 4096, 85, { runs }),
      RUNS,
    );
    const { cold, image } = await page.evaluate(
      async ([site, runs]) => ({
        cold: await window.bench.measure('load', `${site}embedded/`, site, 'wasm'),
        image: await window.bench.measure('images', 1, 25, { runs }),
      }),
      [url, RUNS] as const,
    );
    await page.reload();
    const warm = await page.evaluate(
      (site) => window.bench.measure('load', `${site}embedded/`, site, 'wasm'),
      url,
    );
    const ingest = await page.evaluate(() => window.bench.ingest(1000));
    return [
      row(
        'denoising loop over bare session runs, tiny pack, 25 steps, batch 4, WASM',
        'x',
        ratio,
        1.05,
        LOOPS,
      ),
      row('exact neighbours, 1,300 x 4,096, k = 85, WASM', 's', neighbours, 1, RUNS),
      row('embedded pack: one image, 25 steps with CFG, decoded, WASM', 's', image, 1.5, RUNS),
      row(
        'embedded pack: load from a warm cache to the first step',
        's',
        warm,
        2,
        1,
        `cold ${cold.toFixed(2)} s`,
      ),
      row('ingest 1,000 JPEGs of 224 px', 's', ingest.seconds, 8, 1),
      row('page thread blocked during ingest, longest', 'ms', ingest.longestBlock, 50, 1),
    ];
  } finally {
    await browser.close();
    await served.close();
  }
}

/** Start of the built page from a cold cache, and the JavaScript that it takes. */
async function startRows(): Promise<BenchRow[]> {
  const served = await serve({ '/': 'dist' });
  const browser = await launchChromium({ webgpu: false });
  try {
    const times: number[] = [];
    let scriptBytes = 0;
    for (let run = 0; run < RUNS; run++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const bodies: Promise<Buffer>[] = [];
      let modelAsked = false;
      page.on('response', (response) => {
        if (response.url().includes('/packs/')) modelAsked = true;
        if (!modelAsked && /\.m?js$/.test(response.url())) bodies.push(response.body());
      });
      const started = performance.now();
      await page.goto(served.url);
      await page.getByRole('button', { name: 'Load sample collection' }).click({ trial: true });
      times.push((performance.now() - started) / 1000);
      const scripts = await Promise.all(bodies);
      scriptBytes = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
      await context.close();
    }
    return [
      row('page ready for the first click, cold cache', 's', medianOf(times), 1.5, RUNS),
      row('JavaScript before any model loads, gzip', 'kB', scriptBytes / 1000, 700, 1),
    ];
  } finally {
    await browser.close();
    await served.close();
  }
}

/** Looks now and then: a wait by role or text looks at every frame, and takes a core for itself. */
const SELDOM = { timeout: 60_000, polling: 50 } as const;

async function shown(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((css) => document.querySelector(css) !== null, selector, SELDOM);
}

/** Clicks Distill as soon as it can be clicked. */
async function distillNow(page: Page): Promise<void> {
  const button = await page.waitForFunction(
    () =>
      [...document.querySelectorAll('button')].find(
        (one) =>
          !one.disabled &&
          one.role !== 'tab' &&
          (one.ariaLabel ?? one.textContent).trim() === 'Distill',
      ),
    undefined,
    SELDOM,
  );
  await button.asElement()?.click();
}

/** A newcomer in a hurry: sample collection and Distill at once, in a profile that holds nothing yet. */
async function firstImageRows(): Promise<BenchRow[]> {
  const served = await serve({ '/': 'dist' });
  const browser = await launchChromium({ webgpu: false });
  try {
    const times: number[] = [];
    const blocks: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await watchLongTasks(page);
      await page.goto(served.url);
      const sample = page.getByRole('button', { name: 'Load sample collection' });
      await sample.click({ trial: true });
      const started = performance.now();
      await sample.click();
      await distillNow(page);
      await shown(page, '[aria-label="cactus, image 1"]');
      times.push((performance.now() - started) / 1000);
      await page.locator('[role=tab]').first().click();
      await shown(page, '.point-map canvas');
      blocks.push(await longestTask(page));
      await context.close();
    }
    return [
      row(
        'sample collection, Distill, first synthetic image, nothing cached',
        's',
        medianOf(times),
        8,
        RUNS,
        'both clicked as soon as they can be',
      ),
      row(
        'page thread blocked from start to first image and map, longest',
        'ms',
        medianOf(blocks),
        50,
        RUNS,
      ),
    ];
  } finally {
    await browser.close();
    await served.close();
  }
}

/** A newcomer who looks first: sample collection to the map of its first class, in a profile that holds nothing yet. */
async function firstMapRow(): Promise<BenchRow> {
  const served = await serve({ '/': 'dist' });
  const browser = await launchChromium({ webgpu: false });
  try {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(served.url);
      const sample = page.getByRole('button', { name: 'Load sample collection' });
      await sample.click({ trial: true });
      const started = performance.now();
      await sample.click();
      await shown(page, '.point-map canvas');
      times.push((performance.now() - started) / 1000);
      await context.close();
    }
    return {
      name: 'sample collection, map of its first class, nothing cached',
      bar: 'information',
      unit: 's',
      median: medianOf(times),
      runs: RUNS,
      passed: null,
      note: 'read, encoded, placed and clustered',
    };
  } finally {
    await browser.close();
    await served.close();
  }
}

/** Needs the built page: `npm run bench` builds it first. */
export async function browserBench(): Promise<BenchRow[]> {
  return [
    ...(await modelRows()),
    ...(await startRows()),
    ...(await firstImageRows()),
    await firstMapRow(),
  ];
}
