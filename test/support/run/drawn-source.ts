/**
 * Classes of small pictures that are drawn from a seed: a class has a colour, a picture a shade of it, a
 * stripe and noise, so that latents differ and classes cluster.
 */
import { StillroomError, throwIfAborted } from '../../../src/core/errors';
import { sha256Hex } from '../../../src/core/formats/sha256';
import { divide, type Divided, type Split } from '../../../src/core/held-out';
import { randomStream } from '../../../src/core/random/stream';
import type { ClassSource, ReadImage, RegionRequest } from '../../../src/run/ports';

type Size = readonly [width: number, height: number];

const SQUARE: Size = [12, 12];

export interface DrawnClass {
  readonly folder: string;
  readonly images: number;
  /** Sizes of its pictures in turn, in pixels. */
  readonly sizes?: readonly Size[];
}

interface Drawing extends ReadImage {
  /** RGB bytes, [height, width, 3]. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

function draw(folder: string, index: number, [width, height]: Size, seed: number): Drawing {
  const colour = randomStream({ seed, name: folder, purpose: 'test-colour' });
  const own = randomStream({ seed, name: `${folder}/${index}`, purpose: 'test-picture' });
  const base = [0, 1, 2].map(() => 60 + 120 * colour.uniform());
  const shade = 40 * own.uniform() - 20;
  const stripe = own.integer(Math.max(1, height));
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const lit = y === stripe ? 40 : 0;
        pixels[(y * width + x) * 3 + c] = (base[c] ?? 0) + shade + lit + 30 * own.uniform();
      }
    }
  }
  const path = `${folder}/${String(index).padStart(4, '0')}.png`;
  const sha256 = sha256Hex(`${path} ${pixels.join(' ')}`);
  return { folder, path, sha256, pixelHash: sha256, width, height, pixels };
}

/** The nearest pixels of a box, [height, width, 3]. */
function sampled(
  { pixels, width: columns }: Drawing,
  { box, width, height }: RegionRequest,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = box.x + Math.floor(((x + 0.5) * box.width) / width);
      const fromY = box.y + Math.floor(((y + 0.5) * box.height) / height);
      const from = (fromY * columns + fromX) * 3;
      out.set(pixels.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return out;
}

/**
 * @param seed decides every picture
 * @param split by content; the drawings have no folders for evaluation
 */
export function drawnSource(
  classes: readonly DrawnClass[],
  seed = 0,
  split: Exclude<Split, { kind: 'folders' }> = { kind: 'none' },
): ClassSource {
  const drawings = new Map<string, Drawing>();
  const lists = new Map<string, Divided<ReadImage>>();
  for (const { folder, images, sizes = [SQUARE] } of classes) {
    const list = Array.from({ length: images }, (_, index) => {
      const size = sizes[index % sizes.length] ?? SQUARE;
      const { pixels, ...image } = draw(folder, index, size, seed);
      drawings.set(image.path, { ...image, pixels });
      return image;
    });
    lists.set(folder, divide(list, split));
  }
  const drawing = ({ path }: ReadImage): Drawing => {
    const found = drawings.get(path);
    if (found === undefined) throw new StillroomError('BadImage', `There is no picture ${path}.`);
    return found;
  };
  const listed = (folder: string, signal: AbortSignal): Divided<ReadImage> => {
    throwIfAborted(signal);
    const list = lists.get(folder);
    if (list !== undefined) return list;
    throw new StillroomError('BadParameter', `There is no class "${folder}".`, { folder });
  };
  return {
    decoder: 'drawn',
    split,
    framing: 'crop',
    read: async (folder, signal) => listed(folder, signal).used,
    heldOut: async (folder, signal) => listed(folder, signal).heldOut,
    leftOut: () => Promise.resolve(0),
    async *pixels(images, side, signal) {
      for (const image of images) {
        throwIfAborted(signal);
        const { width, height } = image;
        const short = Math.min(width, height);
        const x = Math.floor((width - short) / 2);
        const y = Math.floor((height - short) / 2);
        const box = { x, y, width: short, height: short };
        yield sampled(drawing(image), { box, width: side, height: side });
      }
    },
    async regions(image, requests, signal) {
      throwIfAborted(signal);
      const found = drawing(image);
      return requests.map((request) => sampled(found, request));
    },
  };
}
