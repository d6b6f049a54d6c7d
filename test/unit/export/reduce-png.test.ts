import { describe, expect, it } from 'vitest';
import { decodePng } from '../../../src/data/export/decode-png';
import { encodePng } from '../../../src/data/export/png';
import { reducePng } from '../../../src/data/export/reduce-png';
// Made by Pillow; the file says how.
import pillow from './reduce-pillow.json';

const SIDE = 32;
const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
  const [c, x, y] = [i % 3, Math.floor(i / 3) % SIDE, Math.floor(i / (3 * SIDE))];
  return 37 * x + 59 * y + 83 * c + 7 * x * y;
});
const file = encodePng({ width: SIDE, height: SIDE, pixels });

describe('A reduced picture', () => {
  it.each(pillow.cases)('has Pillow’s pixels at $side px', (made) => {
    const reduced = decodePng(reducePng(file, made.side));
    expect([reduced.width, reduced.height]).toEqual([made.side, made.side]);
    expect([...reduced.pixels]).toEqual(made.pixels);
  });

  it('is the picture at its own side, and never larger', () => {
    expect(decodePng(reducePng(file, SIDE)).pixels).toEqual(pixels);
    expect(() => reducePng(file, SIDE + 1)).toThrow(/32 × 32 px.*makes none larger.*at most 32/);
  });
});
