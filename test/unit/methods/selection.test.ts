import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/linalg/matrix';
import { randomStream } from '../../../src/core/random/stream';
import { clusterWindows, rankWindows } from '../../../src/core/scoring/ranking';
import { scoringFrame } from '../../../src/core/scoring/tiling';
import { methodById } from '../../../src/methods';
import { defaultsOf, parseParameters } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import {
  labelPrompt,
  windowsNeeded,
  windowsOfPicture,
  type WindowsPlan,
  type WindowVariant,
} from '../../../src/methods/windows/plan';
import { selectionSchema } from '../../../src/methods/windows/schema';
import { drawsUsed, windowsOf } from '../../../src/methods/windows/windows';

const method = methodById('selection-reconstruction');
const CHURCH = { name: 'church', prompt: 'a photo of a church' };

function planOf(parameters: object = {}, sampling: object = {}): WindowsPlan {
  const plan = method.plan(parameters, parseParameters(samplingSchema, sampling));
  if (plan.output !== 'windows') throw new Error('the selection selects no patches');
  return plan;
}

describe('the plan', () => {
  it('is named a reconstruction wherever it is named', () => {
    expect(method.id).toContain('reconstruction');
    expect(method.name).toContain('reconstruction');
    expect(method.status).toBe('reconstruction');
    const notices = method.notices({}, defaultsOf(samplingSchema), []);
    expect(notices[0]).toContain('reconstruction');
  });

  it('keeps scores apart from size, tiling and ranking', () => {
    const one = planOf({}, { imagesPerClass: 5 });
    const other = planOf(
      { tiling: '2', side: 128, memberOrder: 'centroid' },
      { imagesPerClass: 50 },
    );
    expect(other.scoring).toEqual(one.scoring);
    expect(other.windows).toEqual(one.windows);
    expect([windowsNeeded(one.assembly), windowsNeeded(other.assembly)]).toEqual([5, 200]);
  });

  it('holds the windows of a smaller set in a larger one, unless clusters follow the size', () => {
    const cases = fc.record({
      seed: fc.nat(1e6),
      small: fc.integer({ min: 1, max: 20 }),
      more: fc.integer({ min: 1, max: 20 }),
      tiling: fc.constantFrom('1', '2'),
    });
    fc.assert(
      fc.property(cases, ({ seed, small, more, tiling }) => {
        const random = randomStream({ seed, purpose: 'selection-test' });
        const points = matrix(random.fillNormal(new Float64Array(150 * 4)), 150, 4);
        const scores = random.fillNormal(new Float64Array(150));
        const taken = (imagesPerClass: number) => {
          const { ranking, assembly } = planOf({ tiling }, { imagesPerClass });
          const found = clusterWindows(points, ranking.clusters, { seed: 0, name: 'a' });
          const list = rankWindows(scores, found, ranking.order);
          return new Set(list.subarray(0, windowsNeeded(assembly)));
        };
        const large = taken(small + more);
        for (const window of taken(small)) expect(large.has(window)).toBe(true);
      }),
      { numRuns: 30 },
    );
    expect(planOf({ clusters: 0, tiling: '2' }, { imagesPerClass: 10 }).ranking.clusters).toBe(40);
  });

  it("has diff-mining's rules as a preset, and ours as defaults", () => {
    const preset = method.presets.find(({ id }) => id === 'diff-mining')?.parameters ?? {};
    const { scoring, windows, ranking } = planOf(preset);
    expect(scoring).toMatchObject({ draws: 100, range: { from: 0.1, to: 0.7 }, nullPrompt: '' });
    expect(labelPrompt(scoring, CHURCH)).toBe('Image of church.');
    expect(windows.count).toBe(5);
    expect(ranking).toEqual({
      clusters: 32,
      order: 'centroid',
      keep: 1000,
      wholeDescriptors: true,
      seed: 0,
    });
    expect(planOf().ranking).toMatchObject({ order: 'score', keep: 0, wholeDescriptors: false });
    const { prompt } = selectionSchema;
    expect(prompt.source).not.toMatch(/^diff-mining/);
    const few = method.notices({ keepWindows: 10, tiling: '2' }, defaultsOf(samplingSchema), []);
    expect(few.join()).toMatch(/Only the 10 best .* fewer than the 40/);
  });

  it('asks for the prompt of the class unless told otherwise, in every method that has a label', () => {
    expect(labelPrompt(planOf().scoring, CHURCH)).toBe('a photo of a church');
    const stitched = methodById('rded-stitching').plan({}, defaultsOf(samplingSchema));
    if (stitched.output !== 'windows') throw new Error('no plan of windows');
    expect(labelPrompt(stitched.scoring, CHURCH)).toBe('a photo of a church');
  });

  it('puts prompt and name of the class into the label prompt, whatever they hold', () => {
    const { scoring } = planOf({ prompt: '{class}, one {name}, {class}' });
    const cat = { name: '{class} $&', prompt: 'a $& {name}' };
    expect(labelPrompt(scoring, cat)).toBe('a $& {name}, one {class} $&, a $& {name}');
  });

  it('says when all classes are scored with the same words', () => {
    const said = (prompt: string) =>
      method.notices({ prompt }, defaultsOf(samplingSchema), []).join();
    expect(said('a thing')).toContain('the same words');
    for (const prompt of ['{class}', 'one {name}'])
      expect(said(prompt)).not.toContain('same words');
  });

  it('takes all windows at the lowest end of the lowest score', () => {
    const { min } = selectionSchema.minimumScore;
    expect(planOf({ minimumScore: min }).windows.minimumScore).toBe(Number.NEGATIVE_INFINITY);
    expect(planOf({ minimumScore: 0 }).windows.minimumScore).toBe(0);
  });

  it('refuses a prompt of several lines and says what an empty range means', () => {
    expect(() => planOf({ prompt: 'a\nb' })).toThrow(/one line/);
    const notices = method.notices({ from: 0.8, to: 0.2 }, defaultsOf(samplingSchema), []);
    expect(notices.join(' ')).toContain('no timesteps');
  });
});

describe("RDED's stitching", () => {
  const stitching = (raw: object, imagesPerClass: number): WindowsPlan => {
    const sampling = parseParameters(samplingSchema, { imagesPerClass });
    const plan = methodById('rded-stitching').plan(raw, sampling);
    if (plan.output !== 'windows') throw new Error('the stitching stitches no windows');
    return plan;
  };

  it('puts windows of four ranks into each picture, every window of the list once', () => {
    const sizes = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(sizes, (imagesPerClass) => {
        const { assembly } = stitching({}, imagesPerClass);
        const places = Array.from({ length: imagesPerClass }, (_, picture) =>
          windowsOfPicture(assembly, picture),
        );
        places.forEach((own, picture) => {
          expect(own).toEqual([0, 1, 2, 3].map((part) => picture + part * imagesPerClass));
        });
        expect(places.flat().sort((a, b) => a - b)).toEqual([
          ...Array(windowsNeeded(assembly)).keys(),
        ]);
      }),
    );
    // The selection takes them in turn, so that a smaller set is part of a larger one.
    expect(windowsOfPicture(planOf({ tiling: '2' }).assembly, 2)).toEqual([8, 9, 10, 11]);
  });

  it('takes one window an image, the most typical of the class or any', () => {
    expect(stitching({}, 10)).toMatchObject({
      scoring: { variant: 'typicality' },
      windows: { count: 1 },
      ranking: { clusters: 1, order: 'score' },
    });
    expect(stitching({ realism: 'random-windows' }, 10).scoring.variant).toBe('random-windows');
  });

  it('never passes for RDED', () => {
    const method = methodById('rded-stitching');
    expect(method.status).toBe('composition');
    expect(method.notices({}, defaultsOf(samplingSchema), [])[0]).toMatch(/^Not RDED as published/);
  });
});

describe('windowsOf', () => {
  const frame = scoringFrame(128, 128, 64, 8);
  const losses = (value: number, draws: number) => ({
    height: 16,
    width: 16,
    losses: new Float32Array(draws * 2 * 256).fill(value),
  });
  const source = { id: 'x', frame, scored: null, pixels: null };
  const variant = (name: WindowVariant) => planOf({ variant: name, windowsPerImage: 3 });

  it('gives windows for every control, in original pixels', () => {
    const pixels = new Uint8Array(64 * 64 * 3).fill(128);
    for (const name of ['random-windows', 'centre-crop', 'entropy'] as const) {
      const { scoring, windows } = variant(name);
      const found = windowsOf({ ...source, pixels }, 8, scoring, windows);
      expect(found.length).toBeGreaterThanOrEqual(1);
      for (const { box } of found) expect([box.width, box.height]).toEqual([64, 64]);
    }
  });

  it('finds no more to see in one part of a grey image than in another', () => {
    const pixels = new Uint8Array(64 * 64 * 3).fill(90);
    const { scoring, windows } = variant('entropy');
    const [first] = windowsOf({ ...source, pixels }, 8, scoring, windows);
    expect(first).toMatchObject({ x: 0, y: 0, score: 0 });
  });

  it('needs losses where the score is made of them', () => {
    const { scoring, windows } = variant('typicality');
    expect(() => windowsOf(source, 8, scoring, windows)).toThrow(/not scored/);
    const [tied] = windowsOf({ ...source, scored: losses(0.3, 10) }, 8, scoring, windows);
    expect(tied).toMatchObject({ x: 0, y: 0, score: 0, standardError: 0 });
  });

  it('uses the draws that the plan asks for, fewer where they are enough', () => {
    const { scoring } = planOf({ draws: 10 });
    expect(drawsUsed(losses(0.3, 40), 8, frame, scoring, 0.5)).toBe(10);
    const stopping = planOf({ draws: 10, stopError: 0.01 }).scoring;
    expect(drawsUsed(losses(0.3, 40), 8, frame, stopping, 0.5)).toBe(5);
  });
});
