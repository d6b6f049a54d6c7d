import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import {
  cutTiles,
  mergedSize,
  mergeTiles,
  originalBox,
  scoringFrame,
  tileQuantum,
} from '../../../src/core/scoring/tiling';
import { frameBox } from '../../../src/data/ingest/crop';

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 6000 }),
  height: fc.integer({ min: 1, max: 6000 }),
});
const QUANTUM = tileQuantum(64, [16, 8]);

describe('scoringFrame', () => {
  it('covers the scored image with tiles that overlap and stay inside', () => {
    fc.assert(
      fc.property(sizes, ({ width, height }) => {
        const frame = scoringFrame(width, height, 64, QUANTUM);
        expect(Math.min(frame.width, frame.height)).toBe(64);
        const along = frame.tiles.map(({ x, y }) => x + y);
        expect(along[0]).toBe(0);
        expect((along.at(-1) ?? 0) + 64).toBe(Math.max(frame.width, frame.height));
        along.slice(1).forEach((start, i) => {
          expect(start - (along[i] ?? 0)).toBeLessThanOrEqual(0.75 * 64 + QUANTUM);
          expect(start % QUANTUM).toBe(0);
        });
        const { box } = frame;
        expect(box.x >= 0 && box.x + box.width <= width).toBe(true);
        expect(box.y >= 0 && box.y + box.height <= height).toBe(true);
      }),
    );
  });

  it('sees a nearly square image as the square that the other methods encode', () => {
    for (const [width, height] of [
      [128, 128],
      [500, 480],
      [97, 99],
    ] as const) {
      const frame = scoringFrame(width, height, 64, QUANTUM);
      expect(frame.tiles).toEqual([{ y: 0, x: 0 }]);
      expect(frame.box).toEqual(frameBox(width, height, 'crop'));
    }
  });

  it('keeps the shape of a long image and crops an endless one to its middle', () => {
    const frame = scoringFrame(600, 400, 64, QUANTUM);
    expect([frame.width, frame.height]).toEqual([96, 64]);
    expect(frame.box).toEqual({ x: 0, y: 0, width: 600, height: 400 });
    const ribbon = scoringFrame(9000, 100, 64, QUANTUM);
    expect(ribbon.box).toEqual({ x: 4100, y: 0, width: 800, height: 100 });
  });

  it('refuses grids that do not divide the resolution', () => {
    expect(() => tileQuantum(64, [16, 7])).toThrow(/grid of 7 cells/);
    expect(tileQuantum(512, [64, 48 / 3])).toBe(32);
  });
});

describe('mergeTiles', () => {
  it('is the map itself for one tile, and any smooth map that all tiles agree on', () => {
    const one = scoringFrame(64, 64, 64, QUANTUM);
    const values = randomStream({ seed: 1, purpose: 'map' }).fillNormal(new Float64Array(2 * 256));
    expect(mergeTiles([values], one, 2, 16)).toEqual(values);

    const frame = scoringFrame(150, 64, 64, QUANTUM);
    const { height, width } = mergedSize(frame, 16);
    const whole = randomStream({ seed: 2, purpose: 'map' }).fillNormal(
      new Float64Array(height * width),
    );
    const parts = frame.tiles.map(({ x }) =>
      Float64Array.from({ length: 256 }, (_, i) => {
        const row = Math.floor(i / 16);
        return whole[row * width + (x * 16) / 64 + (i % 16)] ?? 0;
      }),
    );
    const merged = mergeTiles(parts, frame, 1, 16);
    merged.forEach((value, i) => expect(value).toBeCloseTo(whole[i] ?? 0, 12));
    expect(() => mergeTiles(parts.slice(1), frame, 1, 16)).toThrow(/do not fit/);
  });

  it('cuts the pixels that the tiles stand on', () => {
    const frame = scoringFrame(96, 64, 64, QUANTUM);
    const pixels = Uint8Array.from({ length: 96 * 64 * 3 }, (_, i) => Math.floor(i / 3) % 251);
    const tiles = cutTiles(pixels, frame);
    frame.tiles.forEach(({ x }, t) => {
      const at = (t * 64 * 64 + 5 * 64 + 7) * 3;
      expect(tiles[at]).toBe((5 * 96 + x + 7) % 251);
    });
  });
});

describe('originalBox', () => {
  it('keeps windows inside the image and apart, whatever the scale', () => {
    const windows = fc.record({
      share: fc.double({ min: 0.2, max: 1, noNaN: true }),
      y: fc.nat(1000),
      x: fc.nat(1000),
    });
    fc.assert(
      fc.property(sizes, windows, ({ width, height }, { share, y, x }) => {
        fc.pre(Math.min(width, height) >= 64 / 2);
        const frame = scoringFrame(width, height, 64, QUANTUM);
        const side = Math.max(8, Math.round(share * 64));
        const first = {
          y: y % (frame.height - side + 1),
          x: x % (frame.width - side + 1),
          side,
        };
        const box = originalBox(frame, first);
        expect(box.x >= 0 && box.x + box.width <= width).toBe(true);
        expect(box.y >= 0 && box.y + box.height <= height).toBe(true);
        expect(box.width).toBe(box.height);
        const next = { ...first, x: first.x + side + 1 };
        if (next.x + side <= frame.width) {
          expect(originalBox(frame, next).x).toBeGreaterThanOrEqual(box.x + box.width);
        }
      }),
    );
  });

  it('refuses an image whose window would be a few pixels', () => {
    const frame = scoringFrame(6, 6, 64, QUANTUM);
    expect(() => originalBox(frame, { y: 0, x: 0, side: 32 })).toThrow(/too small/);
  });
});
