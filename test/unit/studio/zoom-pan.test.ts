/** Zooming and moving the pictures of the large view, and how large their frames are. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_CAPTION, FRAME_GAP, frameSide } from '../../../src/studio/distil/stage/frameSide';
import {
  MOST_SCALE,
  panBy,
  WHOLE,
  zoomAbout,
  type ZoomPan,
} from '../../../src/studio/distil/stage/zoomPan';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const point = fc.record({ x: share, y: share });
const factor = fc.double({ min: 0.1, max: 10, noNaN: true });
const views = fc
  .array(fc.tuple(factor, point), { maxLength: 4 })
  .map((steps) => steps.reduce((view, [by, at]) => zoomAbout(view, by, at), WHOLE));

/** What part of the picture lies at a point of the frame. */
const under = ({ scale, x }: ZoomPan, at: number): number => (at - x) / scale;

describe('the zoom of all frames', () => {
  it('keeps the point under the pointer where it is while it grows', () => {
    fc.assert(
      fc.property(views, fc.double({ min: 1, max: 4, noNaN: true }), point, (view, by, at) => {
        const next = zoomAbout(view, by, at);
        expect(under(next, at.x)).toBeCloseTo(under(view, at.x), 9);
      }),
    );
  });

  it('never shows what lies outside the picture, and ends at a most', () => {
    fc.assert(
      fc.property(views, point, factor, (view, by, times) => {
        for (const next of [
          zoomAbout(view, times, by),
          panBy(view, by),
          panBy(view, { x: -9, y: 9 }),
        ]) {
          expect(under(next, 0)).toBeGreaterThanOrEqual(-1e-9);
          expect(under(next, 1)).toBeLessThanOrEqual(1 + 1e-9);
          expect(next.scale).toBeGreaterThanOrEqual(1);
          expect(next.scale).toBeLessThanOrEqual(MOST_SCALE);
        }
      }),
    );
  });

  it('moves nothing while the whole picture is shown', () => {
    expect(panBy(WHOLE, { x: 0.4, y: -0.2 })).toEqual(WHOLE);
  });
});

describe('frames on a stage', () => {
  it('stand beside each other where it is wide and below each other where it is high', () => {
    const beside = (1000 - FRAME_GAP) / 2;
    expect(frameSide({ width: 1000, height: 900 }, 2)).toBe(beside);
    expect(frameSide({ width: 400, height: 1000 }, 2)).toBe(400);
    expect(frameSide({ width: 900, height: 600 }, 1)).toBe(600 - FRAME_CAPTION);
  });

  it('fit, however many there are', () => {
    const sizes = fc.record({
      width: fc.integer({ min: 600, max: 2600 }),
      height: fc.integer({ min: 500, max: 1400 }),
    });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 6 }), (room, count) => {
        const side = frameSide(room, count);
        const columns = Math.floor((room.width + FRAME_GAP) / (side + FRAME_GAP));
        const rows = Math.ceil(count / columns);
        const high = rows * (side + FRAME_CAPTION) + (rows - 1) * FRAME_GAP;
        expect(columns).toBeGreaterThanOrEqual(1);
        expect(high).toBeLessThanOrEqual(room.height);
      }),
    );
  });
});
