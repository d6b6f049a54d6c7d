/**
 * Whole classes in Chromium, on the bench page: pictures made latents, and points made cores.
 * STILLROOM_BENCH_CLASSES makes it smaller: "2x300" is 2 classes of 300 images.
 */
import { availableParallelism } from 'node:os';
import { launchChromium } from '../../test/support/chromium';
import { buildAndServe } from '../../test/support/serve';
import type { BenchRow } from './row';

const SHARE_BAR = 90;
const SPEED_BAR = 1.8;
/** ImageNette's. */
const FULL = '10x950';
/** Of the embedded model's latents. */
const COLUMNS = 2048;

interface Size {
  readonly classes: number;
  /** Of a class. */
  readonly images: number;
}

/** @throws Error for what is no size */
function benchSize(text = process.env['STILLROOM_BENCH_CLASSES'] ?? FULL): Size {
  const [classes = 0, images = 0] = text.split('x').map(Number);
  if ([classes, images].every((n) => Number.isInteger(n) && n > 0)) return { classes, images };
  throw new Error(`STILLROOM_BENCH_CLASSES is "${text}"; it must be like "${FULL}".`);
}

/** The rows of the whole classes. */
export async function classesBench(): Promise<BenchRow[]> {
  const { classes, images } = benchSize();
  const served = await buildAndServe('tools/bench/page', {
    '/kernels/': 'public/kernels',
    '/embedded/': 'public/packs/stillroom-64',
  });
  const browser = await launchChromium({ webgpu: false });
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    await page.evaluate(
      (site) => window.bench.measure('load', `${site}embedded/`, site, 'wasm'),
      served.url,
    );
    const encoded = await page.evaluate(
      ([site, pictures]) => window.bench.encode(pictures, `${site}embedded/vae_encoder.onnx`),
      [served.url, images] as const,
    );
    const { bare, atHand, decoding, fromFiles } = encoded;
    const share = (100 * bare) / atHand;
    const threads = Math.min(availableParallelism(), 8);
    const wish = { classes, rows: images, columns: COLUMNS };
    const [one, many] = await page.evaluate(
      async ([asked, most]) => [
        await window.bench.analyse({ ...asked, threads: 1 }),
        await window.bench.analyse({ ...asked, threads: most }),
      ],
      [wish, threads] as const,
    );
    if (one === undefined || many === undefined) throw new Error('the page measured nothing');
    const same = one.digest === many.digest;
    const faster = one.seconds / many.seconds;
    return [
      {
        name: `encoding ${images} pictures at 64 px that are at hand, embedded pack, WASM, over bare batched session runs`,
        bar: `at least ${SHARE_BAR} %`,
        unit: '%',
        median: share,
        runs: 1,
        passed: share >= SHARE_BAR,
        note: `${atHand.toFixed(1)} s against ${bare.toFixed(1)} s bare`,
      },
      {
        name: `decoding and encoding ${images} JPEGs of 224 px side by side, over one after the other`,
        bar: 'information',
        unit: 'x',
        median: fromFiles / (decoding + atHand),
        runs: 1,
        passed: null,
        note: `${fromFiles.toFixed(1)} s against ${decoding.toFixed(1)} s and ${atHand.toFixed(1)} s`,
      },
      {
        name: `analysis of ${classes} classes of ${images} x ${COLUMNS}, ${threads} threads over one`,
        bar: `at least ${SPEED_BAR} x on two cores`,
        unit: 'x',
        median: faster,
        runs: 1,
        passed: same && faster >= SPEED_BAR,
        note: `${many.seconds.toFixed(1)} s against ${one.seconds.toFixed(1)} s; ${same ? 'the same bits' : 'OTHER BITS'}`,
      },
    ];
  } finally {
    await browser.close();
    await served.close();
  }
}
