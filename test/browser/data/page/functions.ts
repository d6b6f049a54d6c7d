/** What the tests call inside the page: each function returns plain data that Node compares. */
import { toErrorRecord } from '../../../../src/core/errors';
import { encodePng } from '../../../../src/data/export/png';
import type { Collection, SourceImage } from '../../../../src/data/import/collection';
import { FileImage } from '../../../../src/data/import/file-image';
import { captureDrop, rootsOfFiles } from '../../../../src/data/import/roots';
import { IngestPool } from '../../../../src/data/ingest/pool';
import { readImage, type ReadImageOptions } from '../../../../src/data/ingest/read-image';
import { bmp, gif } from '../../../support/image-bytes';
import { ppm, tiff } from '../../../support/plain-pictures';
import { exportFunctions } from './export';
import {
  animatedGif,
  animatedPng,
  animatedWebp,
  avifTurned,
  deepPng,
  drawn,
  drawNoise,
  drawQuarters,
  exifBlock,
  greyPng,
  interlacedPng,
  pngChunk,
  quarterSample,
  webpWithOrientation,
  withOrientation,
  withPngChunks,
} from './pictures';
import { storageFunctions } from './storage';

const OPTIONS: ReadImageOptions = { resolution: 8, thumbnail: 16, framing: 'squash' };

const startWorker = (): Worker =>
  new Worker(new URL('../../../../workers/ingest.ts', import.meta.url), { type: 'module' });

/** The pixel in the middle of each quarter of an 8 x 8 picture. */
function quartersOf(pixels: Uint8Array): number[][] {
  return [
    [2, 2],
    [5, 2],
    [2, 5],
    [5, 5],
  ].map(([x = 0, y = 0]) => [...pixels.subarray((y * 8 + x) * 3, (y * 8 + x) * 3 + 3)]);
}

async function read(file: Blob) {
  const image = await readImage(file, OPTIONS);
  return { size: [image.width, image.height], quarters: quartersOf(image.pixels) };
}

async function reasonOf(file: Blob): Promise<string> {
  try {
    await readImage(file, OPTIONS);
    return 'was read';
  } catch (error) {
    const { code, data } = toErrorRecord(error);
    return `${code}: ${String(data['reason'])}`;
  }
}

const shape = (collection: Collection) =>
  collection.classes.map(({ folder, images }) => ({ folder, images: images.length }));

async function quartersBlob(type: string): Promise<Blob> {
  return drawn(40, 20, drawQuarters, type);
}

async function damaged(): Promise<Record<string, Blob>> {
  const jpeg = await drawn(64, 64, drawNoise(3), 'image/jpeg');
  const png = await drawn(64, 64, drawNoise(3), 'image/png');
  const scrambled = new Uint8Array(await png.arrayBuffer());
  scrambled.fill(0x55, 200, 2000);
  const huge = encodePng({ width: 1, height: 1, pixels: new Uint8Array(3) });
  new DataView(huge.buffer).setUint32(16, 9000);
  new DataView(huge.buffer).setUint32(20, 9000);
  return {
    truncatedJpeg: jpeg.slice(0, jpeg.size / 2),
    truncatedPng: png.slice(0, png.size / 2),
    scrambledPng: new Blob([scrambled]),
    text: new Blob(['this is a text']),
    empty: new Blob([]),
    huge: new Blob([huge]),
  };
}

async function noiseImages(count: number, side: number): Promise<SourceImage[]> {
  const images: SourceImage[] = [];
  for (let i = 0; i < count; i++) {
    images.push(new FileImage(`c/${i}.jpg`, await drawn(side, side, drawNoise(i), 'image/jpeg')));
  }
  return images;
}

function plainGrey(width: number, height: number, grey: number) {
  return { width, height, pixels: new Uint8Array(width * height * 3).fill(grey) };
}

/** The first pixel's red of a picture file. */
async function greyOf(file: Blob): Promise<number> {
  const bitmap = await createImageBitmap(file);
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  return context?.getImageData(0, 0, 1, 1).data[0] ?? -1;
}

/** Runs something, and counts how often a canvas was opened, or given a width, meanwhile. */
async function countingCanvases<T>(work: () => Promise<T>): Promise<{ result: T; sized: number }> {
  const before = globalThis.OffscreenCanvas;
  let sized = 0;
  globalThis.OffscreenCanvas = class extends before {
    constructor(width: number, height: number) {
      super(width, height);
      sized += 1;
    }
    override get width(): number {
      return super.width;
    }
    override set width(width: number) {
      super.width = width;
      sized += 1;
    }
  };
  try {
    return { result: await work(), sized };
  } finally {
    globalThis.OffscreenCanvas = before;
  }
}

/** How each container states an orientation. */
const ORIENTED = {
  jpeg: async (n: number) => withOrientation(await quartersBlob('image/jpeg'), n),
  png: async (n: number) =>
    withPngChunks(await quartersBlob('image/png'), [pngChunk('eXIf', exifBlock(n))]),
  'webp, before': async (n: number) =>
    webpWithOrientation(await quartersBlob('image/webp'), n, true),
  'webp, behind': async (n: number) =>
    webpWithOrientation(await quartersBlob('image/webp'), n, false),
  tiff: (n: number) => {
    const sample = quarterSample(40, 20);
    const strip = Array.from({ length: 20 * 40 * 3 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      return sample(pixel % 40, Math.floor(pixel / 40), i % 3);
    });
    const options = { samples: 3, photometric: 2, orientation: n };
    return Promise.resolve(new Blob([tiff(40, 20, [strip], 20, options)]));
  },
} as const;

type Container = keyof typeof ORIENTED;

/** Lists what comes to the page, and reads it, as the page does. */
const pool = new IngestPool(startWorker, 1);
/** What is dropped next, or was and is not asked for yet: the page may hear of a drop after the question. */
let drops = Promise.withResolvers<Collection>();
document.addEventListener('dragover', (event) => {
  event.preventDefault();
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  if (event.dataTransfer === null) return;
  drops.resolve(captureDrop(event.dataTransfer).then((roots) => pool.importRoots(roots)));
});

async function dropped(): Promise<Collection> {
  const collection = await drops.promise;
  drops = Promise.withResolvers();
  return collection;
}

const functions = {
  ...exportFunctions,
  ...storageFunctions,

  async readFormats() {
    const types = ['image/png', 'image/jpeg', 'image/webp'];
    return Promise.all(types.map(async (type) => read(await quartersBlob(type))));
  },

  readMadeByHand() {
    const [g, b] = [gif(40, 20), bmp(40, 20)];
    return Promise.all(
      [new Blob([g.slice()]), new Blob([b.slice()]), greyPng(40, 20, 77)].map(read),
    );
  },

  /** The quarters, stored as they are, with each of the eight statements. */
  async readOrientations(container: Container) {
    const turned = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ORIENTED[container](n));
    return Promise.all(turned.map(async (file) => read(await file)));
  },

  /** The quarters with every turn and mirror that the boxes of an AVIF can state. */
  readAvifTurns() {
    const files = [0, 1, 2, 3].flatMap((turn) => [0, 1].map((axis) => avifTurned(turn, axis)));
    return Promise.all(files.map(read));
  },

  async readPlain() {
    const sample = quarterSample(40, 20);
    const rows = Array.from({ length: 20 }, (_, y) =>
      Array.from({ length: 40 }, (_, x) => [0, 1, 2].map((c) => sample(x, y, c))).flat(),
    );
    const options = { samples: 3, photometric: 2 };
    const files = [ppm(40, 20, sample), tiff(40, 20, rows, 1, options)];
    return Promise.all(
      [...files.map((file) => new Blob([file])), interlacedPng(40, 20), deepPng(40, 20)].map(read),
    );
  },

  /** The first frame is of the quarters or one colour, the second of another. */
  async readFirstFrames() {
    const red = [gif(40, 20, [200, 30, 60]), gif(40, 20, [0, 90, 0])] as const;
    const black: typeof drawQuarters = (context) => {
      context.fillRect(0, 0, 40, 20);
    };
    const frames = (type: string): Promise<[Blob, Blob]> =>
      Promise.all([drawn(40, 20, drawQuarters, type, 1), drawn(40, 20, black, type, 1)]);
    const files = [
      animatedGif(...red),
      await animatedWebp(await frames('image/webp')),
      await animatedPng(...(await frames('image/png'))),
    ];
    return Promise.all(files.map(read));
  },

  /**
   * Twelve pictures of one grey each in four sizes, all at once: the greys of their thumbnails, and how often
   * a canvas was opened or given a size for them.
   */
  async readTogether() {
    const sizes = [
      [20, 20],
      [30, 20],
      [20, 30],
      [30, 30],
    ];
    const greys = Array.from({ length: 12 }, (_, i) => 20 * i);
    const files = greys.map((grey, i) => {
      const [width = 0, height = 0] = sizes[i % 4] ?? [];
      return new Blob([encodePng(plainGrey(width, height, grey))]);
    });
    const opened = await countingCanvases(async () => {
      const options = { resolution: 8, thumbnail: 20, framing: 'crop' } as const;
      const images = await Promise.all(files.map((file) => readImage(file, options)));
      return images.map(({ thumbnail }) => thumbnail);
    });
    return { greys, found: await Promise.all(opened.result.map(greyOf)), sized: opened.sized };
  },

  async readTransparent() {
    const draw = (context: OffscreenCanvasRenderingContext2D): void => {
      context.fillStyle = 'rgba(255, 0, 0, 0.5)';
      context.fillRect(0, 0, 4, 8);
    };
    return read(await drawn(8, 8, draw, 'image/png'));
  },

  async readLarge() {
    const draw = (context: OffscreenCanvasRenderingContext2D): void => {
      drawQuarters(context);
    };
    return read(await drawn(3000, 2500, draw, 'image/png'));
  },

  async reasons() {
    const files = await damaged();
    const reasons: Record<string, string> = {};
    for (const [name, file] of Object.entries(files)) reasons[name] = await reasonOf(file);
    return reasons;
  },

  async hashAndThumbnail() {
    const file = await drawn(100, 50, drawNoise(1), 'image/jpeg');
    const image = await readImage(file, { resolution: 8, thumbnail: 40, framing: 'crop' });
    const thumbnail = await createImageBitmap(image.thumbnail);
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    const expected = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0'));
    return {
      hashHolds: image.sha256 === expected.join(''),
      thumbnail: [thumbnail.width, thumbnail.height, image.thumbnail.type],
    };
  },

  /** Good and broken files in turn through real threads. */
  async ingest() {
    const good = await noiseImages(10, 64);
    const bad = Object.entries(await damaged()).map(([name, b]) => new FileImage(`c/${name}`, b));
    const sources = good.flatMap((image, i) => [image, ...bad.slice(i, i + 1)]);
    const pool = new IngestPool(startWorker, 2);
    const outcomes: string[] = [];
    let same = true;
    for await (const outcome of pool.readAll(sources, OPTIONS)) {
      outcomes.push(`${outcome.source.path} ${outcome.ok ? 'ok' : 'rejected'}`);
      if (!outcome.ok) continue;
      const here = await readImage(await outcome.source.open(), OPTIONS);
      same &&= here.pixels.every((byte, i) => byte === outcome.image.pixels[i]);
    }
    const picture = { width: 2, height: 1, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    const png = await pool.encodePng(picture);
    const pngSame = encodePng(picture).every((byte, i) => byte === png[i]);
    pool.dispose();
    return { paths: sources.map(({ path }) => path), outcomes, same, pngSame };
  },

  async cancelIngest() {
    const sources = await noiseImages(40, 64);
    const pool = new IngestPool(startWorker, 2);
    const controller = new AbortController();
    let done = 0;
    let code = '';
    try {
      for await (const outcome of pool.readAll(sources, OPTIONS, controller.signal)) {
        if (outcome.ok) done++;
        if (done === 3) controller.abort();
      }
    } catch (error) {
      code = toErrorRecord(error).code;
    }
    // The pool is as good as before.
    const again = await pool.readOne(sources[0] as SourceImage, OPTIONS);
    pool.dispose();
    return { done, code, width: again.width };
  },

  async killThreads() {
    const sources = await noiseImages(12, 64);
    const workers: Worker[] = [];
    const pool = new IngestPool(() => {
      const worker = startWorker();
      workers.push(worker);
      return worker;
    }, 1);
    let done = 0;
    for await (const outcome of pool.readAll(sources, OPTIONS)) {
      if (outcome.ok) done++;
      // What the browser does when a worker's script throws outside any call.
      if (done === 2 && workers.length === 1) {
        workers[0]?.dispatchEvent(new ErrorEvent('error', { message: 'broken' }));
      }
    }
    pool.dispose();
    return { done, workers: workers.length };
  },

  async missingThread() {
    const url = new URL('/no-such-worker.js', location.href);
    const pool = new IngestPool(() => new Worker(url, { type: 'module' }), 2);
    try {
      for await (const outcome of pool.readAll(await noiseImages(2, 8), OPTIONS)) {
        if (outcome.ok) return 'read';
      }
      return 'rejected';
    } catch (error) {
      return toErrorRecord(error).code;
    }
  },

  /** The folders chosen in the page's input. */
  async importInput() {
    const input = document.querySelector<HTMLInputElement>('#folders');
    const roots = rootsOfFiles(input?.files ?? []);
    const collection = await pool.importRoots(roots);
    const first = await collection.classes[0]?.images[0]?.open();
    return {
      label: collection.label,
      classes: shape(collection),
      rejected: collection.rejected,
      firstBytes: first?.size,
    };
  },

  async importDrop() {
    const collection = await dropped();
    const first = await collection.classes[0]?.images[0]?.open();
    return {
      label: collection.label,
      classes: shape(collection),
      origin: collection.origin.kind,
      firstText: await first?.text(),
    };
  },

  /** The first image of what was dropped, read by a thread. */
  async readDropped() {
    const [first] = (await dropped()).classes[0]?.images ?? [];
    if (first === undefined) throw new Error('no image was dropped');
    const { width, height } = await pool.readOne(first, OPTIONS);
    return { packed: first.packed !== undefined, width, height };
  },
};

export type DataPageFunctions = typeof functions;

declare global {
  var dataPage: DataPageFunctions;
}

globalThis.dataPage = functions;
