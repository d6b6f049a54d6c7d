import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide, heldOutContents, unseen } from '../../../src/core/held-out';

const digit = fc.nat({ max: 15 }).map((value) => value.toString(16));
const hash = fc.array(digit, { minLength: 64, maxLength: 64 });
const hashes = fc
  .array(
    hash.map((digits) => digits.join('')),
    { minLength: 1, maxLength: 150 },
  )
  // Some images lie there twice.
  .chain((contents) =>
    fc
      .array(fc.constantFrom(...contents), { maxLength: 20 })
      .map((again) => [...contents, ...again]),
  );
const percent = fc.integer({ min: 1, max: 50 });
/** A content whose place is this share of the way from 0 to 1. */
const at = (share: number, rest: string) =>
  rest.padEnd(32, '0') +
  Math.ceil(share * 2 ** 32)
    .toString(16)
    .padStart(8, '0') +
  '0'.repeat(24);

describe('the images that a share of a class holds out', () => {
  it('are those whose content stands below the share', () => {
    const contents = Array.from({ length: 20 }, (_, i) => at(i / 20, `${i}`));
    expect([...heldOutContents(contents, 10)]).toEqual(contents.slice(0, 2));
    expect([...heldOutContents(contents, 50)]).toEqual(contents.slice(0, 10));
  });

  it('are at least 10 of 50, the next in order', () => {
    const contents = Array.from({ length: 50 }, (_, i) => at(i / 50, `${i}`));
    expect([...heldOutContents(contents, 10)]).toEqual(contents.slice(0, 10));
    const fewer = contents.slice(1);
    // 49 images: 1/50 to 4/50 stand below 10 %.
    expect([...heldOutContents(fewer, 10)]).toEqual(fewer.slice(0, 4));
  });

  it('are none of fewer than 10, and never a whole class', () => {
    const low = Array.from({ length: 12 }, (_, i) => at(0, i.toString(16)));
    expect(heldOutContents(low.slice(0, 9), 50).size).toBe(0);
    expect(heldOutContents(low, 1).size).toBe(11);
    expect(
      heldOutContents(
        Array.from({ length: 60 }, () => at(0, 'a')),
        50,
      ).size,
    ).toBe(0);
  });

  it('grow with the share, by nothing but the share', () => {
    fc.assert(
      fc.property(hashes, percent, percent, (list, a, b) => {
        const smaller = heldOutContents(list, Math.min(a, b));
        const larger = heldOutContents(list, Math.max(a, b));
        expect([...smaller].every((content) => larger.has(content))).toBe(true);
      }),
    );
  });

  it('do not depend on the order of the images', () => {
    fc.assert(
      fc.property(hashes, percent, (list, share) => {
        expect(heldOutContents(list.toReversed(), share)).toEqual(heldOutContents(list, share));
      }),
    );
  });

  it('leave every other image, copies with their like, in order', () => {
    fc.assert(
      fc.property(hashes, percent, (list, share) => {
        const images = list.map((sha256, place) => ({ sha256, place }));
        const { used: kept, heldOut } = divide(images, { kind: 'share', percent: share });
        expect(kept.length).toBeGreaterThan(0);
        const places = [...kept, ...heldOut].map(({ place }) => place).sort((a, b) => a - b);
        expect(places).toEqual(images.map(({ place }) => place));
        for (const side of [kept, heldOut]) {
          expect(side).toEqual(side.toSorted((a, b) => a.place - b.place));
        }
      }),
    );
  });
});

describe('images of folders for evaluation', () => {
  it('are used but for those that are distilled from as well', () => {
    const shown = (pixelHash: string) => ({ sha256: `file of ${pixelHash}`, pixelHash });
    const kept = [shown('a'), shown('b')];
    expect(divide(kept, { kind: 'folders' })).toEqual({ used: kept, heldOut: [] });
    const again = { sha256: 'another file', pixelHash: 'b' };
    expect(unseen([again, shown('c'), shown('c')], kept)).toEqual([shown('c')]);
  });
});
