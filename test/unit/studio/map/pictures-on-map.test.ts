import { describe, expect, it } from 'vitest';
import { contours } from '../../../../src/studio/map/contours';
import { pictureSide, pointsWithRoom } from '../../../../src/studio/map/pictureRoom';
import { randomStream } from '../../../../src/core/random/stream';
import { fitted } from '../../../../src/studio/map/viewport';

const frame = { width: 400, height: 300 };

function scattered(count: number): Float32Array {
  const random = randomStream({ seed: 3, purpose: 'test-map' });
  return Float32Array.from({ length: 2 * count }, () => random.normal());
}

describe('pictures in the place of points', () => {
  it.each([24, 48, 72])('have room where no other point lies under them, at %i px', (side) => {
    const points = scattered(400);
    const view = fitted(points, frame, 10);
    const near = (a: number, b: number) =>
      [0, 1].every(
        (axis) =>
          Math.abs((points[2 * a + axis] ?? 0) - (points[2 * b + axis] ?? 0)) * view.scale <
          0.75 * side,
      );
    const all = Array.from({ length: 400 }, (_, i) => i);
    const free = all.filter((a) => !all.some((b) => b !== a && near(a, b)));
    const found = pointsWithRoom(points, null, view, frame, side, 400);
    expect(found).toEqual(free);
    expect(pointsWithRoom(points, null, view, frame, side, 3)).toEqual(free.slice(0, 3));
  });

  it('come up where a filter makes room, and grow slower than the map', () => {
    const points = Float32Array.of(0, 0, 0.01, 0, 5, 5);
    const view = fitted(points, frame, 10);
    expect(pointsWithRoom(points, null, view, frame, 24, 9)).toEqual([2]);
    expect(pointsWithRoom(points, Uint8Array.of(1, 0, 1), view, frame, 24, 9)).toEqual([0, 2]);
    expect([1, 4, 9, 100].map(pictureSide)).toEqual([24, 48, 72, 72]);
  });
});

describe('lines of equal density', () => {
  it('of one round heap are closed rings around its middle, smaller for fewer points', () => {
    const lines = contours(scattered(4000), null);
    expect(lines.map(({ share }) => share)).toEqual([0.9, 0.5, 0.25]);
    const radii = lines.map(({ segments }) => {
      const ends: number[] = [];
      for (let i = 0; i < segments.length; i += 2) {
        ends.push(Math.hypot(segments[i] ?? 0, segments[i + 1] ?? 0));
      }
      return ends.reduce((sum, radius) => sum + radius, 0) / ends.length;
    });
    // Of a normal distribution in the plane a share s lies within sqrt(-2 ln(1 - s)).
    const expected = [0.9, 0.5, 0.25].map((share) => Math.sqrt(-2 * Math.log(1 - share)));
    radii.forEach((radius, i) => {
      expect(Math.abs(radius / (expected[i] ?? 1) - 1)).toBeLessThan(0.12);
    });
    // Closed: as many segments come as go at every end. Where a cell lies at the level itself, four meet.
    for (const { segments } of lines) {
      const ends = Array.from({ length: segments.length / 2 }, (_, i) => i);
      const near = (a: number, b: number) =>
        Math.abs((segments[2 * a] ?? 0) - (segments[2 * b] ?? 0)) < 1e-5 &&
        Math.abs((segments[2 * a + 1] ?? 0) - (segments[2 * b + 1] ?? 0)) < 1e-5;
      const alone = ends.filter((a) => ends.filter((b) => near(a, b)).length % 2 === 1);
      expect(alone).toEqual([]);
    }
  });

  it('are drawn of nothing that is too little, or that a filter took', () => {
    expect(contours(scattered(19), null)).toEqual([]);
    expect(contours(scattered(400), new Uint8Array(400))).toEqual([]);
    expect(contours(new Float32Array(400).fill(NaN), null)).toEqual([]);
  });
});
