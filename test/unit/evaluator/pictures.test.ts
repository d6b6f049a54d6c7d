/** evaluate.py reads pictures and soft labels as the page makes them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { decode, resizePart } from '../../../src/command/decode';
import { differentPictures } from '../../../src/core/equal-pictures';
import { sha256Hex } from '../../../src/core/formats/sha256';
import { divide } from '../../../src/core/held-out';
import { randomStream } from '../../../src/core/random/stream';
import { resizeArea } from '../../../src/core/training/resize-area';
import { softTargets } from '../../../src/core/training/targets';
import { labelsFile } from '../../../src/data/export/labels';
import { encodePng } from '../../../src/data/export/png';
import { frameBox } from '../../../src/data/ingest/crop';
import { isHiddenPath } from '../../../src/data/import/recognise';
import { shareWeights } from '../../../src/run/evaluation/sets/share-weights';
import { askEvaluator, bytes, floats, NEEDS_TORCH, TORCH_PYTHON } from '../../support/torch-python';

// Torch takes seconds to load.
vi.setConfig({ testTimeout: 120_000 });

describe.skipIf(TORCH_PYTHON === null)(`pictures of evaluate.py${NEEDS_TORCH}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-evaluator-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const stream = randomStream({ seed: 8, purpose: 'test-pixels' });
  const noise = (width: number, height: number, channels: number): Uint8Array =>
    Uint8Array.from({ length: width * height * channels }, () => stream.word() & 255);

  it('are brought to the set’s side as the page brings them', async () => {
    const files = [
      { name: 'wide.png', raw: { width: 61, height: 40, channels: 3 as const } },
      { name: 'tall.png', raw: { width: 33, height: 80, channels: 3 as const } },
      { name: 'grey.png', raw: { width: 50, height: 50, channels: 1 as const } },
      { name: 'clear.png', raw: { width: 40, height: 37, channels: 4 as const } },
      { name: 'small.png', raw: { width: 9, height: 12, channels: 3 as const } },
    ];
    for (const { name, raw } of files) {
      const picture = sharp(noise(raw.width, raw.height, raw.channels), { raw });
      await picture.png().toFile(join(folder, name));
    }
    const turned = sharp(noise(40, 28, 3), { raw: { width: 40, height: 28, channels: 3 } });
    await turned.jpeg().withMetadata({ orientation: 6 }).toFile(join(folder, 'turned.jpg'));
    const names = [...files.map(({ name }) => name), 'turned.jpg'];
    const setSide = 24;
    const answers = await askEvaluator(
      names.map((name) => ({ kind: 'load', path: join(folder, name), setSide, side: setSide })),
    );
    for (const [i, name] of names.entries()) {
      const picture = await decode(new Uint8Array(readFileSync(join(folder, name))));
      const box = frameBox(picture.width, picture.height, 'crop');
      const ours = resizePart(picture, box, setSide, setSide);
      const theirs = bytes(answers[i]);
      const apart = ours.map((value, k) => Math.abs(value - (theirs[k] ?? 999)));
      // Lanczos is Pillow's, bit for bit; blending onto white and JPEG decoders may differ by a level or two.
      expect(Math.max(...apart), name).toBeLessThanOrEqual(
        name === 'clear.png' ? 1 : name === 'turned.jpg' ? 3 : 0,
      );
    }
  });

  it('are reduced to the network’s side by the page’s area average', async () => {
    const pixels = noise(24, 24, 3);
    writeFileSync(join(folder, 'square.png'), encodePng({ width: 24, height: 24, pixels }));
    const sides = [24, 16, 12, 9, 7, 1];
    const answers = await askEvaluator(
      sides.map((side) => ({
        kind: 'load',
        path: join(folder, 'square.png'),
        setSide: 24,
        side,
      })),
    );
    for (const [i, side] of sides.entries()) {
      const ours = resizeArea(pixels, 24, side);
      const theirs = bytes(answers[i]);
      const apart = ours.map((value, k) => Math.abs(value - (theirs[k] ?? 999)));
      // Sums in another order may round a half the other way.
      expect(Math.max(...apart), `${side} px`).toBeLessThanOrEqual(1);
      const others = apart.filter((difference) => difference > 0).length;
      expect(others / apart.length, `${side} px`).toBeLessThan(0.01);
    }
  });

  it('of a class are found whatever its accents are made of', async () => {
    const png = encodePng({ width: 4, height: 4, pixels: new Uint8Array(48) });
    const composed = ['d\u00e9', 'caf\u00e9'];
    const [data, root] = [composed, composed.map((name) => name.normalize('NFD'))].map(
      (names, i) => {
        const place = join(folder, `accents-${i}`);
        for (const name of names) {
          mkdirSync(join(place, name), { recursive: true });
          writeFileSync(join(place, name, '1.png'), png);
        }
        return place;
      },
    );
    const [found] = await askEvaluator([{ kind: 'real', data, root }]);
    expect(found).toEqual(['cafe\u0301/1.png', 'de\u0301/1.png'].map((file) => [file]));
  });

  it('are those that the page lists: nothing that systems leave beside them', async () => {
    const png = encodePng({ width: 4, height: 4, pixels: new Uint8Array(48) });
    const place = join(folder, 'leftovers');
    const paths = [
      '#recycle/1.png',
      '$RECYCLE.BIN/1.png',
      '.thumbnails/1.png',
      '@eaDir/1.png/SYNOPHOTO_THUMB_XL.jpg',
      '@Recycle/1.png',
      'AlbumArt_{0123-ab}_Large.jpg',
      'AlbumArtSmall.jpg',
      'SYNOPHOTO_THUMB_M.jpg',
      '__MACOSX/1.png',
      'albumart.png',
      'below/1.png',
      'found.000/1.png',
      'lost+found/1.png',
      '~$1.png',
    ];
    for (const path of paths) {
      mkdirSync(join(place, path, '..'), { recursive: true });
      writeFileSync(join(place, path), png);
    }
    const [found] = await askEvaluator([{ kind: 'below', folder: place }]);
    expect(found).toEqual(paths.filter((path) => !isHiddenPath(path)));
    expect(found).toEqual(['albumart.png', 'below/1.png']);
  });

  it('are held out as the page holds them out, copies and all', async () => {
    const sizes = [9, 10, 30, 49, 52, 56, 130];
    const requests = sizes.flatMap((size) =>
      [5, 10, 50].map((percent) => ({ kind: 'held', folder: join(folder, `of-${size}`), percent })),
    );
    const files = new Map<string, { name: string; sha256: string; pixelHash: string }[]>();
    const saved = (grey: number, level: number) => {
      const pixels = Buffer.from([grey & 255, grey >> 8, 7]);
      const raw = { width: 1, height: 1, channels: 3 as const };
      return sharp(pixels, { raw }).png({ compressionLevel: level }).toBuffer();
    };
    for (const size of sizes) {
      const place = join(folder, `of-${size}`);
      mkdirSync(place);
      const images = [];
      for (let i = 0; i < size; i++) {
        // Every ninth file is a copy of the first, every tenth shows the second, saved otherwise.
        const shown = i % 9 === 8 ? 0 : i % 10 === 9 ? 1 : i;
        const bytes = await saved(size * 256 + shown, i % 10 === 9 ? 0 : 9);
        const name = `${String(i).padStart(3, '0')}.png`;
        writeFileSync(join(place, name), bytes);
        images.push({ name, sha256: sha256Hex(bytes), pixelHash: `${shown}` });
      }
      files.set(place, images);
    }
    const answers = await askEvaluator(requests);
    for (const [i, { folder: place, percent }] of requests.entries()) {
      const different = differentPictures(files.get(place) ?? []);
      const { heldOut } = divide(different, { kind: 'share', percent });
      expect(answers[i], `${place}, ${percent} %`).toEqual(heldOut.map(({ name }) => name));
    }
    expect(answers.filter((names) => (names as string[]).length > 0).length).toBeGreaterThan(10);
  });

  it('of 16 bits a channel keep their levels', async () => {
    const raw = { width: 16, height: 16, channels: 1 as const };
    const levels = Uint16Array.from({ length: 256 }, (_, i) => i * 257);
    const path = join(folder, 'deep.png');
    await sharp(levels, { raw }).toColourspace('grey16').png().toFile(path);
    const [answer] = await askEvaluator([{ kind: 'load', path, setSide: 16, side: 16 }]);
    const reds = bytes(answer).filter((_, i) => i % 3 === 0);
    expect(Array.from(reds)).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });

  it('count by their shares as on the page', async () => {
    const data = join(folder, 'shares');
    const png = encodePng({ width: 4, height: 4, pixels: new Uint8Array(48) });
    const shares: Record<string, (number | undefined)[]> = {
      // A disk keeps the accent apart from its letter, as some do.
      'a\u00e9': [0.6, 0.3, 0.1],
      bee: [0.5, undefined, 0.5],
      cow: [0, 0.04, 0.01],
    };
    const labelled = Object.entries(shares).flatMap(([name, own], label) =>
      own.map((share, i) => ({ file: `train/${name}/000${i}.png`, label, share })),
    );
    for (const { file } of labelled) {
      const place = join(data, file.normalize('NFD'));
      mkdirSync(join(place, '..'), { recursive: true });
      writeFileSync(place, png);
    }
    const images = labelled.map(({ file, share }) => ({ file, kind: 'distilled', share }));
    writeFileSync(join(data, 'manifest.json'), JSON.stringify({ images, classes: [] }));
    const [all, first] = (await askEvaluator([
      { kind: 'weights', data, ipc: null },
      { kind: 'weights', data, ipc: 2 },
    ])) as [number[], number[]];
    expect(Float32Array.from(all)).toEqual(shareWeights(labelled));
    const two = labelled.filter((_, i) => i % 3 < 2);
    expect(Float32Array.from(first)).toEqual(shareWeights(two));
  });

  it('get a teacher’s targets, image by image and class by class', async () => {
    const data = join(folder, 'export');
    // The recipe's order of classes is not the order of their folders.
    const directories = ['zebra', 'ant', 'm\u00f6le'];
    const listed = directories.flatMap((directory) =>
      ['0001.png', '0000.png'].map((name) => `train/${directory}/${name}`),
    );
    for (const directory of directories) {
      // A disk keeps the accent apart from its letter, as some do.
      mkdirSync(join(data, 'train', directory.normalize('NFD')), { recursive: true });
    }
    const png = encodePng({ width: 4, height: 4, pixels: new Uint8Array(48) });
    for (const file of listed) writeFileSync(join(data, file.normalize('NFD')), png);
    const logits = listed.map((_, i) => Float32Array.of(i, 2 * i - 5, (i * i) % 4));
    const rows = listed.map((file, i) => ({ file, logits: logits[i] }));
    writeFileSync(join(data, 'labels.npy'), labelsFile(rows, 3) ?? '');
    const manifest = {
      images: [
        { file: 'cores/ant/0000.png', kind: 'core' },
        ...listed.map((file) => ({ file, kind: 'distilled' })),
      ],
      classes: directories.map((directory) => ({ directory, folder: directory, name: directory })),
    };
    writeFileSync(join(data, 'manifest.json'), JSON.stringify(manifest));
    const [answer] = await askEvaluator([{ kind: 'soft', data, temperature: 3 }]);
    const { classes, files, targets } = answer as {
      readonly classes: string[];
      readonly files: string[][];
      readonly targets: string;
    };
    const theirs = floats(targets);
    expect(theirs.length).toBe(18);
    for (const [row, path] of files.flat().entries()) {
      const own =
        logits[listed.findIndex((file) => path.normalize('NFC').endsWith(file))] ??
        new Float32Array(0);
      const expected = softTargets(own, 3, 3);
      for (const [column, directory] of classes.entries()) {
        expect(theirs[3 * row + column]).toBeCloseTo(
          expected[directories.indexOf(directory)] ?? Number.NaN,
          6,
        );
      }
    }
  });
});
