import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  IMAGES_PER_CLASS,
  SAMPLE_CLASSES,
  renderBroad,
  renderSample,
  sceneTruth,
} from '../../../tools/sample/render';
import { arcTangent, cosine, sine } from '../../../tools/sample/render/tracing/exact-math';

const SLUGS = SAMPLE_CLASSES.map((one) => one.slug);
const anImage = fc.tuple(fc.constantFrom(...SLUGS), fc.nat({ max: IMAGES_PER_CLASS - 1 }));

describe('the sample renderer', { timeout: 30_000 }, () => {
  it('gives the same pixels again, whatever was rendered in between', () => {
    fc.assert(
      fc.property(anImage, anImage, ([slug, index], [otherSlug, otherIndex]) => {
        const first = renderSample(slug, index, 16);
        renderSample(otherSlug, otherIndex, 16);
        expect(renderSample(slug, index, 16)).toEqual(first);
      }),
      { numRuns: 8 },
    );
  });

  it('gives every image of a class its own pixels', () => {
    const seen = new Set<string>();
    for (let index = 0; index < 60; index++) seen.add(renderSample('teapot', index, 8).join());
    expect(seen.size).toBe(60);
  });

  it('keeps to the size asked for, and uses the range of grey levels', () => {
    const pixels = renderSample('lighthouse', 0, 24);
    expect(pixels.length).toBe(24 * 24 * 3);
    const sorted = pixels.toSorted((a, b) => a - b);
    expect((sorted[Math.floor(sorted.length * 0.95)] ?? 0) - (sorted[0] ?? 0)).toBeGreaterThan(60);
  });

  it('draws the broad version from all modes, with pictures of its own for each seed', () => {
    const modes = new Set<number>();
    for (let index = 0; index < 60; index++) modes.add(renderBroad(7, 'cactus', index, 2, 1).mode);
    expect(modes.size).toBe(5);
    expect(renderBroad(7, 'cactus', 3, 12).pixels).toEqual(renderBroad(7, 'cactus', 3, 12).pixels);
    expect(renderBroad(7, 'cactus', 3, 12).pixels).not.toEqual(
      renderBroad(8, 'cactus', 3, 12).pixels,
    );
  });

  it('refuses classes and indices that do not exist', () => {
    expect(() => sceneTruth('tench', 0)).toThrow(/No sample class "tench".*cactus/);
    expect(() => renderSample('cactus', IMAGES_PER_CLASS)).toThrow(/index must be an integer/);
    expect(() => renderSample('cactus', 0.5)).toThrow(/index must be an integer/);
  });
});

describe('exact trigonometry', () => {
  it('stays within its stated error of the engine', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (angle) => {
        expect(Math.abs(sine(angle) - Math.sin(angle))).toBeLessThan(4e-6);
        expect(Math.abs(cosine(angle) - Math.cos(angle))).toBeLessThan(4e-6);
      }),
    );
  });

  it('finds the angle of a point in all four quadrants', () => {
    fc.assert(
      fc.property(fc.double({ min: -3.1, max: 3.1, noNaN: true }), (angle) => {
        const found = arcTangent(3 * Math.sin(angle), 3 * Math.cos(angle));
        expect(Math.abs(found - angle)).toBeLessThan(2e-5);
      }),
    );
  });
});
