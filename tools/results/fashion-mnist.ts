/**
 * `npm run results:fashion -- --images FOLDER --out FOLDER`: Fashion-MNIST as class folders, ten classes of
 * clothes that the embedded model has no words for. The files are those of Debian's package
 * `dataset-fashion-mnist` (`/usr/share/datasets/fashion-mnist`); nothing is downloaded.
 *
 *   --images FOLDER   where the four `-ubyte.gz` files lie
 *   --out FOLDER      gets `train/CLASS/00000.png` and `test/CLASS/00000.png`, 28 pixels a side, grey
 *   --train N         the first N training images of each class, 600
 *   --test N          the first N test images of each class, 100
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { wholeOption } from '../site';

/** In the order of their labels. */
const CLASSES = [
  'T-shirt',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
] as const;

/** Bytes before the values: a word a dimension after the kind of file. */
const IMAGE_HEADER = 16;
const LABEL_HEADER = 8;

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '/usr/share/datasets/fashion-mnist' },
    out: { type: 'string' },
    train: { type: 'string', default: '600' },
    test: { type: 'string', default: '100' },
  },
});

async function writePart(out: string, part: 'train' | 't10k', count: number): Promise<void> {
  const read = (name: string) =>
    gunzipSync(readFileSync(join(values.images, `${part}-${name}.gz`)));
  const images = read('images-idx3-ubyte');
  const labels = read('labels-idx1-ubyte').subarray(LABEL_HEADER);
  const height = images.readUInt32BE(8);
  const width = images.readUInt32BE(12);
  const folders = CLASSES.map((name) => join(out, part === 'train' ? 'train' : 'test', name));
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const written = CLASSES.map(() => 0);
  for (const [index, label] of labels.entries()) {
    const number = written[label] ?? count;
    const folder = folders[label];
    if (folder === undefined || number >= count) continue;
    const from = IMAGE_HEADER + index * width * height;
    await sharp(images.subarray(from, from + width * height), {
      raw: { width, height, channels: 1 },
    }).toFile(join(folder, `${String(number).padStart(5, '0')}.png`));
    written[label] = number + 1;
  }
}

if (values.out === undefined) throw new Error('Name a folder: --out FOLDER.');
await writePart(values.out, 'train', wholeOption('train', values.train));
await writePart(values.out, 't10k', wholeOption('test', values.test));
