/**
 * The whole job in Chromium, on the built page, from Distill to Done: ImageNette by CoDA beside the plain
 * model, whose run is nothing but images. What CoDA takes more is what finding the cores costs.
 *
 * Needs the photographs (`../shared/data/imagenette-96-train.tar`). STILLROOM_BENCH_JOB makes it smaller:
 * "2x300x3" is 2 classes of 300 images, IPC 3.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackTar } from 'modern-tar';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../test/support/chromium';
import { serve } from '../../test/support/serve';
import { distill, modelReady, setValue } from '../../test/support/stillroom';
import type { BenchRow } from './row';

const ARCHIVE = '../shared/data/imagenette-96-train.tar';
const FULL = '10x950x10';
const BAR = 1.5;
const LOOK_MS = 250;
/** An hour a run: a loaded machine is slow, a hanging page is noticed. */
const PATIENCE_MS = 3_600_000;

interface JobSize {
  readonly classes: number;
  /** Of a class. */
  readonly images: number;
  readonly imagesPerClass: number;
}

/** @throws Error for what is no size */
function jobSize(text = process.env['STILLROOM_BENCH_JOB'] ?? FULL): JobSize {
  const [classes = 0, images = 0, imagesPerClass = 0] = text.split('x').map(Number);
  if ([classes, images, imagesPerClass].every((n) => Number.isInteger(n) && n > 0)) {
    return { classes, images, imagesPerClass };
  }
  throw new Error(`STILLROOM_BENCH_JOB is "${text}"; it must be like "${FULL}".`);
}

/** Unpacks the first classes, and the first images of each. @returns the folder */
async function photographs({ classes, images }: JobSize): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-job-'));
  const counts = new Map<string, number>();
  const entries = await unpackTar(readFileSync(ARCHIVE), {
    filter: ({ name }) => {
      const found = name.endsWith('.jpg') ? name.split('/').at(-2) : undefined;
      if (found === undefined || (counts.size === classes && !counts.has(found))) return false;
      const count = (counts.get(found) ?? 0) + 1;
      counts.set(found, count);
      return count <= images;
    },
  });
  for (const { header, data } of entries) {
    const path = join(folder, ...header.name.split('/').slice(-2));
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, data ?? new Uint8Array());
  }
  return folder;
}

declare global {
  interface Window {
    /** What the run was doing, look by look. */
    activities?: string[];
  }
}

const KINDS = ['Reading', 'Encoding', 'Finding'] as const;

/** Runs in the page: keeps what the run's line says, look by look. */
function watchActivity([kinds, everyMs]: readonly [readonly string[], number]): void {
  const seen: string[] = [];
  window.activities = seen;
  setInterval(() => {
    const text = document.querySelector('[aria-label="Run"]')?.textContent ?? '';
    const kind = kinds.find((word) => text.includes(word));
    if (kind !== undefined) seen.push(kind);
  }, everyMs);
}

async function ready(page: Page, { classes, imagesPerClass }: JobSize, folder: string) {
  await page.getByLabel('Add class folders').first().setInputFiles(folder);
  await modelReady(page);
  await page.getByText(`${classes} classes`).first().waitFor({ timeout: 120_000 });
  await setValue(page, 'Images per class', imagesPerClass);
}

/** Seconds from Distill to Done, in a profile that holds nothing yet, and what of it was no image. */
async function job(browser: Browser, url: string, size: JobSize, folder: string, method: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await ready(page, size, folder);
    await page.getByLabel('Method', { exact: true }).selectOption(method);
    await page.evaluate(watchActivity, [KINDS, LOOK_MS] as const);
    const started = performance.now();
    await distill(page, PATIENCE_MS);
    const seconds = (performance.now() - started) / 1000;
    const looks = await page.evaluate(() => window.activities ?? []);
    const parts = KINDS.map((kind) => {
      const count = looks.filter((look) => look === kind).length;
      return `${kind.toLowerCase()} ${((count * LOOK_MS) / 1000).toFixed(0)} s`;
    });
    return { seconds, parts: parts.join(', ') };
  } finally {
    await context.close();
  }
}

/** Needs the built page: `npm run bench` builds it first. */
export async function jobBench(): Promise<BenchRow[]> {
  const size = jobSize();
  const { classes, images, imagesPerClass } = size;
  const row = {
    name: `ImageNette, ${classes} x ${images} at most, CoDA, IPC ${imagesPerClass}, from Distill to Done in Chromium, over the plain model`,
    bar: `at most ${BAR} x`,
    unit: 'x',
    runs: 1,
  };
  if (!existsSync(ARCHIVE)) {
    const note = `${ARCHIVE} is not there`;
    return [{ ...row, median: Number.NaN, runs: 0, passed: null, note }];
  }
  const folder = await photographs(size);
  const served = await serve({ '/': 'dist' });
  const browser = await launchChromium({ webgpu: false });
  try {
    const plain = await job(browser, served.url, size, folder, 'plain');
    const coda = await job(browser, served.url, size, folder, 'coda');
    const ratio = coda.seconds / plain.seconds;
    const note = `${coda.seconds.toFixed(0)} s (${coda.parts}) against ${plain.seconds.toFixed(0)} s`;
    return [{ ...row, median: ratio, passed: ratio <= BAR, note }];
  } finally {
    await browser.close();
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
