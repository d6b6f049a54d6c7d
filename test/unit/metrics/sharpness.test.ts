import { describe, expect, it } from 'vitest';
import { sharpness } from '../../../src/core/metrics/sharpness';

/** A grey picture from its brightness by column and row. */
function grey(side: number, level: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    return level(at % side, Math.floor(at / side));
  });
}

describe('sharpness', () => {
  it('is 0 for a plain picture', () => {
    expect(
      sharpness(
        grey(5, () => 90),
        5,
      ),
    ).toBe(0);
  });

  it('is the length of a ramp’s gradient', () => {
    // 3 levels a pixel to the right, 4 down: 5 at every pixel.
    expect(
      sharpness(
        grey(8, (x, y) => 3 * x + 4 * y),
        8,
      ),
    ).toBeCloseTo(5, 10);
  });

  it('weighs colours as the eye does', () => {
    const edge = (channel: number) =>
      Uint8Array.from({ length: 12 }, (_, i) =>
        i % 3 === channel && Math.floor(i / 3) % 2 === 1 ? 100 : 0,
      );
    expect([0, 1, 2].map((channel) => sharpness(edge(channel), 2))).toEqual([
      expect.closeTo(29.9, 10),
      expect.closeTo(58.7, 10),
      expect.closeTo(11.4, 10),
    ]);
  });

  it('falls under blur', () => {
    const board = (x: number, y: number) => ((x + y) % 2) * 200;
    const blurred = (x: number, y: number) => (board(x, y) + board(x + 1, y)) / 2;
    expect(sharpness(grey(8, blurred), 8)).toBeLessThan(sharpness(grey(8, board), 8));
  });

  it('refuses bytes that are no such picture', () => {
    expect(() => sharpness(new Uint8Array(11), 2)).toThrow(
      expect.objectContaining({ code: 'ShapeMismatch' }),
    );
  });
});
