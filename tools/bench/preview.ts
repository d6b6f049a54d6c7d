/** The live preview: what guidance costs a run, and how soon a slider's move is seen. */
import type { Page } from 'playwright-core';
import { launchChromium } from '../../test/support/chromium';
import { buildAndServe, serve } from '../../test/support/serve';
import type { BenchRow } from './row';

const PAIRS = 21;
const MOVES = 50;

/** Sliders and the values that each goes through; none stands where it starts. */
const SLIDERS: Readonly<Record<string, readonly string[]>> = {
  Alignment: ['0.1', '0.02', '0.2', '0.05'],
  'Guided share': ['0.7', '0.3', '0.8', '0.9'],
  'CFG scale': ['2', '1.5', '4', '3'],
};

async function termsRow(): Promise<BenchRow> {
  const served = await buildAndServe('tools/bench/page', {
    '/kernels/': 'public/kernels',
    '/embedded/': 'public/packs/stillroom-64',
  });
  const browser = await launchChromium({ webgpu: false });
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    const ratio = await page.evaluate(
      async ([site, pairs]) => {
        await window.bench.measure('load', `${site}embedded/`, site, 'wasm');
        return window.bench.measure('termsRatio', pairs);
      },
      [served.url, PAIRS] as const,
    );
    return {
      name: 'all terms on over the same run with none, embedded pack, 25 steps, WASM',
      bar: 'at most 1.03 x',
      unit: 'x',
      median: ratio,
      runs: PAIRS,
      passed: ratio <= 1.03,
    };
  } finally {
    await browser.close();
    await served.close();
  }
}

/**
 * Milliseconds from a slider's input event to the frame in which the strip's canvases have other
 * pixels, made from the settings after the move.
 */
function moveSlider(page: Page, name: string, value: string): Promise<number> {
  return page.getByLabel(name, { exact: true }).evaluate(async (slider, wanted) => {
    const strip = document.querySelector<HTMLElement>('.preview-pictures');
    if (!(slider instanceof HTMLInputElement) || strip === null) throw new Error('no strip');
    const canvases = strip.getElementsByTagName('canvas');
    const before = Array.from(canvases, (canvas) => canvas.toDataURL()).join('');
    // By the element's own setter: the page's would take the value for one that it knows already.
    Reflect.set(HTMLInputElement.prototype, 'value', wanted, slider);
    const started = performance.now();
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    for (;;) {
      await new Promise(requestAnimationFrame);
      const { generation, wanted: latest } = strip.dataset;
      const pixels = Array.from(canvases, (canvas) => canvas.toDataURL()).join('');
      if (generation === latest && pixels !== before) return performance.now() - started;
      if (performance.now() - started > 20_000) throw new Error('the strip never changed');
    }
  }, value);
}

async function moveRow(): Promise<BenchRow> {
  const served = await serve({ '/': 'dist' });
  const browser = await launchChromium({ webgpu: false });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(served.url);
    await page.getByRole('button', { name: 'Load sample collection' }).click();
    await page.getByRole('tab', { name: 'Distill' }).click();
    await page.getByRole('switch', { name: 'Live preview' }).check();
    await page
      .locator('.preview-progress')
      .getByText(/^Guided$/)
      .waitFor({ timeout: 180_000 });
    const times: number[] = [];
    const names = Object.keys(SLIDERS);
    for (let move = 0; move < MOVES; move++) {
      const name = names[move % names.length] ?? '';
      const values = SLIDERS[name] ?? [];
      const value = values[Math.floor(move / names.length) % values.length] ?? '';
      times.push(await moveSlider(page, name, value));
      // The next move finds the preview at work, as it does while a slider is drawn.
      await page.waitForTimeout(200);
    }
    const sorted = times.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1] ?? Number.NaN;
    const slow = sorted[Math.floor(0.9 * sorted.length)] ?? Number.NaN;
    return {
      name: 'slider move to first visible change, embedded pack, WASM',
      bar: 'under 150 ms',
      unit: 'ms',
      median,
      runs: times.length,
      passed: median < 150,
      note: `9 of 10 within ${Math.round(slow)} ms`,
    };
  } finally {
    await browser.close();
    await served.close();
  }
}

/** Needs the built page: `npm run bench` builds it first. */
export async function previewBench(): Promise<BenchRow[]> {
  return [await termsRow(), await moveRow()];
}
