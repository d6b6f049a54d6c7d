/** evaluate.py augments as the page does: the same ranges, drawn from other random numbers. */
import { describe, expect, it, vi } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import {
  augmentedBatch,
  augmentImage,
  epochOrder,
} from '../../../src/core/training/augment/augment';
import { randomCropBox } from '../../../src/core/training/augment/crop';
import { IDC_AUGMENTATION } from '../../../src/core/training/augment/settings';
import type { ImageSet } from '../../../src/core/training/image-set';
import { PIXEL_DEVIATION, PIXEL_MEAN } from '../../../src/core/training/normalise-pixels';
import { pixelLength } from '../../../src/core/training/parameters';
import {
  askEvaluator,
  base64,
  floats,
  NEEDS_TORCH,
  TORCH_PYTHON,
} from '../../support/torch-python';
import { distributionDistance, largestByChance } from '../../support/two-samples';

// Torch takes seconds to load.
vi.setConfig({ testTimeout: 120_000 });

const SIDE = 16;
const POSITIONS = SIDE * SIDE;
const DRAWS = 4000;

function expectAlike(ours: readonly number[], theirs: readonly number[], what: string): void {
  expect(ours.length, what).toBe(theirs.length);
  expect(distributionDistance(ours, theirs), what).toBeLessThan(largestByChance(ours.length));
}

/** What of an augmented image moves with one of the changes, and little with the others. */
function features(image: Float32Array): Record<string, number> {
  const planes = [0, 1, 2].map((c) =>
    Array.from(
      image.subarray(c * POSITIONS, (c + 1) * POSITIONS),
      (value) => value * (PIXEL_DEVIATION[c] ?? 1) + (PIXEL_MEAN[c] ?? 0),
    ),
  );
  const [red = [], green = [], blue = []] = planes;
  const grey = red.map((r, i) => 0.299 * r + 0.587 * (green[i] ?? 0) + 0.114 * (blue[i] ?? 0));
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / POSITIONS;
  const level = mean(grey);
  const halves = grey.map((value, i) => (i % SIDE < SIDE / 2 ? value : -value));
  return {
    brightness: level,
    contrast: Math.sqrt(mean(grey.map((value) => (value - level) ** 2))) / level,
    saturation: (mean(red) - mean(blue)) / level,
    side: mean(halves) / level,
    corner: red[0] ?? 0,
  };
}

/** [side, side, 3]: stripes aslant, redder than blue, brighter on the left. */
const STRIPED = Uint8Array.from({ length: 3 * POSITIONS }, (_, i) => {
  const x = Math.floor(i / 3) % SIDE;
  const y = Math.floor(i / (3 * SIDE));
  const level = ((x + y) % 8 < 4 ? 150 : 50) + (x < SIDE / 2 ? 40 : 0);
  return level - 20 * (i % 3);
});

/** Features of both programs' augmentations of one image, by name. */
async function augmented(
  pixels: Uint8Array,
): Promise<{ what: string; ours: number[]; theirs: number[] }[]> {
  const [answer] = await askEvaluator([
    { kind: 'augment', pixels: base64(pixels), side: SIDE, draws: DRAWS },
  ]);
  const images = floats(answer);
  const set: ImageSet = { side: SIDE, pixels, labels: Uint16Array.of(0) };
  const length = pixelLength(SIDE);
  const out = new Float32Array(length);
  const pairs = Array.from({ length: DRAWS }, (_, epoch) => {
    augmentImage(set, 0, IDC_AUGMENTATION, { seed: 5, epoch }, out);
    const other = images.subarray(epoch * length, (epoch + 1) * length);
    return {
      ours: new Map(Object.entries(features(out))),
      theirs: new Map(Object.entries(features(other))),
    };
  });
  return [...(pairs[0]?.ours.keys() ?? [])].map((what) => ({
    what,
    ours: pairs.map(({ ours }) => ours.get(what) ?? Number.NaN),
    theirs: pairs.map(({ theirs }) => theirs.get(what) ?? Number.NaN),
  }));
}

describe.skipIf(TORCH_PYTHON === null)(`augmentation of evaluate.py${NEEDS_TORCH}`, () => {
  it('cuts boxes of the page’s places and sizes', async () => {
    const [answer] = await askEvaluator([{ kind: 'boxes', side: 64, draws: DRAWS }]);
    const theirs = answer as [number, number, number, number][];
    const ours = Array.from({ length: DRAWS }, (_, image) =>
      randomCropBox(randomStream({ seed: 1, image, purpose: 'test-boxes' }), 64, 0.5),
    );
    expectAlike(
      ours.map((b) => b.top),
      theirs.map((b) => b[0]),
      'top',
    );
    expectAlike(
      ours.map((b) => b.left),
      theirs.map((b) => b[1]),
      'left',
    );
    expectAlike(
      ours.map((b) => b.height),
      theirs.map((b) => b[2]),
      'height',
    );
    expectAlike(
      ours.map((b) => b.width),
      theirs.map((b) => b[3]),
      'width',
    );
    const areas = theirs.map(([, , height, width]) => (height * width) / 64 ** 2);
    // Sides are whole pixels, so that an area may be a little below the rule's half.
    expect(Math.min(...areas)).toBeGreaterThan(0.48);
    expect(Math.max(...areas)).toBeLessThanOrEqual(1);
  });

  it('changes colours, turns and cuts as the page does', async () => {
    for (const { what, ours, theirs } of await augmented(STRIPED)) expectAlike(ours, theirs, what);
  });

  it('lights as the page does: nothing else moves black', async () => {
    const length = pixelLength(SIDE);
    const [answer] = await askEvaluator([
      { kind: 'augment', pixels: base64(new Uint8Array(length)), side: SIDE, draws: DRAWS },
    ]);
    const images = floats(answer);
    const set: ImageSet = {
      side: SIDE,
      pixels: new Uint8Array(length),
      labels: Uint16Array.of(0),
    };
    const out = new Float32Array(length);
    const ours = Array.from({ length: DRAWS }, (_, epoch) => {
      augmentImage(set, 0, IDC_AUGMENTATION, { seed: 5, epoch }, out);
      return [0, 1, 2].map((c) => out[c * POSITIONS] ?? Number.NaN);
    });
    for (const [c, what] of ['red', 'green', 'blue'].entries()) {
      const theirs = ours.map((_, i) => images[i * length + c * POSITIONS] ?? Number.NaN);
      expectAlike(
        ours.map((colour) => colour[c] ?? Number.NaN),
        theirs,
        what,
      );
    }
  });

  it('mixes labels by the area that it replaced, as often as the page replaces it', async () => {
    const [answer] = await askEvaluator([{ kind: 'cutmix', side: SIDE, draws: DRAWS }]);
    const theirs = answer as [number, number][];
    const pair: ImageSet = {
      side: SIDE,
      pixels: new Uint8Array(6 * POSITIONS).fill(255, 3 * POSITIONS),
      labels: Uint16Array.of(0, 1),
    };
    const plain = { cropScale: 1, flip: false, colourJitter: 0, lighting: 0, cutMix: 1 };
    const ours = Array.from({ length: DRAWS }, (_, epoch) => {
      const order = epochOrder(pair, 6, epoch);
      const key = { seed: 6, epoch, index: 0 };
      const { targets } = augmentedBatch(pair, 2, order, 2, plain, key);
      return targets[order[0] ?? 0] ?? Number.NaN;
    });
    expectAlike(
      ours,
      theirs.map(([label]) => label),
      'label kept',
    );
    for (const [label, black] of theirs) expect(black).toBeCloseTo(label, 5);
    // Half of the orders put each image in its own place.
    const mixed = theirs.filter(([label]) => label < 1).length / DRAWS;
    expect(mixed).toBeGreaterThan(0.4);
    expect(mixed).toBeLessThan(0.6);
  });
});
