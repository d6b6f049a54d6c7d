import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { pixelsToPlanes, planesToPixels } from '../../../src/runtime/pixels';

it('takes bytes to [-1, 1] in planes', () => {
  const planes = pixelsToPlanes(Uint8Array.of(0, 51, 255, 255, 102, 0), 1, 2);
  // x / 127.5 - 1, red plane first
  const expected = [-1, 1, 51 / 127.5 - 1, 102 / 127.5 - 1, 1, -1];
  expect([...planes]).toEqual(expected.map(Math.fround));
});

it('gives every byte back', () => {
  fc.assert(
    fc.property(
      fc.nat(3),
      fc.integer({ min: 1, max: 9 }),
      fc.infiniteStream(fc.nat(255)),
      (count, area, stream) => {
        const pixels = Uint8Array.from(
          { length: count * area * 3 },
          () => stream.next().value ?? 0,
        );
        const back = new Uint8Array(pixels.length);
        planesToPixels(pixelsToPlanes(pixels, count, area), count, area, back);
        expect(back).toEqual(pixels);
      },
    ),
  );
});

it('rounds to the nearest byte and clamps what lies beyond', () => {
  const out = new Uint8Array(6);
  const near = (byte: number) => byte / 127.5 - 1;
  planesToPixels(Float32Array.of(-7, 3, near(9.6), near(9.4), near(254.7), near(-0.2)), 1, 2, out);
  expect([...out]).toEqual([0, 10, 255, 255, 9, 0]);
});

it('writes from a later image on', () => {
  const out = new Uint8Array(9).fill(7);
  planesToPixels(Float32Array.of(1, 1, 1), 1, 1, out, 1);
  expect([...out]).toEqual([7, 7, 7, 255, 255, 255, 7, 7, 7]);
});
