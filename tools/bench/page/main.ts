/** The bench page: starts the worker that measures models, and measures ingest where it happens. */
import type { ArgumentsOf, NameIn } from '../../../src/bridge/functions';
import { Thread } from '../../../src/bridge/thread';
import { FileImage } from '../../../src/data/import/file-image';
import { IngestPool } from '../../../src/data/ingest/pool';
import { analyseClasses, type AnalysisWish } from './analysis';
import { encodePictures } from './encoding';
import type { ModelMeasures } from './worker';

export interface IngestFigures {
  readonly seconds: number;
  /** Longest time in ms that the page's thread did not answer. */
  readonly longestBlock: number;
}

/** JPEGs of 224 x 224 pixels, each different. */
async function drawJpegs(count: number): Promise<FileImage[]> {
  const canvas = new OffscreenCanvas(224, 224);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d canvas');
  const images: FileImage[] = [];
  for (let i = 0; i < count; i++) {
    const gradient = context.createLinearGradient(0, 0, 224, (i * 37) % 224);
    gradient.addColorStop(0, `hsl(${i % 360} 70% 50%)`);
    gradient.addColorStop(1, `hsl(${(i * 7) % 360} 60% 30%)`);
    context.fillStyle = gradient;
    context.fillRect(0, 0, 224, 224);
    for (let k = 0; k < 40; k++) {
      context.fillStyle = `hsl(${(i * 13 + k * 29) % 360} 60% ${20 + k}%)`;
      context.fillRect((i * 31 + k * 53) % 224, (i * 17 + k * 71) % 224, 24, 16);
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    images.push(new FileImage(`class/${i}.jpg`, blob));
  }
  return images;
}

const OPTIONS = { resolution: 64, thumbnail: 128, framing: 'crop' } as const;

async function ingest(count: number): Promise<IngestFigures> {
  const images = await drawJpegs(count);
  const pool = new IngestPool(
    () => new Worker(new URL('../../../workers/ingest.ts', import.meta.url), { type: 'module' }),
  );
  await pool.readOne(images[0] as FileImage, OPTIONS);
  let longestBlock = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestBlock = Math.max(longestBlock, duration);
  });
  observer.observe({ type: 'longtask' });
  const started = performance.now();
  for await (const outcome of pool.readAll(images, OPTIONS)) {
    if (!outcome.ok) throw new Error(outcome.rejected.reason);
  }
  const seconds = (performance.now() - started) / 1000;
  observer.disconnect();
  pool.dispose();
  return { seconds, longestBlock };
}

const model = new Thread<ModelMeasures>({
  name: 'bench',
  open: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
});
const { signal } = new AbortController();

/** One of the worker's measures. */
function measure<Name extends NameIn<ModelMeasures>>(
  name: Name,
  ...values: ArgumentsOf<ModelMeasures[Name]>
) {
  return model.call(name, values, { signal });
}

/** Classes analysed on some threads. `measure('load', …)` comes first: neighbours are the model's kernels. */
const analyse = (wish: AnalysisWish) => analyseClasses(model, wish);

/** Drawn JPEGs made latents. `measure('load', …)` comes first. */
const encode = async (pictures: number, encoderUrl: string) =>
  encodePictures(model, await drawJpegs(pictures), encoderUrl);

const bench = { ingest, measure, analyse, encode };

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
