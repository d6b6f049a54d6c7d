import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import {
  augmentedBatch,
  augmentImage,
  epochOrder,
} from '../../../src/core/training/augment/augment';
import {
  applyColour,
  meanColour,
  randomColourMap,
} from '../../../src/core/training/augment/colour';
import { cropInto, randomCropBox } from '../../../src/core/training/augment/crop';
import { cutMix } from '../../../src/core/training/augment/cutmix';
import {
  IDC_AUGMENTATION,
  type AugmentSettings,
} from '../../../src/core/training/augment/settings';
import type { ImageSet } from '../../../src/core/training/image-set';
import { evaluationPixels } from '../../../src/core/training/normalise-pixels';

const NOTHING: AugmentSettings = {
  cropScale: 1,
  flip: false,
  colourJitter: 0,
  lighting: 0,
  cutMix: 0,
};

function randomSet(images: number, side: number, seed = 7): ImageSet {
  const stream = randomStream({ seed, purpose: 'test-images' });
  return {
    side,
    pixels: Uint8Array.from({ length: images * side * side * 3 }, () => stream.integer(256)),
    labels: Uint16Array.from({ length: images }, (_, i) => i % 3),
  };
}

function augmented(set: ImageSet, image: number, settings: AugmentSettings, seed = 1, epoch = 0) {
  const out = new Float32Array(3 * set.side * set.side);
  augmentImage(set, image, settings, { seed, epoch }, out);
  return out;
}

describe('crop', () => {
  it('stays inside and keeps to its area and aspect ratio', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 16, max: 96 }),
        (seed, side) => {
          const box = randomCropBox(randomStream({ seed, purpose: 'test' }), side, 0.5);
          expect(box.left + box.width).toBeLessThanOrEqual(side);
          expect(box.top + box.height).toBeLessThanOrEqual(side);
          // Sides are rounded to whole pixels: half a pixel either way.
          const least = (box.width + 0.5) * (box.height + 0.5);
          expect(least).toBeGreaterThanOrEqual(0.5 * side * side);
          const ratio = (box.width + 0.5) / (box.height - 0.5);
          expect(ratio).toBeGreaterThanOrEqual(3 / 4);
          expect((box.width - 0.5) / (box.height + 0.5)).toBeLessThanOrEqual(4 / 3);
        },
      ),
    );
  });

  it('of the whole image is the image, and mirrored when asked', () => {
    const { pixels } = randomSet(1, 8);
    const whole = { left: 0, top: 0, width: 8, height: 8 };
    for (const mirrored of [false, true]) {
      const out = new Float32Array(192);
      cropInto(pixels, 0, 8, whole, mirrored, out);
      for (let i = 0; i < 192; i++) {
        const c = Math.floor(i / 64);
        const y = Math.floor(i / 8) % 8;
        const x = mirrored ? 7 - (i % 8) : i % 8;
        expect(out[i]).toBe(pixels[(y * 8 + x) * 3 + c]);
      }
    }
  });

  it('is linear between pixel centres', () => {
    // A ramp of 16 a pixel sideways, 1 a pixel downwards: bilinear resizing keeps it, edges clamped.
    const pixels = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => {
      const at = Math.floor(i / 3);
      return 16 * (at % 8) + Math.floor(at / 8);
    });
    const box = { left: 2, top: 1, width: 4, height: 6 };
    const out = new Float32Array(192);
    cropInto(pixels, 0, 8, box, false, out);
    for (let i = 0; i < 64; i++) {
      const x = Math.min(Math.max((((i % 8) + 0.5) * 4) / 8 - 0.5, 0), 3);
      const y = Math.min(Math.max(((Math.floor(i / 8) + 0.5) * 6) / 8 - 0.5, 0), 5);
      expect(out[i]).toBeCloseTo(16 * (2 + x) + 1 + y, 4);
    }
  });
});

/** Jitter, lighting and normalisation one after the other on the pixels, drawing in the same order. */
function colourStepByStep(planes: Float32Array, seed: number): number[] {
  const stream = randomStream({ seed, purpose: 'test-colour' });
  const positions = planes.length / 3;
  let pixels = Array.from({ length: positions }, (_, i) =>
    [0, 1, 2].map((c) => (planes[c * positions + i] ?? 0) / 255),
  );
  const greyOf = ([r = 0, g = 0, b = 0]: number[]) => 0.299 * r + 0.587 * g + 0.114 * b;
  for (const change of stream.permutation(3)) {
    const share = 0.4 * (2 * stream.uniform() - 1);
    const level = pixels.reduce((sum, pixel) => sum + greyOf(pixel), 0) / positions;
    pixels = pixels.map((pixel) => {
      const target = change === 0 ? 0 : change === 1 ? level : greyOf(pixel);
      return pixel.map((value) => value + share * (target - value));
    });
  }
  const alphas = [0, 1, 2].map(() => 0.1 * stream.normal());
  const values = [0.2175, 0.0188, 0.0045];
  const vectors = [
    [-0.5675, 0.7192, 0.4009],
    [-0.5808, -0.0045, -0.814],
    [-0.5836, -0.6948, 0.4203],
  ];
  const mean = [0.485, 0.456, 0.406];
  const deviation = [0.229, 0.224, 0.225];
  return [0, 1, 2].flatMap((c) => {
    const light = values.reduce(
      (sum, v, k) => sum + v * (alphas[k] ?? 0) * (vectors[c]?.[k] ?? 0),
      0,
    );
    return pixels.map((pixel) => ((pixel[c] ?? 0) + light - (mean[c] ?? 0)) / (deviation[c] ?? 1));
  });
}

describe('colour', () => {
  it('as one map is the same as step by step', () => {
    for (let seed = 0; seed < 20; seed++) {
      const stream = randomStream({ seed, purpose: 'test-planes' });
      const planes = Float32Array.from({ length: 48 }, () => 255 * stream.uniform());
      const expected = colourStepByStep(planes, seed);
      const settings = { colourJitter: 0.4, lighting: 0.1 };
      const draws = randomStream({ seed, purpose: 'test-colour' });
      applyColour(planes, randomColourMap(draws, settings, meanColour(planes)));
      planes.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 4));
    }
  });

  it('without changes is the normalisation of the evaluation', () => {
    const set = randomSet(2, 8);
    const plain = evaluationPixels(set, 1, 2);
    augmented(set, 1, NOTHING).forEach((value, i) => expect(value).toBeCloseTo(plain[i] ?? NaN, 5));
  });
});

describe('batches', () => {
  const set = randomSet(7, 8);

  it('are made of the seed, the epoch and the image alone', () => {
    const first = augmented(set, 3, IDC_AUGMENTATION, 5, 9);
    expect(augmented(set, 3, IDC_AUGMENTATION, 5, 9)).toEqual(first);
    expect(augmented(set, 3, IDC_AUGMENTATION, 5, 10)).not.toEqual(first);
    expect(augmented(set, 3, IDC_AUGMENTATION, 6, 9)).not.toEqual(first);
  });

  it('of an epoch see every image once', () => {
    const order = epochOrder(set, 1, 4);
    expect([...order].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const rows = [0, 1, 2].map(
      (index) => augmentedBatch(set, 3, order, 3, NOTHING, { seed: 1, epoch: 4, index }).rows,
    );
    expect(rows).toEqual([3, 3, 1]);
  });

  it('weigh images by their mass, with a mean of one over an epoch', () => {
    const weights = Float32Array.of(1, 2, 3, 4, 5, 6, 7);
    const order = epochOrder(set, 1, 0);
    const batch = augmentedBatch({ ...set, weights }, 3, order, 7, NOTHING, {
      seed: 1,
      epoch: 0,
      index: 0,
    });
    const expected = Array.from(order, (image) => (image + 1) / 4 / 7);
    batch.weights.forEach((weight, i) => expect(weight).toBeCloseTo(expected[i] ?? NaN, 6));
    expect(batch.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  });
});

describe('CutMix', () => {
  it('mixes labels by the area that came from the other image', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const side = 8;
        const rows = 4;
        // Each image is filled with its own number, so what came from where can be read off.
        const pixels = new Float32Array(rows * 3 * 64).map((_, i) => Math.floor(i / 192));
        const targets = new Float32Array(rows * rows);
        for (let row = 0; row < rows; row++) targets[row * rows + row] = 1;
        const weights = Float32Array.of(0.1, 0.2, 0.3, 0.4);
        const batch = { rows, pixels, targets, weights: weights.slice() };
        const mixed = cutMix(batch, side, randomStream({ seed, purpose: 'test' }));
        let replaced = 0;
        for (let row = 0; row < rows; row++) {
          const image = mixed.pixels.subarray(row * 192, (row + 1) * 192);
          const others = image.filter((value) => value !== row);
          const share = others.length / 192;
          replaced = Math.max(replaced, share);
          const other = others[0] ?? row;
          const scaled = (c: number) =>
            (mixed.weights[row] ?? 0) * (mixed.targets[row * rows + c] ?? 0);
          if (other === row) continue;
          expect(scaled(row)).toBeCloseTo((1 - share) * (weights[row] ?? 0), 6);
          expect(scaled(other)).toBeCloseTo(share * (weights[other] ?? 0), 6);
        }
        expect(replaced).toBeLessThanOrEqual(1);
      }),
    );
  });
});
