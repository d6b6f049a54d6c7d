/** The comparison's pictures are as large as the window lets them be. */
import { expect, it } from 'vitest';
import { haveCores } from '../../../src/studio/compare/haveCores';
import {
  fillingSide,
  GAP,
  sheetRowHeight,
  SMALLEST,
} from '../../../src/studio/compare/pictureSide';

/** Whether so many have room: as many rows of as many as fit. */
function fit(side: number, width: number, height: number, count: number, tall: number): boolean {
  const across = Math.floor(width / (side + GAP));
  const rows = Math.floor(height / (tall * side + GAP));
  return across * rows >= count;
}

it.each([
  [400, 300, 1, 1],
  [1000, 450, 5, 1],
  [1000, 450, 4, 1],
  [620, 330, 10, 1],
  [900, 700, 10, 2],
  [300, 900, 3, 2],
])(
  'in %d x %d there is room for %d of the side that is given, and for none larger',
  (width, height, count, tall) => {
    const side = fillingSide({ width, height }, count, tall);
    expect(side).toBeGreaterThan(SMALLEST);
    expect(fit(side, width, height, count, tall)).toBe(true);
    expect(fit(side + 1, width, height, count, tall)).toBe(false);
  },
);

it('is the smallest where there is no room for all', () => {
  expect(fillingSide({ width: 100, height: 60 }, 50)).toBe(SMALLEST);
});

it('keeps room for cores on the sheet of the whole set where there are some, and only there', () => {
  expect(haveCores([{ origin: 'real', coreImage: 3 }])).toBe(false);
  expect(haveCores([{ origin: 'generated', coreImage: null }])).toBe(false);
  expect(haveCores([{ origin: 'generated', coreImage: 3 }])).toBe(true);
  // Two rows of pictures of 100 px.
  expect(sheetRowHeight(6, 3, 100, 1)).toBe(2 * 108 + 17);
  expect(sheetRowHeight(6, 3, 100, 2)).toBe(2 * 208 + 17);
  expect(sheetRowHeight(1, 3, 48, 1)).toBe(128);
});
