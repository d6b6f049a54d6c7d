import { describe, expect, it } from 'vitest';
import { nearestPoint, pointsInside, rectangle } from '../../../../src/studio/map/findPoints';
import { fitted, moved, screenX, screenY, zoomed } from '../../../../src/studio/map/viewport';

const points = Float32Array.of(0, 0, 10, 0, 10, 5, NaN, NaN);
const frame = { width: 220, height: 220 };
const whole = fitted(points, frame, 10);
const at = (i: number) => ({
  x: screenX(whole, points[2 * i] ?? 0),
  y: screenY(whole, points[2 * i + 1] ?? 0),
});

describe('the view', () => {
  it('shows every point within the margin, one scale for both axes, y upwards', () => {
    expect(whole.scale).toBe(20);
    expect([at(0), at(1), at(2)]).toEqual([
      { x: 10, y: 160 },
      { x: 210, y: 160 },
      { x: 210, y: 60 },
    ]);
  });

  it('is of a size for one point, and for none', () => {
    expect(fitted(Float32Array.of(3, 4), frame, 10)).toEqual({ scale: 1, x: 107, y: 114 });
    expect(fitted(new Float32Array(0), frame, 10)).toEqual({ scale: 1, x: 110, y: 110 });
  });

  it('keeps the spot under the pointer while it grows, and stops at 64 times and at half', () => {
    const spot = at(2);
    const large = zoomed(whole, 3, spot, whole);
    expect([screenX(large, 10), screenY(large, 5)]).toEqual([spot.x, spot.y]);
    expect(zoomed(whole, 1e9, spot, whole).scale).toBe(64 * whole.scale);
    expect(zoomed(whole, 1e-9, spot, whole).scale).toBe(whole.scale / 2);
    expect(screenX(moved(whole, 7, -2), 0)).toBe(17);
  });
});

describe('a pointer', () => {
  it('means the nearest point within reach, and none that a filter took', () => {
    const beside = { x: at(1).x - 5, y: at(1).y };
    expect(nearestPoint(points, null, whole, beside, 6)).toBe(1);
    expect(nearestPoint(points, null, whole, beside, 4)).toBeNull();
    expect(nearestPoint(points, Uint8Array.of(1, 0, 1, 1), whole, beside, 6)).toBeNull();
  });

  it('encloses what lies inside its outline, also one that turns in on itself', () => {
    const right = rectangle({ x: 200, y: 0 }, { x: 220, y: 220 });
    expect(pointsInside(points, null, whole, right)).toEqual([1, 2]);
    expect(pointsInside(points, Uint8Array.of(1, 0, 1, 1), whole, right)).toEqual([2]);
    // An L whose notch holds the point below on the right.
    const corner = [
      { x: 0, y: 0 },
      { x: 220, y: 0 },
      { x: 220, y: 100 },
      { x: 100, y: 100 },
      { x: 100, y: 220 },
      { x: 0, y: 220 },
    ];
    expect(pointsInside(points, null, whole, corner)).toEqual([0, 2]);
  });
});
