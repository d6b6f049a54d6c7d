/** Large collections on the built page: what a listing holds in memory, and how long it holds the page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '../../src/data/export/png';
import { launchChromium } from '../../test/support/chromium';
import { rawZip } from '../../test/support/raw-zip';
import { serve } from '../../test/support/serve';
import { longestTask, watchLongTasks } from './long-tasks';
import type { BenchRow } from './row';

const BLOCK_BAR = 50;
const ENTRIES = 100_000;
const CLASSES = 10_000;

/** Heap of the page after listing many files. */
async function memoryRow(): Promise<BenchRow> {
  const files = 50_000;
  const classes = 50;
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-many-'));
  for (let k = 0; k < classes; k++) {
    const name = join(folder, `class-${String(k).padStart(2, '0')}`);
    mkdirSync(name);
    for (let i = 0; i < files / classes; i++) writeFileSync(join(name, `${i}.jpg`), '');
  }
  const served = await serve({ '/': 'dist' });
  const browser = await launchChromium({
    webgpu: false,
    args: ['--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    // The browser is handed 50,000 paths before the page hears of one.
    await page.getByLabel('Add class folders').first().setInputFiles(folder, { timeout: 300_000 });
    await page.getByText('50 classes').first().waitFor({ timeout: 120_000 });
    const megabytes = await page.evaluate(() => {
      (globalThis as unknown as { gc: () => void }).gc();
      const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } };
      return memory.usedJSHeapSize / 2 ** 20;
    });
    return {
      name: 'heap after listing 50,000 files',
      bar: 'under 300 MB',
      unit: 'MB',
      median: megabytes,
      runs: 1,
      passed: megabytes < 300,
    };
  } finally {
    await browser.close();
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a zip of many small images. */
function writeManyImages(file: string): void {
  const data = encodePng({ width: 1, height: 1, pixels: new Uint8Array(3) });
  const entries = Array.from({ length: ENTRIES }, (_, i) => ({
    name: `class ${i % CLASSES}/${i}.png`,
    data,
  }));
  writeFileSync(file, rawZip(entries));
}

/** The page's thread while an archive of 10,000 classes is listed, and while its tabs are opened. */
async function blockRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-many-'));
  const file = join(folder, 'many.zip');
  writeManyImages(file);
  const served = await serve({ '/': 'dist' });
  const browser = await launchChromium({ webgpu: false });
  try {
    const page = await browser.newPage();
    await watchLongTasks(page);
    await page.goto(served.url);
    const input = page.getByLabel('Add an archive').first();
    await input.waitFor({ state: 'attached' });
    await longestTask(page);
    const started = performance.now();
    await input.setInputFiles(file);
    await page.getByText('10,000 classes').first().waitFor({ timeout: 120_000 });
    const seconds = (performance.now() - started) / 1000;
    const listing = await longestTask(page);
    for (const name of ['Explore', 'Distill', 'Compare', 'Evaluate']) {
      await page.getByRole('tab', { name, exact: true }).click();
      await page.getByRole('tab', { name, exact: true, selected: true }).waitFor();
    }
    const blocked = (what: string, median: number, note?: string): BenchRow => ({
      name: `page thread blocked while ${what}, longest`,
      bar: `under ${BLOCK_BAR} ms`,
      unit: 'ms',
      median,
      runs: 1,
      passed: median < BLOCK_BAR,
      ...(note && { note }),
    });
    return [
      blocked(
        'a zip of 100,000 images in 10,000 classes is listed',
        listing,
        `${seconds.toFixed(1)} s`,
      ),
      blocked('tabs are opened beside 10,000 classes', await longestTask(page)),
    ];
  } finally {
    await browser.close();
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Needs the built page: `npm run bench` builds it first. */
export async function listingBench(): Promise<BenchRow[]> {
  return [await memoryRow(), ...(await blockRows())];
}
