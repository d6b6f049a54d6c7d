/** Pictures of one colour each, so that distances are known: sqrt(768) a level in pixels, 1 in latents. */
import { describe, expect, it } from 'vitest';
import type { PackDescription } from '../../../src/core/formats/pack';
import { matrix } from '../../../src/core/linalg/matrix';
import { distributionMetrics } from '../../../src/core/metrics/distribution-metrics';
import { sha256Hex } from '../../../src/core/formats/sha256';
import { encodePng } from '../../../src/data/export/png';
import { localAnalysis } from '../../../src/run/analysis/local-analysis';
import type { Model } from '../../../src/run/ports';
import { classNumbers } from '../../../src/run/results/metrics';
import {
  lowOf,
  measurePictures,
  type PictureParts,
} from '../../../src/run/results/picture-numbers';
import {
  followLine,
  followWarnings,
  pictureSummary,
} from '../../../src/run/results/picture-summary';
import { RECORDS_VERSION } from '../../../src/run/results/records';
import { remarksOn } from '../../../src/run/results/remarks';
import type { RunImage } from '../../../src/run/results/run-images';
import { Stages } from '../../../src/run/stages/stages';
import { MapStorage } from '../store/map-storage';
import { classOf, pictures, recipeOf, recordOf, sourceOf } from './sample-run';

const SIDE = 32;
const record = recordOf(recipeOf());
const { signal } = new AbortController();

/** A picture of one grey level with a checker of +-contrast on it. */
function grey(level: number, contrast = 0): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    const odd = ((at % SIDE) + Math.floor(at / SIDE)) % 2;
    return level + (odd === 1 ? contrast : -contrast);
  });
}

/** Real image i has level `levels[i]` and contrast 10; its latent is (level, 0). */
function world(levels: readonly number[]) {
  let read = 0;
  const unused = () => Promise.reject(new Error('not asked for here'));
  const model: Model = {
    loaded: {
      pack: { name: 'Tiny', resolution: SIDE } as PackDescription,
      packHash: record.recipe.pack.hash,
      backend: { kind: 'wasm', threads: 1 },
    },
    makeConditions: unused,
    encode: unused,
    posterior: unused,
    sample: unused,
    score: unused,
    describe: unused,
    preview: unused,
  };
  const parts: PictureParts = {
    source: {
      ...sourceOf(),
      async *pixels(images) {
        read += images.length;
        for (const { path } of images) {
          yield grey(levels[Number(/(\d+)\.png$/.exec(path)?.[1])] ?? 0, 10);
        }
      },
    },
    stages: new Stages(new MapStorage()),
    model,
    analysis: localAnalysis(),
    pictures,
  };
  const real = {
    key: 'latents',
    owner: 'f',
    data: Float32Array.from(levels.flatMap((level) => [level, 0])),
    rows: levels.length,
    columns: 2,
    shape: { channels: 2, height: 1, width: 1 },
    images: classOf('a', 'first', levels.length),
  };
  const measured = (images: readonly RunImage[]) => {
    const latents = async () =>
      Float32Array.from(images.flatMap(({ image }) => [...(image.latent ?? [])]));
    return measurePictures(parts, { record, images, real, latents }, signal);
  };
  return { measured, read: () => read };
}

interface Made {
  readonly level: number;
  readonly core: number | null;
  readonly latent?: number;
  readonly contrast?: number;
  readonly origin?: 'real';
}

function made(
  { level, core, latent = level, contrast = 10, origin }: Made,
  index: number,
): RunImage {
  return {
    place: {
      folder: 'a',
      index,
      key: sha256Hex(JSON.stringify([level, core, latent, contrast, origin])),
      core: core === null ? null : { image: core, path: `a/${core}.png` },
    },
    image: {
      version: RECORDS_VERSION,
      origin: origin ?? 'generated',
      png: encodePng({ width: SIDE, height: SIDE, pixels: grey(level, contrast) }),
      side: SIDE,
      latent: Float32Array.of(latent, 0),
      seconds: 1,
      steps: [],
    },
  };
}

describe('the pictures of a class', () => {
  it('follow and copy by distances to their cores, in pixels and in latents', async () => {
    const { measured } = world([50, 70, 100, 130]);
    // Cores at 50 and 100. The first is 15 from its own of 20 to the next image, and 35 from the other.
    const images = [
      { level: 65, core: 0 },
      { level: 60, core: 2, latent: 95 },
    ].map(made);
    const found = await measured(images);
    const [first, second] = found.pictures;
    expect(first?.inPixels).toMatchObject({ follows: true, copies: expect.closeTo(15 / 20, 6) });
    expect(first?.inPixels?.ratio).toBeCloseTo(15 / 35, 6);
    expect(first?.inLatents).toMatchObject({ follows: true, copies: 0.75 });
    // In pixels nearer to the other's core; its latent lies 5 of 30 beside its own.
    expect(second?.inPixels).toMatchObject({ follows: false, copies: expect.closeTo(40 / 30, 6) });
    expect(second?.inLatents).toMatchObject({ follows: true, copies: expect.closeTo(5 / 30, 6) });
    const summary = pictureSummary(found.pictures);
    expect(summary).toMatchObject({ guided: 2, copies: 1 });
    expect(followLine(summary)).toBe(
      '1 of 2 follow their core, 1 copies it. In latents 2 of 2 follow.',
    );
    expect(followWarnings(summary)).toEqual([
      expect.stringMatching(/^1 picture is nearer to the core of another/),
      expect.stringMatching(/^1 picture repeats the photograph/),
    ]);
  });

  it('measure sharpness and norm over the class’s own', async () => {
    const { measured } = world([50, 70, 100, 130]);
    const images = [{ level: 70, core: null, latent: 35, contrast: 5 }].map(made);
    const found = await measured(images);
    const [one] = found.pictures;
    expect(one).toMatchObject({ inPixels: null, inLatents: null });
    expect(one?.sharpness).toBeCloseTo(0.5, 6);
    expect(one?.norm).toBeCloseTo(35 / 87.5, 6);
    expect(found.lowest.norm).toBeCloseTo(50 / 87.5, 6);
    expect(remarksOn(found)).toEqual({
      coverage: expect.stringMatching(/smoother \(0\.50 .* weaker in their latents \(0\.40/),
      density: expect.anything(),
      precision: expect.anything(),
      frechet: expect.anything(),
      transport: expect.anything(),
    });
  });

  it.each([
    ['sharpness', { level: 90, contrast: 5 }, /smoother \(0\.50 of their sharpness\) than/],
    ['norm', { level: 90, latent: 35 }, /weaker in their latents \(0\.40 of their norm\) than/],
  ])('are flagged for too little %s alone', async (_, one, reason) => {
    const { measured } = world([50, 70, 100, 130]);
    const { precision } = remarksOn(await measured([{ core: null, ...one }].map(made)));
    expect(precision).toMatch(reason);
  });

  it('of a class of one image are neither copies nor none: there is no next image to measure by', async () => {
    const { measured } = world([50]);
    const found = await measured([{ level: 50, core: 0 }].map(made));
    expect(found.pictures[0]).toMatchObject({
      inPixels: { copies: null },
      inLatents: { copies: null },
    });
    const one = matrix(Float64Array.of(50), 1, 1);
    const { copies, missing } = classNumbers(distributionMetrics(one, one), [1], found);
    expect(copies).toBeNull();
    expect(missing['copies']).toBe('The class has no other real image to compare with.');
    expect(followLine(pictureSummary(found.pictures))).toBe(
      '1 picture has the only core of a class; with no other real image in its class a copy cannot be told.',
    );
    const { measured: ofFour } = world([50, 70, 100, 130]);
    const more = await ofFour(
      [
        { level: 62, core: 0 },
        { level: 118, core: 2 },
      ].map(made),
    );
    // 12 of 20 and 18 of 30 to the next image: more than half the way.
    expect(followLine(pictureSummary([...more.pictures, ...found.pictures]))).toBe(
      'All 2 follow their core, none copies; 1 cannot be told, with no other real image in the class.',
    );
  });

  it('that are real images have no core and say why they are precise', async () => {
    const { measured } = world([50, 70, 100, 130]);
    const images = [{ level: 70, core: 1, origin: 'real' as const }].map(made);
    const found = await measured(images);
    expect(found.pictures[0]).toMatchObject({ origin: 'real', inPixels: null, inLatents: null });
    expect(followLine(pictureSummary(found.pictures))).toBeNull();
    expect(Object.keys(remarksOn(found))).toEqual(['precision', 'density']);
  });

  it('are as they are: neither smears nor real leave no remark', async () => {
    const { measured } = world([50, 70, 100, 130]);
    const images = [{ level: 90, core: 1 }].map(made);
    expect(remarksOn(await measured(images))).toEqual({});
  });

  it('are measured once, the class’s images once for all sets', async () => {
    const { measured, read } = world([50, 70, 100, 130]);
    const first = [{ level: 65, core: 0 }].map(made);
    const found = await measured(first);
    expect(read()).toBe(4);
    expect(await measured(first)).toEqual(found);
    const second = [{ level: 66, core: 0 }].map(made);
    await measured(second);
    expect(read()).toBe(4);
  });
});

describe('the line of a run', () => {
  const one = { follows: true, ratio: 0.5, copies: 0.8 };
  const picture = (index: number, follows: boolean) => ({
    index,
    origin: 'generated' as const,
    inPixels: { ...one, follows },
    inLatents: { ...one, follows },
    sharpness: 1,
    norm: 1,
  });

  it('counts those that follow, and warns below 95 of 100 alone', () => {
    const set = (follow: number) =>
      pictureSummary(Array.from({ length: 100 }, (_, i) => picture(i, i < follow)));
    expect(followLine(set(92))).toBe('92 of 100 follow their core, none copies.');
    expect(followWarnings(set(92))[0]).toMatch(/^8 pictures are nearer/);
    expect(followWarnings(set(95))).toEqual([]);
    expect(followLine(set(100))).toBe('All 100 follow their core, none copies.');
  });

  it('has no number where there is nothing to tell apart', () => {
    const alone = { ...picture(0, true), inPixels: { follows: null, ratio: null, copies: 0.2 } };
    expect(followLine(pictureSummary([alone]))).toBe(
      '1 picture has the only core of a class; 1 copies it.',
    );
    expect(followLine(pictureSummary([]))).toBeNull();
  });
});

describe('what 95 of 100 exceed', () => {
  it('is the smallest of a few, and the sixth of a hundred', () => {
    expect(lowOf([3, 1, 2])).toBe(1);
    expect(lowOf(Array.from({ length: 100 }, (_, i) => i))).toBe(5);
  });
});
